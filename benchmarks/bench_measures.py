"""Measures over generated contacts: compiled against written by hand, one month, the day roll-up.

    python benchmarks/bench_measures.py [--rows CONTACTS] [--folder FOLDER]
    python benchmarks/bench_measures.py --catalogue [--rows CONTACTS] [--folder FOLDER]

Makes CONTACTS (1,000,000 by default) contacts of 24 months with some 2.4 segments each in FOLDER
(a temporary one by default; a folder that is there already is used again), and prints medians of
alternating runs. Trust ratios of one run more than seconds. With --catalogue every measure of the
catalogue by queue and week, from the rows and from the day roll-up, and where the time goes.
"""

import argparse
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
from made_lake import FileLake, make

from fiftytwo.measures.catalogue import CATALOGUE
from fiftytwo.measures.compile import compile_plan
from fiftytwo.measures.evaluate import Query, bind, evaluate, prepare, selects_of
from fiftytwo.measures.plan import Plan, passes

RUNS = 7
NAMES = (
    "offered", "answered", "abandoned", "abandoned_short", "answered_within_20s", "abandonment",
    "service_level", "asa_s", "wait_all_mean_s", "talk_s", "wrap_s", "aht_s",
)  # fmt: skip

# the same twelve, as a person would write them who knows that every wait has ended
BY_HAND = """
SELECT queue, channel, (local_day - DATE '1970-01-05') // 7 AS week,
  count(*) FILTER (WHERE kind = 'wait') AS offered,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'answered') AS answered,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'abandoned') AS abandoned,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'abandoned' AND duration_ms < short_ms) AS short,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'answered' AND duration_ms <= 20000) AS within_20,
  (abandoned - short) / (offered - short) AS abandonment,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'answered' AND duration_ms <= target_ms)
    / (offered - short) AS service_level,
  sum(duration_ms) FILTER (WHERE kind = 'wait' AND end_reason = 'answered') / answered / 1000 AS asa_s,
  sum(duration_ms) FILTER (WHERE kind = 'wait') / offered / 1000 AS wait_all_mean_s,
  count(*) FILTER (WHERE kind = 'talk' AND leg_first) AS legs,
  sum(duration_ms) FILTER (WHERE kind = 'talk') / legs / 1000 AS talk_s,
  sum(duration_ms) FILTER (WHERE kind = 'wrap') / legs / 1000 AS wrap_s,
  sum(duration_ms) FILTER (WHERE kind IN ('talk', 'hold', 'wrap')) / legs / 1000 AS aht_s
FROM {source} WHERE is_counted AND kind IN ('wait', 'talk', 'hold', 'wrap') {more}
GROUP BY ALL
"""


def alternate(runs: int, clock=time.perf_counter, **works) -> dict[str, float]:
    """Return the median seconds of each, run in turn."""
    taken = {name: [] for name in works}
    for _ in range(runs + 1):
        for name, work in works.items():
            start = clock()
            work()
            taken[name].append(clock() - start)
    # the first warms up
    return {name: np.median(each[1:], axis=0) for name, each in taken.items()}


def both_clocks() -> np.ndarray:
    """Return the seconds on the wall and of processors."""
    return np.array([time.perf_counter(), time.process_time()])


def asked(lake: FileLake, query: Query) -> Plan:
    """Return the plan of a question over a lake."""
    return prepare(lake, query)[1]


def the_select(lake: FileLake, query: Query) -> str:
    """Return the one SELECT of a question about one fact."""
    (text,) = selects_of(lake, query)
    return text


