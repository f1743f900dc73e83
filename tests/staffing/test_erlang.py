from fractions import Fraction
from math import factorial, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.erlang import blocking_probability, wait_probability, waiting_line


def exact_blocking(agents, load):
    """Erlang's own formula with whole fractions."""
    terms = [Fraction(load) ** k / factorial(k) for k in range(agents + 1)]
    return float(terms[-1] / sum(terms))


@given(st.integers(0, 60), st.integers(1, 400))
@settings(deadline=None)
def test_blocking_is_erlangs_formula(agents, quarters):
    load = Fraction(quarters, 4)
    assert blocking_probability(agents, float(load)) == pytest.approx(
        exact_blocking(agents, load), rel=1e-12
    )


@pytest.mark.parametrize("load", [101, 150, 400])
@pytest.mark.parametrize("off", [-3, 0, 3])
def test_the_short_recursion_loses_nothing(load, off):
    agents = int(load + off * load**0.5)
    assert blocking_probability(agents, load) == pytest.approx(
        exact_blocking(agents, Fraction(load)), rel=1e-12
    )


@given(st.floats(0.01, 0.99))
def test_one_agent_waits_as_often_as_he_is_busy(load):
    """M/M/1: by PASTA the chance to wait equals the occupancy."""
    assert wait_probability(1, load) == pytest.approx(load)


@given(st.integers(1, 200), st.floats(0.01, 150))
def test_more_agents_never_make_more_callers_wait(agents, load):
    assert wait_probability(agents + 1, load) <= wait_probability(agents, load)


@given(st.integers(1, 200), st.floats(0.01, 199))
def test_waiting_is_likelier_than_being_blocked(agents, load):
    assert wait_probability(agents, load) >= blocking_probability(agents, load)


def test_nothing_offered_never_waits():
    assert wait_probability(3, 0) == 0
    assert blocking_probability(3, 0) == 0
    assert blocking_probability(0, 0) == 1


def test_a_line_at_its_load_grows_for_ever():
    line = waiting_line(10, 10 / 300, 300)
    assert (line.wait_probability, line.sl_offered, line.asa_s) == (1, 0, inf)


@pytest.mark.parametrize(("agents", "load"), [(0, 1), (3, -1), (3, float("nan"))])
def test_bad_input_is_refused(agents, load):
    with pytest.raises(InputError):
        wait_probability(agents, load)


@pytest.mark.parametrize(
    ("agents", "within_s", "waits", "level"),
    [(7, 20, 0.324150, 0.716313), (8, 20, 0.167267, 0.863054)],
)
def test_a_call_a_minute_of_five_minutes(agents, within_s, waits, level):
    """The worked case of Erlang C tables: one call a minute, five minutes each."""
    line = waiting_line(agents, 1 / 60, 300, within_s=within_s)
    assert line.wait_probability == pytest.approx(waits, abs=5e-7)
    assert line.sl_offered == pytest.approx(level, abs=5e-7)


def test_a_published_case_of_a_thousand_calls_an_hour():
    """1,000 calls an hour of two minutes, 40 agents: 19.07 % wait, 93.72 % within 20 s."""
    line = waiting_line(40, 1000 / 3600, 120)
    assert (round(line.wait_probability, 4), round(line.sl_offered, 4)) == (0.1907, 0.9372)


def test_who_waits_waits_longer_than_the_mean():
    line = waiting_line(40, 1000 / 3600, 120)
    assert line.wait_of_waiting_s == pytest.approx(120 / (40 - 1000 / 30))
    assert line.asa_s == pytest.approx(line.wait_of_waiting_s * line.wait_probability)


def test_a_line_needs_times_above_zero():
    with pytest.raises(InputError, match="aht_s"):
        waiting_line(3, 0.1, 0)
