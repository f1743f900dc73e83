"""Digits: the compiled formulas against arithmetic with 80 digits, and never a NaN."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing.digits import exact, inverse_blocking

from fiftytwo.staffing import kernels
from fiftytwo.staffing.requirement import required_agents
from fiftytwo.staffing.table import required_table

NEAR = st.floats(-8, 8)


def near(load, sigmas):
    return max(1, int(load + sigmas * math.sqrt(load)))


def assert_digits(ours, true):
    for got, want in zip(ours, true):
        bound = 1e-12 * want if want >= 1e-9 else 1e-15
        assert abs(got - want) <= bound


@given(st.floats(-2, 3.5), NEAR, st.floats(-1.5, 1.5), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_erlang_a_near_its_load(exponent, sigmas, patience, within):
    load, theta = 10**exponent, 1 / 10**patience
    agents = near(load, sigmas)
    ours = kernels.with_abandonment(agents, load, 1.0, theta, within)
    assert_digits(ours, exact(agents, load, 1.0, theta, within))


@given(st.floats(0, 3), st.floats(0.02, 1), st.floats(-1.5, 1.5), st.floats(0, 3))
@settings(max_examples=60, deadline=None)
def test_erlang_a_far_too_few_agents(exponent, share, patience, within):
    load, theta = 10**exponent, 1 / 10**patience
    agents = max(1, int(load * share))
    ours = kernels.with_abandonment(agents, load, 1.0, theta, within)
    assert_digits(ours, exact(agents, load, 1.0, theta, within))


@pytest.mark.parametrize("sigmas", [-8, -1, 0, 2, 8])
def test_erlang_a_of_a_hundred_thousand(sigmas):
    agents = near(1e5, sigmas)
    ours = kernels.with_abandonment(agents, 1e5, 1.0, 2.0, 0.05)
    assert_digits(ours, exact(agents, 1e5, 1.0, 2.0, 0.05))


@given(st.floats(-2, 4), NEAR)
@settings(max_examples=60, deadline=None)
def test_erlang_b(exponent, sigmas):
    load = 10**exponent
    agents = near(load, sigmas)
    true = float(inverse_blocking(agents, Decimal(load)))
    if true < 1e15:
        assert kernels.inverse_blocking(agents, load) == pytest.approx(true, rel=1e-12)


@given(st.floats(-2, 4), st.floats(0.0001, 8), st.floats(0, 2))
@settings(max_examples=60, deadline=None)
def test_erlang_c(exponent, sigmas, within):
    load = 10**exponent
    agents = int(load + sigmas * math.sqrt(load)) + 1
    spare = agents - Decimal(load)
    below = inverse_blocking(agents, Decimal(load)) - 1 + agents / spare
    waits = agents / spare / below
    level = 1 - waits * (-spare * Decimal(within)).exp()
    # agents - load is itself a rounded difference: it may not have more digits than that
    room = 1e-12 + 4e-16 * load / float(spare)
    ours = kernels.without_abandonment(agents, load, within)
    assert ours[0] == pytest.approx(float(waits), rel=room, abs=1e-15)
    assert ours[1] == pytest.approx(float(level), rel=room, abs=1e-15)


def test_no_agent_too_many_in_two_hundred_intervals():
    """With 80 digits: the answer reaches the target and one agent fewer does not."""
    rng = np.random.default_rng(200)
    for _ in range(200):
        load, aht = float(np.exp(rng.uniform(np.log(0.5), np.log(300)))), rng.uniform(120, 600)
        patience, level = rng.uniform(60, 300), rng.uniform(0.5, 0.95)
        rate = load / aht
        need = required_agents(
            rate * 1800, aht, patience_s=patience, service_level=level, max_abandonment=0.08
        ).agents
        for agents, enough in ((need, True), (need - 1, False)):
            if agents >= 1:
                _, lost, reached, _ = exact(agents, rate, 1 / aht, 1 / patience, 20.0)
                assert (reached >= level and lost <= 0.08) is enough


def inputs(rows, seed):
    rng = np.random.default_rng(seed)
    load, aht = 10 ** rng.uniform(-2, 5, rows), 10 ** rng.uniform(0, 4, rows)
    patience = np.where(rng.random(rows) < 0.2, np.nan, aht * 10 ** rng.uniform(-3, 3, rows))
    targets = {
        "service_level": rng.uniform(0, 0.999, rows),
        "within_s": rng.choice([0, 1, 20, 600], rows),
        "max_occupancy": np.where(rng.random(rows) < 0.5, np.nan, rng.uniform(0.05, 1, rows)),
        "max_asa_s": np.where(rng.random(rows) < 0.5, np.nan, 10 ** rng.uniform(-2, 3, rows)),
        "max_abandonment": np.where(rng.random(rows) < 0.5, np.nan, rng.uniform(0.001, 1, rows)),
    }
    return load / aht * 1800, aht, patience, targets


def assert_sound(rows, seed, definition):
    calls, aht, patience, targets = inputs(rows, seed)
    table = required_table(calls, aht, patience_s=patience, definition=definition, **targets)
    assert (table.agents >= 1).all()
    for values in (table.service_level, table.occupancy, table.abandonment):
        assert ((values >= 0) & (values <= 1)).all()
    assert (np.isfinite(table.asa_s) & (table.asa_s >= 0)).all()
    assert (table.service_level >= targets["service_level"]).all()
    assert not (table.occupancy > targets["max_occupancy"]).any()
    assert not (table.asa_s > targets["max_asa_s"]).any()
    assert not (table.abandonment > targets["max_abandonment"]).any()


@pytest.mark.parametrize("definition", ["offered", "waited_out", "answered", "not_waiting"])
def test_any_input_gives_a_sound_answer(definition):
    assert_sound(3_000, 5, definition)


@pytest.mark.soak
def test_a_million_inputs_give_sound_answers():
    for seed, definition in enumerate(("offered", "waited_out", "answered", "not_waiting")):
        assert_sound(250_000, seed, definition)
