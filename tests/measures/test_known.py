"""What a lake cannot tell is said, not made up; interval reports stand in where they may."""

from datetime import date

import pytest
from measures.lake import MemoryLake, on, wait

from fiftytwo.measures.catalogue import CATALOGUE
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import contact, tables_of

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def report(offered, **more):
    row = {
        "queue": "lobby",
        "channel": "voice",
        "length_s": 1800,
        "offered": float(offered),
        **on(MONDAY),
    }
    return row | more


def value(lake, name, **query):
    [row] = evaluate(lake, Query((name,), **query))
    return row.values[name]


def test_an_empty_lake_has_no_value_of_anything():
    [row] = evaluate(MemoryLake({}), Query(tuple(CATALOGUE)))
    assert {v.value for v in row.values.values()} == {None}
    assert all(": not available, no " in v.definition for v in row.values.values())


def test_a_ratio_of_no_rows_says_so():
    lake = MemoryLake({"segment": [wait("answered", 5)]})
    nowhere = {"where": {"queue": ("lobby",)}}
    for name in ("service_level", "wait_p50_s"):
        assert value(lake, name, **nowhere).definition.endswith(": not available, no rows")
    assert value(lake, "offered", **nowhere).definition == "offered@1"  # of nothing it is 0
    untold = MemoryLake({"segment": [wait("answered", None)]})
    assert value(untold, "asa_s").definition.endswith("the source does not tell it here")


def test_nobody_left_the_menu_where_no_source_tells_of_menus():
    lake = MemoryLake(tables_of([contact("handled")]))
    assert value(lake, "abandoned_ivr").value is None
    lake = MemoryLake(tables_of([contact("handled"), contact("abandoned_ivr", queue="other")]))
    assert value(lake, "abandoned_ivr", where={"queue": ("Sales",)}).value == 0


def test_reports_count_where_no_contacts_exist():
    reports = [report(40), report(60, queue="sales"), report(7, queue="sales", **on(TUESDAY))]
    lake = MemoryLake({"segment": [wait("answered", 5)], "interval_report": reports})
    assert value(lake, "offered").value == 40 + 1 + 7
    assert "interval reports" in value(lake, "offered").definition
    assert (
        "interval reports"
        not in value(lake, "offered", where={"queue": ("sales",)}, last=MONDAY).definition
    )


def test_reports_give_the_ratios_they_can():
    lake = MemoryLake({"interval_report": [
        report(10, answered=9.0, answered_in_target=8.0, abandoned=1.0, handle_s=2700.0, wait_s=90.0),
        report(90, answered=71.0, answered_in_target=32.0, abandoned=19.0, handle_s=21_300.0, wait_s=710.0),
    ]})  # fmt: skip
    expected = {
        "sl_offered": 0.4,
        "sl_answered": 0.5,
        "abandonment_raw": 0.2,
        "asa_s": 10,
        "aht_s": 300,
    }
    assert {name: value(lake, name).value for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize("name", ["service_level", "abandonment", "wait_p50_s", "abandoned_short"])
def test_reports_cannot_tell_what_needs_single_contacts(name):
    lake = MemoryLake(
        {"interval_report": [report(10, answered=9.0, answered_in_target=8.0, abandoned=1.0)]}
    )
    found = value(lake, name)
    assert (found.value, found.n, found.coverage) == (None, 0, 0)


def test_a_report_without_a_column_lowers_coverage_and_is_no_zero():
    only = MemoryLake({"interval_report": [report(10)]})
    assert (
        value(only, "offered").value,
        value(only, "answered").value,
        value(only, "asa_s").value,
    ) == (10, None, None)
    some = MemoryLake({"interval_report": [report(10), report(30, answered=24.0)]})
    assert (value(some, "answered").value, value(some, "answered").coverage) == (24, 0.75)


def test_reports_know_no_agent():
    lake = MemoryLake(
        {"segment": [wait("answered", 5, agent="a1")], "interval_report": [report(10)]}
    )
    [row] = evaluate(lake, Query(("offered",), by=("agent",)))
    assert row.values["offered"].value == 1
