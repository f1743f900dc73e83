"""Cases: the books of the backlog balance, levels carry forward, young solutions do not count."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures.generated import make_tables
from measures.lake import MemoryLake

from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import case, tables_of

MONDAY = date(2026, 3, 2)
FLOWS = ("opened", "reopened", "solved", "merged", "deleted")


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([(), ("queue",), ("channel", "reason")]))
def test_the_backlog_changes_by_exactly_what_came_and_went(seed, by):
    flow = make_tables(seed).get("case_flow")
    if not flow:
        return
    lake = MemoryLake({"case_flow": flow})
    before: dict[tuple, float] = {}
    for row in evaluate(lake, Query(("backlog", *FLOWS), by=by, grain="day")):
        key, v = tuple(row.by.values()), {name: value.value for name, value in row.values.items()}
        change = v["opened"] + v["reopened"] - v["solved"] - v["merged"] - v["deleted"]
        assert v["backlog"] == before.get(key, 0) + change
        before[key] = v["backlog"]


def test_a_level_is_carried_through_days_on_which_nothing_happens():
    rows = [*case(("opened", 0)), *case(("opened", 1), ("solved", 4 * 24))]
    answer = evaluate(MemoryLake(tables_of(rows)), Query(("backlog",), grain="day"))
    assert [row.values["backlog"].value for row in answer] == [2, 2, 2, 2, 1]


def test_a_level_knows_what_was_open_before_the_first_day():
    rows = [*case(("opened", 0)), *case(("opened", 30))]
    query = Query(
        ("backlog", "opened"), grain="day", first=MONDAY + timedelta(1), last=MONDAY + timedelta(2)
    )
    answer = evaluate(MemoryLake(tables_of(rows)), query)
    assert [row.values["backlog"].value for row in answer] == [2, 2]
    assert [row.values["opened"].value for row in answer] == [1, 0]
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(("backlog",), last=MONDAY))
    assert row.values["backlog"].value == 1


def test_a_level_beyond_the_data_is_provisional():
    rows = case(("opened", 0))
    query = Query(("backlog",), grain="day", first=MONDAY, last=MONDAY + timedelta(1))
    answer = evaluate(MemoryLake(tables_of(rows)), query)
    assert [row.values["backlog"].provisional for row in answer] == [False, True]


@pytest.mark.parametrize(
    "query", [{"by": ("hour",)}, {"by": ("weekday",)}, {"where": {"weekday": (1,)}}]
)
def test_a_level_has_no_hour_or_weekday(query):
    [row] = evaluate(
        MemoryLake(tables_of(case(("opened", 0)))), Query(("backlog", "opened"), **query)
    )
    assert row.values["backlog"].value is None
    assert "ask with a grain" in row.values["backlog"].definition
    assert row.values["opened"].value == 1


def test_only_mature_solutions_count_as_not_reopened():
    rows = [*case(("opened", 0), ("solved", 1)), *case(("opened", 0), ("solved", 2), ("reopened", 2 + 8 * 24)),
            *case(("opened", 0), ("solved", 9 * 24))]  # fmt: skip
    [row] = evaluate(
        MemoryLake(tables_of(rows)), Query(("reopen_rate", "reopen_rate_14d", "reopen_rate_8d"))
    )
    found = {name: (v.value, v.denominator, v.provisional) for name, v in row.values.items()}
    assert found == {
        "reopen_rate": (0, 2, True),
        "reopen_rate_14d": (None, 0, True),
        "reopen_rate_8d": (0.5, 2, True),
    }


def test_resolution_is_booked_on_the_day_of_the_last_solution():
    rows = case(("opened", 0), ("solved", 2), ("reopened", 24), ("solved", 48), waiting_h=8)
    names = ("resolution_first_s", "resolution_s", "resolution_excl_waiting_s", "opened", "solved")
    answer = evaluate(MemoryLake(tables_of(rows)), Query(names, grain="day"))
    last = answer[-1]
    assert last.period == "2026-03-04"
    assert [last.values[name].value for name in names] == [2 * 3600, 48 * 3600, 40 * 3600, 0, 1]
    assert answer[0].values["resolution_s"].value is None


def test_old_enough_is_judged_by_the_days_of_the_same_source():
    # desk A ends two days after its solution, B goes on for a month: A's case is too young to tell
    rows = [
        row | {"source_id": "a"} for row in case(("opened", 0), ("solved", 1), ("reopened", 49))
    ]
    rows += [row | {"source_id": "b"} for row in case(("opened", 0), ("solved", 2))]
    rows += [row | {"source_id": "b"} for row in case(("opened", 24 * 30))]
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(("reopen_rate", "fcr_reopen")))
    found = [(v.value, v.n, v.open) for v in row.values.values()]
    assert found == [(0, 1, 1), (1, 1, 1)]


@pytest.mark.parametrize("order", [("solved", "reopened"), ("reopened", "solved")])
def test_a_case_solved_and_reopened_in_one_instant_is_as_old_as_before(order):
    at = {"opened": 0, "solved": 24, "reopened": 24}
    rows = case(("opened", 0), *((cause, at[cause]) for cause in order))
    rows += case(("opened", 24 * 5))  # so that the data last five days
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(("backlog", "backlog_older_3d")))
    assert [v.value for v in row.values.values()] == [2, 1]


def test_a_case_that_begins_solved_is_never_old():
    rows = [*case(("opened", 0), ("solved", 0)), *case(("opened", 24 * 5))]
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(("backlog", "backlog_older_1d")))
    assert [v.value for v in row.values.values()] == [1, 0]
