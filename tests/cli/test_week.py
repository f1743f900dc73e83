"""`fiftytwo week`, run as a person runs it, and what it prints."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from program import initialised, run
from realdata import real_data
from rich.console import Console

from fiftytwo.cli import week as command
from fiftytwo.forecast.model import Forecast
from fiftytwo.roster.model import Demand, Person, Rules
from fiftytwo.roster.solve import solve
from fiftytwo.week.model import Accuracy, QueueWeek, WeekPlan

MONDAY = date(2026, 11, 23)
DAYS = tuple(MONDAY + timedelta(days=n) for n in range(2))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("week") / "workspace"
    return initialised(root, "--zone", "Asia/Jerusalem")


def test_no_history_is_one_sentence_and_exit_2(workspace):
    done = run("week", "--workspace", workspace)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "no history of any queue" in done.stderr
    assert "fiftytwo load" in done.stderr


def test_a_wrong_date_is_one_sentence_and_exit_2(workspace):
    done = run("week", "--workspace", workspace, "--start", "next week")
    assert done.returncode == 2
    assert "write it as 2026-03-02" in done.stderr


@pytest.mark.data
def test_the_bank_log_becomes_a_plan(workspace):
    log = real_data("anonymous_bank_calls_1999_02/calls.csv.gz")
    profile = Path(__file__).parents[2] / "examples" / "profiles" / "bank_calls_1999.toml"
    loaded = run("load", log, "--profile", profile, "--workspace", workspace)
    assert loaded.returncode == 0, loaded.stderr
    done = run("week", "--workspace", workspace, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["weeks"] == ["1999-W09"]
    queues = {cell["queue"] for cell in found["required"]}
    assert queues == {
        "PS regular", "NW prospects", "NE stock exchange", "TT call back", "IN internet", "PE English"
    }  # fmt: skip
    assert sum(c["size"] for c in found["unmet"]) == sum(c["agents"] for c in found["required"])
    # on Mondays of the log 7 to 10 people answered at 11, with 3 to 7 of them busy at once; six
    # queues of their own need more than one shared crew
    at_eleven = [
        c["agents"] for c in found["required"] if c["start"].startswith("1999-03-01T11:00")
    ]
    assert 10 <= sum(at_eleven) <= 30


def plan(people):
    required = np.zeros((2, 48), dtype=np.int64)
    required[:, 18:34] = 2
    demand = Demand("Calls", 30, DAYS, required)
    mean = np.where(required > 0, 12.0, np.nan)
    expected = Forecast(
        "Calls", 1800, np.array(DAYS, "datetime64[D]"), mean, mean - 4, mean + 4, "profile"
    )
    accuracy = Accuracy(wape=0.12, naive_wape=0.19, cover=0.8, weeks=8)
    queue = QueueWeek(
        "Calls", "Calls", "voice", expected, required, required, "Erlang A", 240.0, 300.0, accuracy
    )
    roster = solve(people, [demand], Rules(), seconds=1)
    return WeekPlan(DAYS, 1800, "UTC", (queue,), (demand,), tuple(people), roster, ("A caveat.",))


def printed(plan):
    out = io.StringIO()
    command._print(plan, Console(file=out, width=100))
    return out.getvalue()


def test_the_summary_says_what_is_needed_rostered_and_missing():
    text = " ".join(printed(plan([Person("a", "Anna", "Canal", "Calls", 2250)])).split())
    assert text.startswith("2026-W48, 2026-11-23 to 2026-11-24")
    for words in ("12 (8–16)", "12 %", "19 %", "240 s", "Erlang A", "A caveat."):
        assert words in text
    assert text.split("needed")[1].split()[:3] == ["16", "16", "32"]
    assert "2 missing, because the whole pool is smaller than the requirement" in text
    assert "Would help: 2 more people in Calls from 09:00 to 17:00 on Monday 23 November." in text


def test_without_people_it_says_how_to_add_them():
    text = " ".join(printed(plan([])).split())
    assert "There are no people in this workspace yet" in text
    assert "add_people" in text


def test_enough_people_leave_nothing_missing():
    people = [Person(name, name, "Canal", "Calls", 2250) for name in "abcd"]
    assert "Nobody is missing anywhere." in printed(plan(people))
