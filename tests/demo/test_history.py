"""Is it believable? What must come out of the mechanics, and was never put in."""

import itertools

import numpy as np
import pytest

from fiftytwo.demo.calendar import DAY_S, STREAMS
from fiftytwo.demo.company import make_company
from fiftytwo.demo.history import play
from fiftytwo.demo.states import STATES

INCIDENT_WEEK = 4
NORMAL_WEEKS = (0, 1, 2, 3, 5)
QUICK_S = 20


def of_voice(company, legs):
    return np.array([queue.channel == "voice" for queue in company.queues])[legs.queue]


def service_level(legs, chosen):
    answered = legs.agent >= 0
    short = ~answered & (legs.wait_s < 5)
    return (answered & (legs.wait_s <= QUICK_S))[chosen].sum() / (chosen & ~short).sum()


def seconds_of(happened, pool, state, week):
    states = happened.states
    pools = np.array([rep.pool == pool for rep in happened.company.reps])
    mine = pools[states.agent] & (states.state == STATES.index(state))
    mine &= states.start // (7 * DAY_S) == week
    return (states.end - states.start)[mine].sum()


def test_occupancy_is_that_of_a_busy_team_and_highest_in_the_incident_week(happened):
    found = []
    for week in range(6):
        busy = seconds_of(happened, "Phones", "on_contact", week)
        found.append(busy / (busy + seconds_of(happened, "Phones", "idle", week)))
    assert all(0.6 <= found[week] <= 0.9 for week in NORMAL_WEEKS)
    assert np.argmax(found) == INCIDENT_WEEK


def test_the_incident_week_is_visibly_worse(company, happened):
    legs = happened.live.first
    voice, week = of_voice(company, legs), legs.arrived // (7 * DAY_S)
    levels = [service_level(legs, voice & (week == n)) for n in range(6)]
    assert all(0.68 <= levels[n] <= 0.95 for n in NORMAL_WEEKS)
    assert levels[INCIDENT_WEEK] < min(levels[n] for n in NORMAL_WEEKS) - 0.05
    fibre = legs.queue == [queue.name for queue in company.queues].index("Fibre faults")
    calls = np.bincount(week[fibre], minlength=6)
    assert calls[INCIDENT_WEEK] > 1.25 * np.mean([calls[n] for n in NORMAL_WEEKS])


def test_a_weekday_brings_the_promised_number_of_calls(company, happened):
    legs = happened.live.first
    voice = legs.arrived[of_voice(company, legs)]
    days = np.bincount(voice // DAY_S, minlength=42).reshape(6, 7)
    usual = np.delete(days[:, :5].ravel(), np.flatnonzero(days[:, :5].ravel() < 300))
    assert 1_500 <= usual.mean() <= 2_300
    assert days[:, 6].sum() == 0
    assert days[5, 2] < 0.1 * days[:5, 2].mean()  # Armistice Day, a Wednesday


@pytest.mark.parametrize("queue", ["Billing", "Fibre faults", "Moving home"])
def test_patience_can_be_told_from_the_abandonments(company, happened, queue):
    legs = happened.live.first
    mine = legs.queue == [q.name for q in company.queues].index(queue)
    left = mine & (legs.agent < 0)
    assert 0.01 < left.sum() / mine.sum() < 0.1
    estimate = legs.wait_s[mine].sum() / left.sum()
    assert estimate == pytest.approx(STREAMS[queue].patience_s, rel=0.15)


def test_littles_law_holds(company, happened):
    """Callers in the system at random moments = rate of arrival × time spent in it."""
    legs = happened.live.first
    voice = of_voice(company, legs)
    start, end = np.sort(legs.arrived[voice]), np.sort(legs.ended_at[voice])
    moments = np.random.default_rng(1).integers(0, 42 * DAY_S, 400_000)
    inside = np.searchsorted(start, moments, "right") - np.searchsorted(end, moments, "right")
    rate = voice.sum() / (42 * DAY_S)
    spent = (legs.ended_at - legs.arrived)[voice].mean()
    assert inside.mean() == pytest.approx(rate * spent, rel=0.02)


def test_no_call_overtakes_another(company, happened):
    """All voice queues share one pool, so answers come in the order of arrival."""
    live = happened.live
    arrived = np.concatenate([live.first.arrived, live.second.arrived])
    answered = np.concatenate([live.first.answered_at, live.second.answered_at])
    agent = np.concatenate([live.first.agent, live.second.agent])
    voice = np.concatenate([of_voice(company, live.first), of_voice(company, live.second)])
    chosen = np.flatnonzero((agent >= 0) & voice)
    order = chosen[np.argsort(arrived[chosen], kind="stable")]
    times = answered[order]
    same_second = arrived[order][1:] == arrived[order][:-1]
    assert ((np.diff(times) >= 0) | same_second).all()


def handled(live):
    for legs in (live.first, live.second):
        mine = legs.agent >= 0
        yield legs.agent[mine], legs.answered_at[mine], (legs.ended_at + legs.wrap_s)[mine]


def test_nobody_has_two_calls_or_three_chats_in_hand(company, happened):
    agent, start, end = (np.concatenate(c) for c in zip(*handled(happened.live), strict=True))
    for number, rep in enumerate(company.reps):
        mine = agent == number
        starts, ends = np.sort(start[mine]), np.sort(end[mine])
        at_once = {"Phones": 1, "Chat": 2}.get(rep.pool, 0)
        assert (starts[at_once:] >= ends[: len(ends) - at_once]).all()


def test_replies_to_mail_are_written_one_by_one(happened):
    jobs = happened.mail.jobs
    for agent in {job.agent for job in jobs}:
        mine = sorted((job.start, job.end) for job in jobs if job.agent == agent)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(mine))


