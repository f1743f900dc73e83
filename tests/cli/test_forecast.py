"""`fiftytwo forecast` and `backtest` on a made history that went through the intake."""

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from forecast.made import make_history, truth
from program import initialised, run
from realdata import real_data

PROFILE = """
name = "half_hours"
kind = "interval_report"
source = "made"
zone = "Europe/Brussels"
[time]
formats = ["iso"]
[interval_report]
queue = { value = "Sales" }
channel = { value = "voice" }
started_at = "start"
offered = "calls"
length_s = 1800
"""

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "profiles"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A workspace with twelve weeks of half hours of one queue."""
    folder = tmp_path_factory.mktemp("forecast")
    history, _ = make_history(n=84, stray=0.005)
    lines = ["start,calls"]
    for day, row in zip(history.days, history.counts):
        for column in np.flatnonzero(~np.isnan(row)):
            lines.append(f"{day}T{column // 2:02}:{column % 2 * 30:02}:00,{row[column]:.0f}")
    (folder / "calls.csv").write_text("\n".join(lines) + "\n")
    (folder / "half_hours.toml").write_text(PROFILE)
    root = str(folder / "workspace")
    initialised(Path(root), "--zone", "Europe/Brussels")
    load = ("load", str(folder / "calls.csv"), "--profile", str(folder / "half_hours.toml"))
    done = run(*load, "--workspace", root)
    assert done.returncode == 0, done.stderr
    return root


def test_the_next_week_as_json(folder):
    done = run("forecast", "Sales", "--workspace", folder, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["queue"], found["interval_s"]) == ("Sales", 1800)
    choice = found["choices"][0]
    assert choice["method"] in found["method"]
    assert choice["wape"][choice["method"]] < choice["wape"]["seasonal_naive"]
    assert "seasonal_naive" in choice["words"]
    assert found["rows"][0]["start"] == "2026-05-25T08:00:00+02:00"  # the 24th is a Sunday
    assert len(found["rows"]) == 6 * 20
    days = np.arange("2026-05-24", "2026-05-31", dtype="datetime64[D]")
    expected = truth(days)
    total = sum(row["mean"] for row in found["rows"])
    assert total == pytest.approx(np.nansum(expected), rel=0.1)
    for row in found["rows"]:
        assert row["low"] <= row["mean"] <= row["high"]
        assert 8 <= datetime.fromisoformat(row["start"]).hour < 18


def test_a_year_and_a_half_ahead(folder):
    """78 weeks after 24 May 2026; 12 weeks of history tell the first weeks best, and say so."""
    far = ("forecast", "Sales", "--workspace", folder, "--to", "2027-11-20")
    lines = run(*far).stdout.splitlines()
    weeks = [line for line in lines if line[:2] == "20"]
    assert len(weeks) == 78
    assert any("was tested" in line for line in lines)
    found = json.loads(run(*far, "--json").stdout)
    assert len(found["rows"]) == 78 * 6 * 20
    days = found["days"]
    widths = [(day["high"] - day["low"]) / day["mean"] for day in days]
    assert widths[-1] > 2 * widths[0]
    assert sum(row["mean"] for row in found["rows"]) == pytest.approx(
        sum(day["mean"] for day in days), rel=1e-4
    )
    beyond = run(*far[:-1], "2027-11-22")
    assert (beyond.returncode, "more than 78 weeks" in beyond.stderr) == (2, True)


def test_a_named_change_is_laid_over_the_forecast_and_said(folder):
    file = Path(folder) / "layers.toml"
    file.write_text(
        '[[layers]]\nname = "Mailing"\nreason = "40,000 letters"\nqueue = "Sales"\n'
        "made = 2026-05-10\nfirst = 2026-05-25\nlast = 2026-05-25\nfactor = 2\n"
    )
    try:
        shown = run("forecast", "Sales", "--workspace", folder).stdout
        found = json.loads(run("forecast", "Sales", "--workspace", folder, "--json").stdout)
        file.write_text("[[layers]]\n")
        wrong = run("forecast", "Sales", "--workspace", folder)
    finally:
        file.unlink()
    assert "· Sales: Mailing (40,000 letters) makes " in shown
    monday, tuesday = found["rows"][0], found["rows"][20]
    assert monday["mean"] == pytest.approx(2 * monday["untouched"], abs=1e-3)
    assert tuesday["mean"] == tuesday["untouched"]
    assert found["layers"][0]["layer"]["name"] == "Mailing"
    assert (wrong.returncode, "layers.toml, [[layers]] 1: name is missing" in wrong.stderr) == (
        2,
        True,
    )


def test_a_table_to_read(folder):
    done = run("forecast", "Sales", "--workspace", folder, "--method", "seasonal_naive")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Sales, seasonal_naive: contacts expected in an interval (80 % range)"
    assert [line.split()[0] for line in lines if line[:2] in ("08", "17")] == [
        *("08:00", "08:30", "17:00", "17:30")
    ]
    assert any(line.startswith("day ") and "closed" in line for line in lines)


def test_days_that_have_passed_are_forecast_from_what_was_known(folder):
    done = run(
        *("forecast", "Sales", "--workspace", folder, "--json"),
        *("--from", "2026-05-04", "--to", "2026-05-05"),
    )
    starts = {row["start"][:10] for row in json.loads(done.stdout)["rows"]}
    assert starts == {"2026-05-04", "2026-05-05"}


def test_backtest_beside_the_naive_ones(folder):
    done = run("backtest", "Sales", "--workspace", folder, "--folds", "3", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["folds"], found["horizon_days"], found["interval_s"]) == (3, 7, 1800)
    assert next(iter(found["scores"])) == "best"
    assert {"profile", "seasonal_naive", "mean_of_four"} < set(found["scores"])
    assert found["scores"]["best"]["wape"] < found["scores"]["seasonal_naive"]["wape"]
    assert sum(found["chosen"].values()) == 21
    assert set(found["scores"]["profile"]) == {
        *("method", "wape", "rmse", "bias", "cover", "day_cover")
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["forecast", "Salse"], "queues with one are Sales"),
        (["forecast", "Sales", "--method", "tea"], "--method 'tea' is unknown"),
        (
            ["forecast", "Sales", "--from", "2026-06-02", "--to", "2026-06-01"],
            "before the first day",
        ),
        (["backtest", "Sales", "--horizon", "0"], "1 or more"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(folder, words, says):
    done = run(*words, "--workspace", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.data
def test_real_counts_and_a_real_log(tmp_path):
    """A bank's calls per five minutes as interval reports, and the queue PS of another's call log."""
    root = ("--workspace", str(tmp_path / "workspace"))
    assert run("init", *root, "--zone", "America/New_York").returncode == 0
    for name, profile in (
        ("bank_calls_5min/bank_calls.parquet", "interval_volumes.toml"),
        ("anonymous_bank_calls_1999_02/calls.parquet", "bank_calls_1999.toml"),
    ):
        done = run("load", str(real_data(name)), "--profile", str(EXAMPLES / profile), *root)
        assert done.returncode == 0, done.stderr
    words = ("--interval", "300", "--horizon", "1", "--folds", "40", "--json")
    scores = json.loads(run("backtest", "calls", *words, *root).stdout)["scores"]
    assert f"{scores['seasonal_naive']['rmse']:.2f}" == "32.95"
    assert f"{scores['mean_of_four']['rmse']:.2f}" == "25.21"
    assert scores["profile"]["rmse"] < 0.78 * 25.21
    assert 0.77 <= scores["profile"]["cover"] <= 0.83
    week = json.loads(run("forecast", "PS regular", *root, "--json").stdout)
    assert 3_000 < sum(row["mean"] for row in week["rows"]) < 7_000  # 20,027 in four weeks


def test_the_rest_of_a_day_under_way(folder):
    at = ("forecast", "Sales", "--workspace", folder, "--at")
    done = run(*at, "2026-05-22T12:10", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["day"], found["until"], found["zone"]) == (
        "2026-05-22",
        "12:00",
        "Europe/Brussels",
    )
    assert [row["start"][11:16] for row in found["rows"]][:2] == ["12:00", "12:30"]
    assert found["rest"] == pytest.approx(sum(row["mean"] for row in found["rows"]), abs=0.01)
    assert 0.8 < found["came"] / found["expected"] < 1.25
    shown = run(*at, "2026-05-22T12:10").stdout
    assert shown.startswith("Sales, Friday 22 May 2026, up to 12:00\n")
    assert "12:00" in shown.split("this morning\n")[-1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--at", "2026-05-22T12:00+02:00"), "has a zone"),
        (("--at", "2027-05-22T12:00"), "knows nothing of 2027-05-22"),
        (("--at", "2026-05-22T12:00", "--to", "2026-05-23"), "leave out --from"),
    ],
)
def test_a_day_under_way_that_makes_no_sense_is_one_sentence(folder, words, sentence):
    done = run("forecast", "Sales", "--workspace", folder, *words)
    assert done.returncode == 2
    assert sentence in done.stderr
