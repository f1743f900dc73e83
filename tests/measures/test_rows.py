"""The rows shown are those counted, no more and no fewer."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures.generated import make_tables
from measures.lake import MemoryLake, on, wait

from fiftytwo.base.errors import InputError
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import case, contact, leg, state, tables_of
from fiftytwo.measures.rows import quarantined, rows


@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 2**32),
    st.sampled_from(["offered", "abandoned", "handled", "opened", "csat"]),
    st.booleans(),
)
def test_as_many_rows_as_the_numerator(seed, name, limited):
    tables = make_tables(seed, 30)
    tables.pop("interval_report", None)
    lake = MemoryLake(tables)
    query = Query((name,), where={"queue": ("sales", None)} if limited else {})
    [row] = evaluate(lake, query)
    shown = rows(lake, query, limit=1000)
    assert sum(r["in_numerator"] for r in shown) == (row.values[name].numerator or 0)
    if limited:
        assert {r["queue"] for r in shown} <= {"sales", None}


def test_rows_are_plain_and_newest_first():
    lake = MemoryLake(
        {"segment": [wait("answered", 12.5), wait("abandoned", 3, **on(date(2026, 3, 3)))]}
    )
    first, second = rows(lake, Query(("service_level",)))
    assert (first["local_day"], second["local_day"]) == ("2026-03-03", "2026-03-02")
    assert (second["duration_s"], second["started_at"]) == (12.5, "2026-03-02T08:00:00Z")
    assert second["contact_id"] == (b"0" * 16).hex()
    assert (first["in_numerator"], second["in_numerator"]) == (False, True)
    assert second["agent"] is None


def test_pages_do_not_overlap_and_end():
    lake = MemoryLake(
        {"segment": [wait("answered", i, **on(date(2026, 3, 2), i)) for i in range(25)]}
    )
    query = Query(("offered",))
    seen = [
        row["duration_s"]
        for offset in (0, 10, 20, 30)
        for row in rows(lake, query, limit=10, offset=offset)
    ]
    assert seen == [float(i) for i in reversed(range(25))]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("occupancy", 1),
        ("reopen_rate", 1),
        ("backlog", 2),
        ("resolution_p50_s", 1),
        ("aht_contact_s", 1),
        ("handled", 1),
    ],
)
def test_every_kind_of_measure_has_rows(name, found):
    tables = tables_of(
        [
            *case(("opened", 0), ("solved", 1)),
            state("idle", 0, 5),
            leg("talk", 9),
            contact("handled"),
        ]
    )
    assert len(rows(MemoryLake(tables), Query((name,)))) == found


def test_interval_reports_are_shown_where_they_count():
    report = {
        "queue": "lobby",
        "channel": "voice",
        "offered": 5.0,
        **on(date(2026, 3, 2)),
        "length_s": 300,
    }
    lake = MemoryLake({"interval_report": [report], "segment": [wait("answered", 1)]})
    assert {row["queue"] for row in rows(lake, Query(("offered",)))} == {"lobby", "sales"}


@pytest.mark.parametrize("page", [{"limit": 0}, {"limit": 10_001}, {"offset": -1}])
def test_a_page_out_of_range_is_refused(page):
    with pytest.raises(InputError, match="a page holds"):
        rows(MemoryLake({}), Query(("offered",)), **page)


def test_a_filter_that_the_measure_does_not_know_is_refused():
    with pytest.raises(InputError, match="occupancy does not know queue"):
        rows(MemoryLake({}), Query(("occupancy",), where={"queue": ("sales",)}))
    with pytest.raises(InputError, match="name one"):
        rows(MemoryLake({}), Query(()))


def test_quarantined_lines_of_the_days_and_without_a_day():
    def line(day, resolution=None):
        return {"raw_id": b"1", "day": day, "resolution": resolution, "month": "2026-03"}

    march = [date(2026, 3, day) for day in (1, 2, 3)]
    lake = MemoryLake(
        {
            "quarantine": [
                *map(line, march),
                line(None),
                line(march[1], "remapped"),
                line(march[1], "dismissed"),
            ]
        }
    )
    assert quarantined(lake, Query(("offered",))) == 5
    assert quarantined(lake, Query(("offered",), first=march[1], last=march[1])) == 3