def catalogue(folder: Path) -> bool:
    """Time the whole catalogue both ways and fact by fact; return whether both ways agree."""
    direct, rolled = FileLake(folder, rolled=False), FileLake(folder, rolled=True)
    query = Query(tuple(CATALOGUE), ("queue",), "week")
    served = Query(
        tuple(n for n in CATALOGUE if all(b.rolled for b in asked(rolled, Query((n,), ("queue",), "week")).branches)),
        ("queue",),
        "week",
    )  # fmt: skip
    plan = asked(direct, query)
    for part in passes(plan):
        branch = part.branches[0]
        text = bind(direct, part, compile_plan(part))
        work = {branch.fact: lambda text=text: direct.cursor().sql(text).to_arrow_table()}
        (seconds, cpu), *_ = alternate(2, both_clocks, **work).values()
        print(
            f"  {', '.join(b.fact for b in part.branches):40} {sum(len(b.parts) for b in part.branches):3} sums, "
            f"{sum(len(b.ranks) for b in part.branches)} sets of quantiles: {seconds:.3f} s, of processors {cpu:.3f} s"
        )
    for name, lake, question in (("rows", direct, query), ("roll-up", rolled, served)):
        texts = selects_of(lake, question)
        work = {
            "select": lambda lake=lake, texts=texts: [
                lake.cursor().sql(text).to_arrow_table() for text in texts
            ],
            "answer": lambda lake=lake, question=question: evaluate(lake, question),
        }
        took = alternate(2, both_clocks, **work)
        told = [f"{took[way][0]:.3f} s ({took[way][1]:.3f} s of processors)" for way in work]
        print(
            f"{len(question.measures)} measures x queue x week from the {name}: SELECT {told[0]}, "
            f"with rows as objects {told[1]}"
        )
    return evaluate(direct, served) == evaluate(rolled, served)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--catalogue", action="store_true", help="every measure by queue and week")
    parser.add_argument("--rows", type=int, default=1_000_000, help="contacts")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    contacts = given.rows
    folder = given.folder or Path(tempfile.mkdtemp(prefix="fiftytwo-bench-"))
    start = time.perf_counter()
    make(folder, contacts)
    direct, rolled = FileLake(folder, rolled=False), FileLake(folder, rolled=True)
    segments = (
        direct.cursor().sql(f"SELECT count(*) FROM {direct.relation('segment')}").fetchall()[0][0]
    )
    print(
        f"{contacts:,} contacts, {segments:,} segments, made in {time.perf_counter() - start:.1f} s"
    )

    if given.catalogue:
        same = catalogue(folder)
        print(f"roll-up and rows give equal answers: {same}")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
        sys.exit(not same)
    week = Query(NAMES, ("queue", "channel"), "week")
    month = Query(NAMES, ("queue", "channel"), "week", date(2025, 3, 1), date(2025, 3, 31))
    equal = evaluate(rolled, week)
    texts = {
        "compiled": the_select(direct, week),
        "by hand": BY_HAND.format(source=direct.relation("segment"), more=""),
        "rolled": the_select(rolled, week),
        "month": the_select(direct, month),
        "month by hand": BY_HAND.format(
            source=direct.relation("segment", "2025-02", "2025-04"),
            more="AND local_day BETWEEN DATE '2025-03-01' AND DATE '2025-03-31'",
        ),
    }
    cursor = direct.cursor()
    fetch = {
        name: (lambda text=text: cursor.sql(text).to_arrow_table()) for name, text in texts.items()
    }
    seconds = alternate(RUNS, **fetch)
    print(
        f"12 measures x queue x channel x week: compiled {seconds['compiled']:.3f} s, by hand "
        f"{seconds['by hand']:.3f} s, ratio {seconds['compiled'] / seconds['by hand']:.3f}"
    )
    cpu = alternate(RUNS, time.process_time, compiled=fetch["compiled"], hand=fetch["by hand"])
    print(
        f"the same in processor time: {cpu['compiled']:.3f} s and {cpu['hand']:.3f} s, ratio "
        f"{cpu['compiled'] / cpu['hand']:.3f}"
    )
    print(f"one month: compiled {seconds['month']:.3f} s, by hand {seconds['month by hand']:.3f} s")
    print(f"from the day roll-up: {seconds['rolled']:.4f} s for {len(equal):,} rows")
    whole = alternate(
        3, rolled=lambda: evaluate(rolled, week), month=lambda: evaluate(rolled, month)
    )
    print(
        f"evaluate() with its rows as objects: all weeks {whole['rolled']:.3f} s, one month {whole['month']:.4f} s"
    )
    same = evaluate(FileLake(folder, rolled=False), week) == equal
    print(f"roll-up and contacts give equal answers: {same}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    if not same:
        sys.exit(1)


if __name__ == "__main__":
    main()
