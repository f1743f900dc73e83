from dataclasses import replace
from datetime import datetime

import pytest
from roster.made import MONDAY, NO_BREAKS, demand, person, week

from fiftytwo.roster.breaks import with_breaks
from fiftytwo.roster.cover import cover_of
from fiftytwo.roster.explain import explain
from fiftytwo.roster.model import Assignment, Cause, Piece, Rules
from fiftytwo.roster.solve import solve

DAY = week(1)


def causes(people, need, rules=NO_BREAKS):
    roster = solve(people, [need], rules, seconds=2)
    return {unmet.cause for unmet in roster.unmet}


@pytest.mark.parametrize(
    ("people", "need", "cause"),
    [
        ([], demand(1, days=DAY), Cause.NO_PEOPLE),
        ([person()], demand(3, days=DAY), Cause.TOO_FEW_PEOPLE),
        ([person(absent=frozenset(DAY))], demand(1, days=DAY), Cause.ABSENCES),
        ([person(minutes=480)], demand(1, days=week(2)), Cause.CONTRACT_HOURS),
        ([person(last_shift_end=datetime(2026, 11, 22, 23, 30))], demand(1, days=DAY), Cause.REST),
        ([person(minutes=6000, max_days=7)], demand(1), Cause.DAYS_OFF),
        ([person(available={MONDAY: (600, 1440)})], demand(1, days=DAY), Cause.AVAILABILITY),
        ([person(shift_minutes=(600,))], demand(1, days=DAY), Cause.SHIFT_LENGTH),
        ([person()], demand(1, hours=(9, 20), days=DAY), Cause.OTHER_HOURS),
    ],
)
def test_the_cause_is_the_rule_that_binds(people, need, cause):
    assert causes(people, need) == {cause}


def test_breaks_are_a_cause_only_where_they_are():
    assert causes([person()], demand(1, days=DAY), Rules()) == {Cause.BREAKS}


def test_a_break_that_may_move_is_the_remedy():
    # two people have their meal at once; moved by half an hour one of them covers
    need = demand(1, days=DAY)
    one = with_breaks(Assignment("a", MONDAY, 540, 1020), Rules())
    two = replace(one, person_id="b", breaks=(moved(one, 0, 30), one.breaks[1], moved(one, 2, 30)))
    short = explain([one, two], [person("a"), person("b")], [need], Rules())
    assert {unmet.cause for unmet in short} == {Cause.BREAKS}
    assert short[0].would_help.startswith("A's meal at ")
    assert short[0].would_help.endswith("on Monday 23 November")


def moved(shift, number, minutes):
    piece = shift.breaks[number]
    return Piece(piece.kind, piece.start_minute + minutes, piece.end_minute + minutes)


def test_a_shift_that_may_move_is_the_remedy_and_really_mends():
    need = demand(1, hours=(10, 19), days=DAY)
    one, two = Assignment("a", MONDAY, 630, 1110), Assignment("b", MONDAY, 660, 1140)
    short = explain([one, two], [person("a"), person("b")], [need], NO_BREAKS)
    assert [unmet.start_minute for unmet in short] == [600]
    assert short[0].would_help == "A works 10:00–18:00 instead of 10:30–18:30 on Monday 23 November"
    better = replace(one, start_minute=600, end_minute=1080)
    assert not (need.required > cover_of([better, two], need)).any()


def test_otherwise_as_many_people_as_are_missing_for_just_these_hours():
    roster = solve([], [demand(2, days=DAY)], NO_BREAKS)
    assert {u.would_help for u in roster.unmet} == {
        "2 more people in phone from 09:00 to 17:00 on Monday 23 November"
    }


def test_intervals_of_one_gap_share_cause_and_remedy_and_others_do_not():
    need = demand(1, hours=(9, 20), days=DAY)
    shifts = [Assignment("a", MONDAY, 660, 1140)]
    short = explain(shifts, [person("a")], [need], NO_BREAKS)
    helps = {u.would_help: [] for u in short}
    for unmet in short:
        helps[unmet.would_help].append(unmet.start_minute)
    assert list(helps.values()) == [[540, 570, 600, 630], [1140, 1170]]
