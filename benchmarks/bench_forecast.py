"""How general the forecast is: MASE on series of three kinds, beside the automatic methods of statsforecast.

    python benchmarks/bench_forecast.py [--data DIR] [--only WORDS]

A bank's calls by day, half hour and five minutes; another bank's calls by type and hour; incidents
by day; from DIR (or FIFTYTWO_TEST_DATA), skipped where absent. Each is forecast again and again from
what was known before (rolling origins), and all methods on the same intervals. MASE: mean absolute
error / that of the same weekday a week before, within the first known part. Bound: no worse than the
best of AutoARIMA, AutoETS and MSTL, where statsforecast is installed (it needs pandas below 3).
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fiftytwo.forecast.model import History
from fiftytwo.forecast.predict import forecast_each

try:
    from statsforecast.models import MSTL, AutoARIMA, AutoETS
except ImportError:
    MSTL = None

BESIDE = ("best", "seasonal_naive", "mean_of_four", "weekday_mean", "profile", "profile_trend")
SLOW = 24  # intervals a day; AutoETS knows no longer season, and AutoARIMA is not waited for


@dataclass(frozen=True)
class Series:
    """A history, and how it is forecast: `horizon` days at a time, `folds` times."""

    name: str
    history: History
    horizon: int
    folds: int


def bank(path: Path) -> Iterator[Series]:
    table = pq.read_table(path)
    at = table["DateTime"].to_numpy()
    calls = table["Calls"].to_numpy().astype(float)
    for name, seconds, horizon, folds in (
        ("bank calls by day", 86_400, 5, 8),
        ("bank calls by half hour", 1800, 1, 10),
        ("bank calls by five minutes", 300, 1, 4),
    ):
        yield Series(name, _history(name, at, seconds, calls), horizon, folds)


def bank_log(path: Path) -> Iterator[Series]:
    table = pq.read_table(path, columns=["date", "type", "vru_entry", "outcome"])
    table = table.filter(pc.not_equal(table["outcome"], "PHANTOM"))
    day = np.array(
        [f"19{str(d)[:2]}-{str(d)[2:4]}-{str(d)[4:]}" for d in table["date"].to_pylist()],
        dtype="datetime64[D]",
    )
    clock = [[int(part) for part in text.split(":")] for text in table["vru_entry"].to_pylist()]
    at = day.astype("datetime64[s]") + np.array([3600 * h + 60 * m + s for h, m, s in clock])
    types = np.array(table["type"].to_pylist())
    for kind in ("PS", "NW", "NE", "TT", "PE", "IN"):
        mine = at[types == kind]
        yield Series(f"bank log {kind} by hour", _history(kind, mine, 3600), 1, 7)


def incidents(path: Path) -> Iterator[Series]:
    table = pq.read_table(path, columns=["number", "opened_at", "category"])
    first = table.group_by("number").aggregate([("opened_at", "min"), ("category", "min")])
    texts = first["opened_at_min"].to_pylist()
    at = np.array([_moment(text) for text in texts], dtype="datetime64[s]")
    inside = (at >= np.datetime64("2016-03-01")) & (at < np.datetime64("2016-05-31"))
    yield Series("incidents by day", _history("all", at[inside], 86_400), 7, 5)
    kinds = np.array(first["category_min"].to_pylist())[inside]
    names, sizes = np.unique(kinds, return_counts=True)
    for kind in names[np.argsort(-sizes)][:5]:
        mine = at[inside][kinds == kind]
        yield Series(f"incidents of {kind} by day", _history(kind, mine, 86_400), 7, 5)


def _moment(text: str) -> str:
    day, clock = text.split()
    d, m, y = day.split("/")
    return f"{y}-{m:0>2}-{d:0>2}T{clock}"


def _history(name: str, at: np.ndarray, seconds: int, counts: np.ndarray | None = None) -> History:
    """Return counts by interval; hours of the day in which nothing ever comes are closed."""
    day = at.astype("datetime64[D]")
    column = (at - day).astype("timedelta64[s]").astype(int) // seconds
    days = np.arange(day.min(), day.max() + 1)
    found = np.zeros((days.size, 86_400 // seconds))
    np.add.at(found, ((day - days[0]).astype(int), column), 1.0 if counts is None else counts)
    found[:, found.sum(axis=0) < 1] = np.nan
    if counts is not None:
        found[np.nansum(found, axis=1) == 0] = np.nan  # closed days are not in the file
    return History(name, seconds, days, found)


def folds_of(series: Series) -> list[int]:
    """Return the row that each fold begins at; a fold holds `horizon` days with a known interval."""
    known = np.flatnonzero(~np.isnan(series.history.counts).all(axis=1))
    return [int(known[-series.horizon * n]) for n in range(series.folds, 0, -1)]


def ours(series: Series, first: int, asked: np.ndarray) -> dict[str, np.ndarray]:
    days = series.history.days
    known = series.history.before(days[first])
    found = forecast_each(known, days[asked], BESIDE)
    return {name: one.mean for name, one in found.items()}


def peers(width: int, week: int) -> dict[str, Callable[[], object]]:
    """Return the automatic methods: by day they know the week, within days the day (MSTL both)."""
    season = week if width == 1 else width
    seasons = week if width == 1 else [width, width * week]
    found = {"MSTL": lambda: MSTL(season_length=seasons)}
    if width <= SLOW:
        found["AutoARIMA"] = lambda: AutoARIMA(season_length=season)
        found["AutoETS"] = lambda: AutoETS(season_length=season)
    return found


def judge(series: Series) -> bool | None:
    """Print the MASE of each method; return whether the bound is kept, None where nobody is there."""
    counts = series.history.counts
    open_ = ~np.isnan(counts).all(axis=0)
    known = np.flatnonzero(~np.isnan(counts).all(axis=1))
    week = len({int(day.astype(int) % 7) for day in series.history.days[known]})
    width = int(open_.sum())
    wrong: dict[str, list[np.ndarray]] = {}
    took: dict[str, float] = {}
    starts = folds_of(series)
    for first in starts:
        begin = time.process_time()
        asked = known[known >= first][: series.horizon]
        made = ours(series, first, asked)
        took["ours"] = took.get("ours", 0.0) + time.process_time() - begin
        past = np.nan_to_num(counts[known[known < first]][:, open_]).ravel()
        for name, model in peers(width, week).items() if MSTL else ():
            begin = time.process_time()
            found = model().forecast(y=past, h=series.horizon * width)["mean"]
            took[name] = took.get(name, 0.0) + time.process_time() - begin
            made[name] = np.full((asked.size, counts.shape[1]), np.nan)
            made[name][:, open_] = np.reshape(found, (asked.size, width))
        for name, mean in made.items():
            wrong.setdefault(name, []).append(np.abs(mean - counts[asked]))
    before = counts[known[known < starts[0]]]
    scale = np.nanmean(np.abs(before[week:] - before[:-week]))
    whole = {name: np.concatenate(found) for name, found in wrong.items()}
    seen = ~np.isnan(list(whole.values())).any(axis=0)
    mase = {name: float(found[seen].mean() / scale) for name, found in whole.items()}
    print(f"{series.name}: {series.folds} x {series.horizon} days, {int(seen.sum())} intervals")
    print("  " + ", ".join(f"{name} {value:.3f}" for name, value in mase.items()))
    print("  seconds of processor: " + ", ".join(f"{n} {s:.2f}" for n, s in took.items()))
    others = [value for name, value in mase.items() if name not in BESIDE]
    return mase["best"] <= min(others) if others else None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=os.environ.get("FIFTYTWO_TEST_DATA"))
    parser.add_argument("--only", default="", help="series whose name holds this")
    parser.add_argument("--rows", type=int, help="not used; every benchmark takes it")
    given = parser.parse_args()
    if MSTL is None:
        print("statsforecast is not installed: the peers are left out")
    kept = []
    for read, name in (
        (bank, "bank_calls_5min/bank_calls.parquet"),
        (bank_log, "anonymous_bank_calls_1999_02/calls.parquet"),
        (incidents, "uci_incident_event_log/incident_event_log.parquet"),
    ):
        path = given.data and Path(given.data) / name
        if not path or not path.exists():
            print(f"{name} is not there: skipped")
            continue
        kept += [judge(series) for series in read(path) if given.only in series.name]
    told = [good for good in kept if good is not None]
    if told:
        print(f"no worse than the best peer: {sum(told)} of {len(told)}")
    sys.exit(0 if all(told) else 1)


if __name__ == "__main__":
    main()
