from collections import Counter

import numpy as np
from roster.made import NO_BREAKS, demand, person, week

from fiftytwo.roster.check import check
from fiftytwo.roster.cover import cover_of
from fiftytwo.roster.fairness import spread_fairly, unfairness
from fiftytwo.roster.model import Assignment, Roster
from fiftytwo.roster.solve import solve

NEED = demand(1, hours=(8, 20), days=week(4))
PEOPLE = [person("a"), person("b")]


def test_late_shifts_are_shared_and_cover_stays():
    days = week(4)
    unfair = [Assignment("a", day, 480, 960) for day in days]
    unfair += [Assignment("b", day, 720, 1200) for day in days]
    fair = spread_fairly(unfair, PEOPLE, NEED, NO_BREAKS)
    late = Counter(shift.person_id for shift in fair if shift.end_minute == 1200)
    assert late == {"a": 2, "b": 2}
    assert np.array_equal(cover_of(fair, NEED), cover_of(unfair, NEED))


def test_weekends_are_shared():
    need = demand(1)
    shifts = [Assignment("a", day, 540, 1020) for day in week()[2:]]
    shifts += [Assignment("b", day, 540, 1020) for day in week()[:2]]
    fair = spread_fairly(shifts, [person(n, minutes=2400) for n in "ab"], need, NO_BREAKS)
    assert Counter(s.person_id for s in fair if s.day.weekday() >= 5) == {"a": 1, "b": 1}


def test_a_swap_never_breaks_a_rule():
    early_only = person("b", available=dict.fromkeys(week(4), (480, 960)))
    shifts = [Assignment("a", day, 720, 1200) for day in week(4)]
    shifts += [Assignment("b", day, 480, 960) for day in week(4)]
    assert spread_fairly(shifts, [person("a"), early_only], NEED, NO_BREAKS) == shifts


def test_a_solved_team_shares_evenly():
    people = [person(f"p{n}") for n in range(6)]
    need = demand(2, hours=(8, 20), days=week(5))
    roster = solve(people, [need], NO_BREAKS, seconds=2)
    assert check(roster, people, [need], NO_BREAKS) == []
    late = Counter(s.person_id for s in roster.assignments if s.end_minute > 1140)
    counts = [late[someone.person_id] for someone in people]
    assert max(counts) - min(counts) <= 1


def test_nobody_works():
    assert spread_fairly([], PEOPLE, NEED, NO_BREAKS) == []
    assert unfairness([]) == 0
    assert Roster().assignments == ()
