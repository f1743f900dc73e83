"""The queue against published values and against itself."""

import numpy as np
import pytest

from fiftytwo.demo.calendar import DAY_S
from fiftytwo.demo.rota import Piece, Shift
from fiftytwo.demo.simulate import Server, Work, duty, presence, serve

MEAN_S = 300.0
DAYS = 250


def always_open(_leg, _second):
    return True


def markov(agents, load, patience_s, seed=1):
    """A queue with exponential services and patience, opened afresh on each of many days."""
    random = np.random.default_rng(seed)
    count = random.poisson(DAYS * DAY_S * load / MEAN_S)
    arrived = np.sort(random.integers(0, DAYS * DAY_S, count))
    work = Work(
        arrived=arrived,
        pool=np.zeros(count, int),
        patience_s=random.exponential(patience_s, count),
        talk_s=random.exponential(MEAN_S, count),
        hold_s=np.zeros(count, int),
        wrap_s=np.zeros(count, int),
        follow=np.full(count, -1),
    )
    servers = {
        (0, day): [Server(n, [day * DAY_S], [day * DAY_S + DAY_S]) for n in range(agents)]
        for day in range(DAYS)
    }
    served = serve(work, servers, pace=np.ones(agents), is_open=always_open)
    settled = arrived % DAY_S > 3600  # the queue begins each day empty
    return served, settled


def test_waits_agree_with_the_erlang_c_table():
    """4 erlangs and 5 agents: 55.4 % wait, on average 0.554 services (Gross & Harris, table)."""
    served, settled = markov(5, 4.0, 1e12)
    waits = served.wait_s[settled & (served.agent >= 0)]
    assert np.mean(waits > 0) == pytest.approx(0.554, abs=0.02)
    assert waits.mean() == pytest.approx(0.554 * MEAN_S, rel=0.06)


def test_abandonment_agrees_with_the_erlang_a_balance():
    """As many agents as erlangs, patience of one service: birth and death at the same rate.

    Then n customers in the system leave at rate n, whoever they are, as in a queue with endless
    agents: their number is Poisson with mean 10, and those beyond 10 are the ones who wait.
    """
    served, settled = markov(10, 10.0, MEAN_S)
    left = np.mean(served.agent[settled] == -1)
    states = np.arange(200)
    log_p = -10 + states * np.log(10) - np.cumsum(np.log(np.maximum(states, 1)))
    waiting = (np.exp(log_p) * np.maximum(states - 10, 0)).sum()
    assert left == pytest.approx(waiting / 10, abs=0.01)


def test_patience_can_be_told_from_who_hung_up():
    served, _ = markov(4, 4.5, 180.0)
    assert served.wait_s.sum() / (served.agent == -1).sum() == pytest.approx(180, rel=0.05)


def leg(arrived, **given):
    count = len(arrived)
    values = {
        "pool": np.zeros(count, int), "patience_s": np.full(count, 1e9),
        "talk_s": np.full(count, 100.0), "hold_s": np.zeros(count, int),
        "wrap_s": np.zeros(count, int), "follow": np.full(count, -1),
    }  # fmt: skip
    return Work(arrived=np.array(arrived), **(values | given))


def test_whoever_has_been_free_longest_is_next():
    servers = {(0, 0): [Server(n, [0], [9000]) for n in range(3)]}
    served = serve(leg([0, 10, 20, 400, 401, 402]), servers, pace=np.ones(3), is_open=always_open)
    assert served.agent.tolist() == [0, 1, 2, 0, 1, 2]


def test_a_leg_that_is_passed_on_begins_where_the_first_ended():
    work = leg([0, -1, 50], pool=np.array([0, 1, 1]), follow=np.array([1, -1, -1]))
    servers = {(0, 0): [Server(0, [0], [900])], (1, 0): [Server(1, [0], [900])]}
    served = serve(work, servers, pace=np.ones(2), is_open=always_open)
    assert served.arrived.tolist() == [0, 100, 50]
    assert served.wait_s.tolist() == [0, 50, 0]  # the one who came at 50 was before it


def test_a_leg_to_a_closed_queue_never_begins():
    work = leg([0, -1], follow=np.array([1, -1]))
    servers = {(0, 0): [Server(0, [0], [900])]}
    served = serve(work, servers, pace=np.ones(1), is_open=lambda number, second: False)
    assert served.agent.tolist() == [0, -2]


def test_a_break_waits_for_the_contact_and_keeps_its_length():
    pieces = (Piece("available", 0, 60), Piece("break", 60, 120), Piece("available", 120, 900))
    shift = Shift("ana", pieces)
    servers = duty([(0, 0, [shift])], {})
    served = serve(leg([50, 130]), servers, pace=np.ones(1), is_open=always_open)
    assert served.wait_s.tolist() == [0, 80]
    assert presence([shift], servers[0, 0]) == [
        Piece("available", 0, 150), Piece("break", 150, 210), Piece("available", 210, 900),
    ]  # fmt: skip


def test_nobody_is_served_after_the_last_shift():
    servers = {(0, 0): [Server(0, [0], [900])]}
    served = serve(
        leg([899, 900], patience_s=np.full(2, 60.0)), servers, pace=np.ones(1), is_open=always_open
    )
    assert served.agent.tolist() == [0, -1]
    assert served.wait_s.tolist() == [0, 60]
