"""Changes and comparisons over a lake: they add up for every measure and every dimension."""

from datetime import date, timedelta

import pytest
from web.pagelake import LAST, busy_lake

from fiftytwo.base.casemix import Tally
from fiftytwo.base.errors import InputError
from fiftytwo.measures.catalogue import NAMED
from fiftytwo.measures.changed import BY, Span, what_changed
from fiftytwo.measures.fair import compare, is_comparable, read_tallies

NOW = Span(LAST - timedelta(days=6), LAST)
BEFORE = Span(LAST - timedelta(days=20), LAST - timedelta(days=7))


@pytest.fixture(scope="module")
def lake():
    return busy_lake()


@pytest.mark.parametrize("name", NAMED)
def test_what_is_taken_apart_adds_up(lake, name):
    for by in BY:
        found = what_changed(lake, name, by, before=BEFORE, now=NOW)
        change = found.change
        if NAMED[name].kind == "quantile":
            assert change is None
        if change is None:
            continue
        told = sum(effect.mix + effect.rate for effect in change.effects) + change.rest
        size = max(abs(change.before), abs(change.now), 1.0)
        assert told == pytest.approx(change.now - change.before, abs=1e-9 * size)
        days = (BEFORE.days, NOW.days) if found.is_daily else (1, 1)
        assert change.before == pytest.approx(found.before.value / days[0])
        assert change.now == pytest.approx(found.now.value / days[1])


def test_periods_of_unequal_length_are_told_per_day(lake):
    found = what_changed(lake, "offered", "queue", before=BEFORE, now=NOW)
    assert found.is_daily
    assert found.change.difference == pytest.approx(0)  # 24 on every open day, of both
    assert (found.before.value, found.now.value) == (288, 144)


def test_a_change_is_not_taken_apart_by_person(lake):
    with pytest.raises(InputError, match="not taken apart by 'agent'"):
        what_changed(lake, "aht_s", "agent", before=BEFORE, now=NOW)
    with pytest.raises(InputError, match="swap the days"):
        Span(date(2026, 1, 2), date(2026, 1, 1))


def test_only_shares_of_counts_are_compared(lake):
    names = {name for name, item in NAMED.items() if is_comparable(item)}
    assert {"csat", "service_level", "transfer_rate", "reopen_rate"} <= names
    assert not {"aht_s", "offered", "occupancy", "csat_mean", "wait_p90_s"} & names
    with pytest.raises(InputError, match="not compared by 'aht_s'"):
        read_tallies(lake, "aht_s", "queue", (), NOW.first, NOW.last)


def test_everybody_sets_the_rates_and_order_is_that_of_names(lake):
    tallies = read_tallies(lake, "service_level", "queue", ("weekday",), NOW.first, NOW.last)
    assert tallies["Billing"][(1,)] == Tally(0, 8)
    found = compare(tallies, "higher", shown=["Fibre", "Billing"])
    assert [group.name for group in found.groups] == ["Billing", "Fibre"]
    assert found.overall == pytest.approx(119 / 144)
    assert compare({}, "higher") is None
