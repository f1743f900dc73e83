"""Local time as integers in SQL agrees with Python's own time zones, in both directions."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.contacts.zones import ambiguous_sql, changes, local_sql, nonexistent_sql, utc_sql

EPOCH = datetime(1970, 1, 1)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "Asia/Jerusalem",
]


def us(naive: datetime) -> int:
    return (naive - EPOCH) // timedelta(microseconds=1)


def value(sql: str, number: int):
    return duckdb.execute(f"SELECT {sql} FROM (SELECT {number}::BIGINT AS x)").fetchall()[0][0]


@pytest.mark.parametrize("zone", ZONES)
@settings(deadline=None, max_examples=25)
@given(second=st.integers(0, 70 * 365 * 86_400))
def test_instants_become_local_times(zone, second):
    instant = datetime(1975, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    found = changes(zone, [instant.year])
    assert value(local_sql("x", found), us(instant.replace(tzinfo=None))) == us(local)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("fold", [0, 1])
def test_every_quarter_of_an_hour_of_a_year_becomes_an_instant(zone, fold):
    info, found = ZoneInfo(zone), changes(zone, [2026])
    times = [datetime(2026, 1, 1) + timedelta(minutes=15 * n) for n in range(365 * 96)]
    sql = (
        f"SELECT {utc_sql('x', found, ('first', 'second')[fold])}, {ambiguous_sql('x', found)},"
        f" {nonexistent_sql('x', found)} FROM (SELECT unnest({[us(t) for t in times]}) AS x)"
    )
    for local, (instant, twice, never) in zip(times, duckdb.execute(sql).fetchall(), strict=True):
        one, two = (local.replace(tzinfo=info, fold=f).astimezone(UTC) for f in (0, 1))
        back = one.astimezone(info).replace(tzinfo=None)
        assert twice == (one != two and back == local)
        assert never == (back != local)
        if not never:
            wanted = (one, two)[fold].replace(tzinfo=None)
            assert instant == us(wanted)