def test_each_track_of_an_agent_is_free_of_overlaps_and_work_lies_within_presence(happened):
    states = happened.states
    for work in (False, True):
        mine = states.is_work == work
        agent, start, end = states.agent[mine], states.start[mine], states.end[mine]
        same = agent[1:] == agent[:-1]
        assert (start[1:] >= end[:-1])[same].all()
    length = states.end - states.start
    available = length[states.state == STATES.index("available")].sum()
    assert length[states.is_work].sum() == available


def test_customers_who_waited_or_went_away_with_nothing_are_less_content(happened):
    asked, live = happened.surveys, happened.live
    said = asked.score > 0
    assert 0.11 <= said.mean() <= 0.15
    contact, score = asked.contact[said], asked.score[said]
    solved = live.solved[contact]
    assert score[solved].mean() > score[~solved].mean() + 0.7
    waited = live.first.wait_s[contact] > 60
    assert score[~waited].mean() > score[waited].mean()
    assert (asked.responded[said] > asked.offered[said]).all()
    assert set(score) == {1, 2, 3, 4, 5}


def test_who_waited_found_it_slower_than_expected_and_who_went_with_nothing_unsolved(happened):
    told, live = happened.expectations, happened.live
    contact = happened.surveys.contact[told.survey]
    assert set(told.score) == set(range(1, 8))

    def mean(question, chosen):
        return told.score[chosen & (told.question == question)].mean()

    waited, solved = live.first.wait_s[contact] > 60, live.solved[contact]
    assert mean(1, waited) < mean(1, ~waited) - 0.4
    assert mean(3, ~solved) < mean(3, solved) - 1
    assert abs(mean(0, waited) - mean(0, ~waited)) < 0.3, "what was expected was so before"
    pairs = {(s, q) for s, q in zip(told.survey.tolist(), told.question.tolist(), strict=True)}
    alone = [s for s, q in pairs if q == 0 and (s, 1) not in pairs]
    assert 0.03 < len(alone) / (told.question == 0).sum() < 0.15


def test_the_mailbox_fills_on_weekends_and_is_worked_off(happened):
    """Backlog by hand from the log: +1 when a case becomes open, -1 when it is solved."""
    solved: dict[int, bool] = {}
    change = np.zeros(42 * 24)
    for row in happened.mail.changes:
        was = solved.get(row.case, True)
        now = row.status == "solved"
        change[row.at // 3600] += int(was) - int(now)
        solved[row.case] = now
    backlog = change.cumsum()
    friday, monday = backlog[4 * 24 + 18 :: 168], backlog[7 * 24 + 8 :: 168]
    assert (monday > friday[: len(monday)]).all()
    assert backlog.max() < 900


def test_the_log_of_each_case_makes_sense(happened):
    logs: dict[int, list] = {}
    for row in happened.mail.changes:
        logs.setdefault(row.case, []).append(row)
    reopened = 0
    for log in logs.values():
        assert [row.step for row in log] == list(range(len(log)))
        assert [row.at for row in log] == sorted(row.at for row in log)
        assert (log[0].message, log[0].status) == ("in", "new")
        for before, row in itertools.pairwise(log):
            assert row.status != "new"
            assert (row.message == "out") == (row.work_s > 0)
            if row.message == "in":
                assert before.status in ("pending", "solved")
                reopened += before.status == "solved"
    assert 0.04 < reopened / len(logs) < 0.09


def test_the_same_seed_plays_the_same_history_and_another_one_another(company):
    short = make_company(today=company.last_day, weeks=1)
    one, two = play(short).live.first, play(short).live.first
    assert (one.arrived == two.arrived).all()
    assert (one.agent == two.agent).all()
    other = play(make_company(7, today=company.last_day, weeks=1)).live.first
    assert len(other.arrived) != len(one.arrived) or (other.arrived != one.arrived).any()
