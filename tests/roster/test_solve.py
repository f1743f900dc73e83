import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from roster.made import MONDAY, NO_BREAKS, demand, person, problems, week

from fiftytwo.roster.check import check
from fiftytwo.roster.cover import cover_of
from fiftytwo.roster.model import Assignment, BreakPlan, Cause, Demand, Rules
from fiftytwo.roster.solve import solve


def missing(roster):
    return sum(unmet.size for unmet in roster.unmet)


def solved(people, demands, rules=NO_BREAKS, **more):
    roster = solve(people, demands, rules, **more)
    assert check(roster, people, demands, rules) == []
    return roster


def holds_for_any_problem(problem):
    people, demands, rules = problem
    roster = solve(people, demands, rules, seconds=0.3)
    assert check(roster, people, demands, rules) == []
    for one in demands:
        short = np.zeros_like(one.required)
        for unmet in roster.unmet:
            if unmet.pool == one.pool:
                row = one.days.index(unmet.day)
                short[row, unmet.start_minute // one.interval_minutes] = unmet.size
                assert unmet.would_help
        covered = np.minimum(one.required, roster.cover[one.pool])
        assert np.array_equal(covered + short, one.required)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_any_problem_gets_a_legal_roster_that_accounts_for_every_interval(problem):
    holds_for_any_problem(problem)


@pytest.mark.soak
@settings(max_examples=2000, deadline=None)
@given(problems())
def test_very_many_problems_get_a_legal_roster(problem):
    holds_for_any_problem(problem)


def test_nobody_nothing_no_time():
    assert solve([], [], Rules()).assignments == ()
    assert missing(solved([], [demand(2)])) == 2 * 16 * 7
    assert solved([person()], []).assignments == ()
    roster = solved([person()], [demand(1)], seconds=0)
    assert roster.assignments == ()
    assert missing(roster) == 16 * 7


def test_three_people_cover_a_week_twice_a_day():
    # 15 shifts, 7 days, two people a day so that one works while the other has a break
    roster = solved([person(n) for n in "abc"], [demand(1)], Rules())
    assert missing(roster) == 0
    assert min(sum(s.day == day for s in roster.assignments) for day in week()) == 2


def test_one_person_alone_is_missed_only_in_the_breaks():
    # meal and two short breaks each touch one half-hour at least
    roster = solved([person()], [demand(1, days=week(1))], Rules())
    assert missing(roster) == 3
    assert {unmet.cause for unmet in roster.unmet} == {Cause.BREAKS}


def test_contract_minutes_are_never_exceeded():
    # 24 h a week and 8-hour shifts: three days, the two others stay open
    roster = solved([person(minutes=1440)], [demand(1, days=week(5))])
    assert len(roster.assignments) == 3
    assert missing(roster) == 2 * 16
    assert {unmet.cause for unmet in roster.unmet} == {Cause.CONTRACT_HOURS}


def test_cover_goes_where_most_people_are_missing():
    roster = solved([person(minutes=960)], [demand([1, 5, 1, 5, 1], days=week(5))])
    assert sorted(s.day.weekday() for s in roster.assignments) == [1, 3]


def test_two_days_off_also_where_the_contract_has_room():
    roster = solved([person(minutes=6000, max_days=7)], [demand(1)])
    assert len(roster.assignments) == 5
    assert {unmet.cause for unmet in roster.unmet} == {Cause.DAYS_OFF}


def test_leave_is_not_worked_off_on_other_days():
    away = frozenset(week()[:3])
    roster = solved([person(minutes=2400, absent=away)], [demand(1)])
    assert len(roster.assignments) == 2
    assert not away & {shift.day for shift in roster.assignments}


def test_shift_lengths_are_mixed_to_fit_contract_and_day():
    # 9 h open and a contract of 9 h: 5 h + 4 h one after the other is the only full cover
    people = [
        person("a", minutes=300, shift_minutes=(300,)),
        person("b", minutes=240, shift_minutes=(240,)),
    ]
    roster = solved(people, [demand(1, hours=(9, 18), days=week(1))])
    assert missing(roster) == 0


def test_people_of_other_pools_do_not_help():
    roster = solved(
        [person(pool="chat")], [demand(1, days=week(1)), demand(1, pool="chat", days=week(1))]
    )
    assert {unmet.pool for unmet in roster.unmet} == {"phone"}
    assert {unmet.cause for unmet in roster.unmet} == {Cause.NO_PEOPLE}


def test_same_seed_same_roster():
    people = [person(f"p{n}", shift_minutes=(300, 480)) for n in range(5)]
    need = demand([3, 2, 3, 2, 3, 1, 1], hours=(8, 18))
    one, two = (solve(people, [need], Rules(), seconds=0.3) for _ in range(2))
    assert one.assignments == two.assignments
    assert one.unmet == two.unmet


def test_progress_is_told_by_pool():
    told = []
    solve(
        [person()],
        [demand(1), demand(1, pool="chat")],
        NO_BREAKS,
        on_progress=lambda *t: told.append(t),
    )
    assert told == [("roster of phone", 0.0), ("roster of chat", 1.0)]


def best_possible(people, one, rules):
    """Return the fewest people missing, by trying every legal roster."""
    choices = []
    for someone in people:
        options = [
            (None, *((s, n) for n in someone.shift_minutes for s in range(480, 721 - n, 60)))
        ]
        kept = []
        for combination in itertools.product(*(options * len(one.days))):
            shifts = [
                Assignment(someone.person_id, day, s[0], s[0] + s[1])
                for day, s in zip(one.days, combination, strict=True)
                if s is not None
            ]
            minutes = sum(s.length for s in shifts)
            if minutes <= someone.contract_minutes and len(shifts) <= someone.max_days:
                kept.append(cover_of(shifts, one))
        choices.append(kept)
    return min(
        int(np.maximum(one.required - sum(covers), 0).sum())
        for covers in itertools.product(*choices)
    )


@pytest.mark.parametrize("seed", range(12))
def test_small_problems_are_solved_to_the_best_there_is(seed):
    random = np.random.default_rng(seed)
    rules = Rules(breaks=(BreakPlan(0),), start_step_minutes=60, days_off=0)
    days = week(int(random.integers(1, 3)))
    required = np.zeros((len(days), 24), dtype=np.int64)
    required[:, 8:12] = random.integers(1, 3, (len(days), 4))
    one = Demand("phone", 60, days, required)
    lengths = [(120,), (180,), (120, 180)]
    people = [
        person(name, minutes=int(random.choice([120, 240, 360])), max_days=int(random.integers(1, 3)),
               shift_minutes=lengths[int(random.integers(3))])
        for name in "abc"
    ]  # fmt: skip
    assert missing(solved(people, [one], rules, seconds=3)) == best_possible(people, one, rules)


def test_a_team_of_sixteen_is_nearly_fully_covered():
    # a shape that shifts of 8 hours fit badly; a short break costs cover for a whole half-hour,
    # so 80 % of the paid time asked for leaves hardly any room
    hours = np.arange(48) / 2
    shape = 0.35 + 0.9 * np.exp(-((hours - 10.5) ** 2) / 5) + 0.7 * np.exp(-((hours - 15) ** 2) / 8)
    shape = np.where((hours >= 8) & (hours < 20), shape, 0)
    level = np.array([1.15, 1.05, 1.0, 1.0, 0.95, 0.55, 0.45])[:, None] * shape
    people = [person(f"p{n:02d}") for n in range(16)]
    required = np.rint(level * 0.80 * 16 * 2250 / (level.sum() * 30)).astype(np.int64)
    one = Demand("phone", 30, week(), required)
    roster = solved(people, [one], Rules(), seconds=4)
    assert missing(roster) <= 0.02 * required.sum()
    assert max((unmet.size for unmet in roster.unmet), default=0) <= 1


def test_the_week_before_is_rested_from():
    late = MONDAY.replace(day=22)
    end = np.datetime64(f"{late}T23:00").astype("datetime64[s]").item()
    roster = solved([person(last_shift_end=end)], [demand(1, hours=(8, 18), days=week(1))])
    assert [shift.start_minute for shift in roster.assignments] == [600]
    roster = solved([person(last_shift_end=end)], [demand(1, hours=(8, 17), days=week(1))])
    assert roster.assignments == ()
    assert {unmet.cause for unmet in roster.unmet} == {Cause.REST}
