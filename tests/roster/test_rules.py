from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from roster.made import MONDAY, demand, person, week

from fiftytwo.roster.breaks import with_breaks
from fiftytwo.roster.model import Assignment, Piece, Rules
from fiftytwo.roster.patterns import elapsed_minutes, windows
from fiftytwo.roster.rules import LABOUR_RULES, broken

RULES = Rules()
OPEN = demand(1, hours=(0, 24), days=week(14))


def shift(day=0, start=9, *, hours=8):
    when = MONDAY + timedelta(days=day)
    return with_breaks(Assignment("a", when, start * 60, (start + hours) * 60), RULES)


def names(shifts, *, someone=None, need=OPEN, rules=RULES):
    return {found.rule for found in broken(someone or person(), shifts, need, rules)}


def test_an_ordinary_week_breaks_nothing():
    assert names([shift(day) for day in range(5)]) == set()


@pytest.mark.parametrize(
    ("shifts", "rule"),
    [
        ([shift(0, 0), shift(0, 10)], "one_shift_a_day"),
        ([shift(0, hours=7)], "shift_length"),
        ([replace(shift(), start_minute=555, end_minute=1035)], "start_step"),
        ([shift(0, 14), shift(1, 8)], "rest"),
        ([shift(day) for day in range(6)], "max_days"),
        ([shift(day) for day in range(6)], "contract_minutes"),
        ([shift(0, 16), shift(2, 8)], "day_off_length"),
        ([replace(shift(), breaks=())], "breaks"),
    ],
)
def test_a_broken_rule_is_named(shifts, rule):
    found = broken(person(), shifts, OPEN, RULES)
    assert rule in {violation.rule for violation in found}
    assert all("A " in violation.text for violation in found)  # the person is named


def test_absences_and_availability():
    assert names([shift()], someone=person(absent=frozenset({MONDAY}))) == {"absent"}
    early = person(available={MONDAY: (0, 16 * 60)})
    assert names([shift(0, 9)], someone=early) == {"available"}
    assert names([shift(0, 8)], someone=early) == set()
    assert names([shift(0, 7)], need=demand(1, hours=(8, 20))) == {"opening_hours"}


def test_days_off_and_days_in_a_row():
    strong = person(minutes=6000, max_days=7)
    assert "days_off" in names([shift(day) for day in range(6)], someone=strong)
    ten = [shift(day) for day in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11)]
    assert names(ten, someone=strong) == set()
    seven = [shift(day) for day in range(3, 10)]
    assert names(seven, someone=strong) == {"days_in_a_row"}
    assert names([shift(0)], someone=replace(strong, days_in_a_row=6)) == {"days_in_a_row"}


def test_rest_after_the_shift_before_the_week():
    # people.md, oracle 9.4: Mon 22:30 to Tue 08:00 is 9.5 h
    zone = ZoneInfo("Europe/Brussels")
    late = person(last_shift_end=datetime(2026, 11, 22, 22, 30, tzinfo=zone))
    rules = replace(RULES, zone="Europe/Brussels")
    text = broken(late, [shift(0, 8)], OPEN, rules)[0].text
    assert "570 min" in text
    assert broken(late, [shift(0, 10)], OPEN, rules) == []


@pytest.mark.parametrize(
    ("saturday", "start", "minutes"),
    [(date(2026, 10, 24), 8, 660), (date(2026, 3, 28), 9, 600)],
)
def test_rest_is_elapsed_time_when_clocks_change(saturday, start, minutes):
    # people.md, oracle 9.4: Paris, both nights
    sunday = saturday + timedelta(days=1)
    assert elapsed_minutes((saturday, 1320), (sunday, start * 60), "Europe/Paris") == minutes
    days = (saturday, sunday)
    both = [replace(shift(0, 14), day=saturday), replace(shift(0, start), day=sunday)]
    found = names(
        both, need=demand(1, hours=(0, 24), days=days), rules=replace(RULES, zone="Europe/Paris")
    )
    assert found == (set() if minutes >= 660 else {"rest"})


def test_breaks_must_be_complete_in_place_and_apart():
    good = shift()
    assert [piece.kind for piece in good.breaks] == ["break", "meal", "break"]
    meal = good.breaks[1]
    short = replace(
        good,
        breaks=(
            good.breaks[0],
            Piece("meal", meal.start_minute, meal.end_minute - 15),
            good.breaks[2],
        ),
    )
    late = replace(good, breaks=(*good.breaks[:2], Piece("break", 1005, 1020)))
    assert names([short]) == {"breaks"}
    assert names([late]) == {"breaks"}


@pytest.mark.parametrize("length", [240, 300, 360, 365, 390, 450, 480, 540, 600])
def test_windows_of_breaks_never_overlap_and_lie_inside(length):
    found = windows(length, RULES)
    ends = [0]
    for window in found:
        assert window.earliest >= ends[-1]
        assert window.latest >= window.earliest
        ends.append(window.latest + window.minutes)
    assert ends[-1] <= length
    # EU directive 2003/88: more than six hours need a break
    assert bool([w for w in found if w.kind == "meal"]) == (length > 360)


def test_every_rule_says_what_it_is():
    assert len(LABOUR_RULES) == len({rule.__name__ for rule in LABOUR_RULES}) == 10
    assert all(rule.__doc__ for rule in LABOUR_RULES)
