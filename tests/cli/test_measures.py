"""The command `measures`: its JSON for other programs, its table for people, its refusals."""

import json

import pytest

from fiftytwo.cli.main import main
from fiftytwo.sources.load import load_file

COUNTS = """
name = "counts"
kind = "interval_report"
source = "acd"
zone = "Europe/Brussels"
version = "import_sequence"

[time]
formats = ["iso"]

[interval_report]
queue = "queue"
channel = { value = "voice" }
started_at = "start"
offered = "offered"
length_s = 3600
"""
VALUE_KEYS = [
    "value",
    "numerator",
    "denominator",
    "n",
    "coverage",
    "provisional",
    "definition",
    "open",
    "low",
    "high",
]


@pytest.fixture
def run(workspace, monkeypatch, capsys):
    """Return a function that runs `fiftytwo measures …` in a fresh workspace."""
    monkeypatch.setenv("FIFTYTWO_WORKSPACE", str(workspace.root))

    def go(*words):
        code = main(["measures", *words])
        out = capsys.readouterr()
        return code, out.out, out.err

    return go


@pytest.fixture
def loaded(workspace):
    """Load three hours of counts of two queues on a Monday."""
    lines = [
        f"{queue},2026-03-02 {8 + hour:02d}:00:00,{10 + hour}"
        for queue in ("lobby", "desk")
        for hour in range(3)
    ]
    file = workspace.root / "uploads" / "counts.csv"
    file.write_text("\n".join(["queue,start,offered", *lines]) + "\n")
    profile = workspace.root / "uploads" / "counts.toml"
    profile.write_text(COUNTS)
    load_file(workspace, file, profile=profile)


def test_groups_periods_and_filters_in_json(run, loaded):
    _, out, _ = run("offered", "--by", "queue,hour", "--grain", "week", "--where", "queue=desk", "--where", "hour=8",
                    "--where", "hour=9", "--json")  # fmt: skip
    rows = json.loads(out)["rows"]
    assert [row["by"] for row in rows] == [
        {"queue": "desk", "hour": 8},
        {"queue": "desk", "hour": 9},
    ]
    assert {row["period"] for row in rows} == {"2026-W10"}
    value = rows[1]["measures"]["offered"]
    assert value["value"] == value["numerator"] == value["n"] == 11
    assert value["definition"] == "offered@1: from interval reports"


def test_days_outside_are_left_out(run, loaded):
    _, out, _ = run("offered", "--from", "2026-03-03", "--json")
    assert json.loads(out)["rows"][0]["measures"]["offered"]["value"] == 0


def test_the_table_for_people(run, loaded):
    _, out, _ = run("offered", "--by", "queue,weekday")
    assert "desk" in out
    assert "Monday" in out
    assert "33" in out


def test_the_rows_behind_a_measure(run, loaded):
    _, out, _ = run("offered", "--rows", "--where", "queue=lobby", "--limit", "2", "--json")
    rows = json.loads(out)["rows"]
    assert [row["offered"] for row in rows] == [12, 11]
    assert run("offered", "--rows")[0] == 0


def test_an_empty_workspace_answers_with_dashes(run):
    code, out, _ = run()
    assert code == 0
    assert "no contacts are loaded" in out
    assert "–" in out


def test_the_json_has_the_promised_shape(run):
    code, out, _ = run("offered", "service_level", "--json")
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["rows", "quarantined"]
    [row] = found["rows"]
    assert list(row) == ["by", "period", "measures"]
    assert (row["by"], row["period"]) == ({}, None)
    assert all(list(value) == VALUE_KEYS for value in row["measures"].values())


@pytest.mark.parametrize(
    ("filter_", "says"),
    [
        ("queue=Desk", "there is no queue 'Desk' in the data: use one of desk, lobby"),
        ("channel=phone", "there is no channel 'phone' in the data: use one of voice"),
        ("reason=bill", "there is no reason 'bill' in the data: nothing with one is loaded"),
        ("agent=rep-1", "there is no agent 'rep-1' in the data: nothing with one is loaded"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--rows"], ["--json"]])
def test_a_value_that_the_data_do_not_know_is_refused(run, loaded, filter_, says, more):
    code, out, err = run("offered", "--where", filter_, *more)
    assert (code, out) == (2, "")
    assert says in err


def test_a_reason_set_apart_that_the_data_do_not_know_is_refused(run, loaded):
    code, out, err = run("fcr_net", "--not-at-once", "bill")
    assert (code, out) == (2, "")
    assert "there is no reason 'bill' in the data" in err


def test_a_missing_value_can_always_be_asked_for(run, loaded):
    assert run("offered", "--where", "reason=–")[0] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["ofered"], "did you mean offered"),
        (["offered", "--by", "team"], "no dimension 'team'"),
        (["offered", "--by", "queue,queue"], "named twice"),
        (["offered", "--grain", "year"], "no grain 'year'"),
        (["offered", "--where", "queue"], "write it like queue=Sales"),
        (["offered", "--where", "hour=25"], "use a number from 0 to 23"),
        (["offered", "--from", "2026-03-09", "--to", "2026-03-02"], "swap the days"),
        (["offered", "--from", "yesterday"], "yesterday"),
        (["offered", "--rows", "--limit", "0"], "a page holds 1 to"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(run, words, says):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
