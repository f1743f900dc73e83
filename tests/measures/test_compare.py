"""Fair reading: what is news and what is noise, and which period came before."""

from datetime import date

import pytest

from fiftytwo.base.errors import InputError
from fiftytwo.measures.compare import change, earlier, interval_of, range_of
from fiftytwo.measures.evaluate import Query, Row, Value


def share(hits, n, name="service_level"):
    return Value(hits / n if n else None, hits, n, n, 1.0, False, f"{name}@1")


def plain(value, name="asa_s", provisional=False):
    return Value(value, None, None, 10, 1.0, provisional, f"{name}@1")


def test_two_points_of_a_hundred_calls_are_no_news():
    found = change("service_level", share(82, 100), share(80, 100))
    assert (round(found.difference, 2), found.is_better, found.is_news) == (0.02, True, False)


def test_two_points_of_a_hundred_thousand_calls_are_news():
    assert change("service_level", share(82_000, 100_000), share(80_000, 100_000)).is_news


def test_the_direction_decides_what_is_better():
    assert change("abandonment", share(5, 100), share(50, 100)).is_better
    assert change("service_level", share(5, 100), share(50, 100)).is_better is False
    assert change("aht_s", plain(300), plain(280)).is_better is None


def test_nothing_to_compare_with_is_no_change():
    found = change("service_level", share(5, 10), share(0, 0))
    assert (found.difference, found.is_better, found.is_news) == (None, None, None)


@pytest.mark.parametrize("name", ["occupancy", "asa_s", "csat_mean", "wait_p90_s", "offered"])
def test_only_shares_of_counted_things_have_an_interval(name):
    assert interval_of(name, share(30, 40, name)) is None


def test_the_usual_range_leaves_out_what_is_not_final():
    rows = [Row({}, str(i), {"asa_s": plain(10 + i % 2)}) for i in range(12)]
    rows.append(Row({}, "12", {"asa_s": plain(99, provisional=True)}))
    rows.append(Row({}, "13", {"asa_s": plain(None)}))
    found = range_of("asa_s", rows)
    assert (found.centre, found.low, found.high) == pytest.approx((10.5, 7.84, 13.16))
    assert range_of("asa_s", rows[3:]) is None


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ((2026, 3, 1), (2026, 3, 31), ("2026-02-01", "2026-02-28")),
        ((2026, 1, 1), (2026, 3, 31), ("2025-10-01", "2025-12-31")),
        ((2026, 3, 9), (2026, 3, 15), ("2026-03-02", "2026-03-08")),
        ((2026, 3, 2), (2026, 3, 2), ("2026-03-01", "2026-03-01")),
    ],
)
def test_the_period_before_is_as_long(first, last, before):
    found = earlier(Query(("offered",), first=date(*first), last=date(*last)))
    assert (str(found.first), str(found.last)) == before


def test_an_open_period_has_none_before():
    with pytest.raises(InputError, match="first and a last"):
        earlier(Query(("offered",), first=date(2026, 3, 1)))
