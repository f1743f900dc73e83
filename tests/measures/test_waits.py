"""Percentiles are waits that occurred; patience counts those who were answered as censored."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures.lake import MemoryLake, wait
from realdata import real_data

from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.sources.load import load_file

PROFILES = Path(__file__).resolve().parents[2] / "examples" / "profiles"


def value(name, rows):
    [row] = evaluate(MemoryLake({"segment": rows}), Query((name,)))
    return row.values[name].value


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 600), min_size=1, max_size=40))
def test_at_least_the_share_waited_no_longer_and_the_wait_occurred(seconds):
    rows = [wait("answered", s) for s in seconds]
    for share in (50, 80, 90, 95):
        found = value(f"wait_p{share}_s", rows)
        assert found in seconds
        assert 100 * sum(s <= found for s in seconds) >= share * len(seconds)
        assert 100 * sum(s < found for s in seconds) < share * len(seconds)


def test_those_who_left_are_not_in_the_answered():
    rows = [wait("answered", 10), wait("abandoned", 300)]
    assert value("asa_s", rows) == value("wait_p95_s", rows) == 10
    assert value("wait_all_p95_s", rows) == 300
    assert value("wait_all_mean_s", rows) == 155


def test_an_unknown_duration_lowers_coverage_not_the_mean():
    rows = [wait("answered", 10), wait("answered", 30), wait("answered", None)]
    [row] = evaluate(MemoryLake({"segment": rows}), Query(("asa_s", "answered")))
    assert (row.values["asa_s"].value, row.values["asa_s"].n) == (20, 2)
    assert row.values["asa_s"].coverage == pytest.approx(2 / 3)
    assert row.values["answered"].value == 3


@pytest.mark.data
def test_the_bank_log_gives_its_known_truths(workspace):
    log = real_data("anonymous_bank_calls_1999_02/calls.csv.gz")
    load_file(workspace, log, profile=PROFILES / "bank_calls_1999.toml")
    lake = open_snapshot(workspace.lake)
    names = ("offered", "answered", "abandoned", "abandoned_short", "abandoned_ivr", "answered_within_20s",
             "asa_s", "wait_p50_s", "wait_p80_s", "wait_p90_s", "wait_p95_s", "wait_all_p50_s", "wait_all_p90_s",
             "talk_s", "patience_s", "wrap_s", "hold_s")  # fmt: skip
    [row] = evaluate(lake, Query(names))
    found = [v.value if v.value is None else round(v.value, 3) for v in row.values.values()]
    assert found == [31_125, 27_162, 3_963, 219, 1_941, 16_209,
                     40.774, 6, 71, 131, 189, 12, 136, 176.353, pytest.approx(344.99, abs=0.005), None, None]  # fmt: skip

    by_type = {
        "PS": (20_027, 18_349, 1_678, 11_079, 35.920, 184.338), "NW": (6_959, 4_990, 1_969, 2_858, 55.410, 106.813),
        "NE": (2_702, 2_520, 182, 1_329, 50.801, 275.183), "TT": (1_040, 984, 56, 798, 18.106, 103.056),
        "IN": (261, 199, 62, 84, 101.146, 263.362), "PE": (136, 120, 16, 61, 49.675, 228.458),
    }  # fmt: skip
    names = ("offered", "answered", "abandoned", "answered_within_20s", "asa_s", "talk_s")
    answer = evaluate(lake, Query(names, by=("queue",)))
    assert {
        r.by["queue"][:2]: tuple(round(v.value, 3) for v in r.values.values()) for r in answer
    } == by_type
