import math
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.erlang import wait_probability
from fiftytwo.staffing.requirement import DEFINITIONS, achieved, required_agents

calls = st.floats(0, 500)
aht_s = st.floats(10, 1200)
target = st.floats(0.05, 0.95)
patience_s = st.none() | st.floats(10, 2000)
cap = st.none() | st.floats(0.3, 1.0)


def level_by_hand(agents, load, aht_s, within_s=20):
    return 1 - wait_probability(agents, load) * exp(-(agents - load) * within_s / aht_s)


@given(calls, aht_s, target)
@settings(deadline=None)
def test_erlang_c_answer_is_the_smallest(calls, aht_s, target):
    need = required_agents(calls, aht_s, service_level=target)
    assert need.service_level >= target
    load = calls * aht_s / 1800
    fewer = need.agents - 1
    assert fewer < 1 or fewer <= load or level_by_hand(fewer, load, aht_s) < target + 1e-12


@given(calls, aht_s, target, patience_s, cap, st.floats(0, 120))
@settings(deadline=None, max_examples=200)
def test_one_agent_fewer_misses_a_target(calls, aht_s, target, patience_s, cap, within_s):
    need = required_agents(
        calls,
        aht_s,
        service_level=target,
        patience_s=patience_s,
        max_occupancy=cap,
        within_s=within_s,
    )
    bound = 1.0 if cap is None else cap
    assert need.service_level >= target
    assert need.occupancy <= bound
    if need.agents > 1:
        fewer = achieved(need.agents - 1, calls, aht_s, patience_s=patience_s, within_s=within_s)
        assert fewer.service_level < target or fewer.occupancy > bound or fewer.asa_s == math.inf


@given(
    calls,
    aht_s,
    patience_s,
    st.sampled_from(DEFINITIONS),
    st.none() | st.floats(0.1, 300),
    st.none() | st.floats(0.001, 0.5),
    st.none() | target,
)
@settings(deadline=None, max_examples=200)
def test_one_agent_fewer_misses_one_of_many_targets(
    calls, aht_s, patience_s, definition, asa_s, lost, level
):
    options = {"patience_s": patience_s, "definition": definition}
    need = required_agents(
        calls, aht_s, service_level=level, max_asa_s=asa_s, max_abandonment=lost, **options
    )

    def kept(state):
        return (
            state.service_level >= (level or 0)
            and state.asa_s <= (asa_s or math.inf)
            and state.abandonment <= (lost or 1)
            and state.asa_s < math.inf
        )

    assert kept(need)
    if need.agents > 1:
        assert not kept(achieved(need.agents - 1, calls, aht_s, **options))


@given(
    st.integers(1, 150),
    st.floats(0.5, 500),
    aht_s,
    st.floats(10, 2000),
    st.floats(0, 120),
    st.sampled_from(DEFINITIONS),
)
@settings(deadline=None, max_examples=200)
def test_one_more_agent_makes_nothing_worse(agents, calls, aht_s, patience_s, within_s, definition):
    """The search halves its bracket, so every measure must move one way."""
    options = {"patience_s": patience_s, "within_s": within_s, "definition": definition}
    few = achieved(agents, calls, aht_s, **options)
    more = achieved(agents + 1, calls, aht_s, **options)
    assert more.service_level >= few.service_level - 1e-12
    assert more.asa_s <= few.asa_s * (1 + 1e-12)
    assert more.abandonment <= few.abandonment + 1e-12
    assert more.occupancy <= few.occupancy + 1e-12


def test_a_published_case_with_a_bound_on_abandonment():
    """Garnett, Mandelbaum and Reiman: 50 agents lose 3.1 % of 48 calls a minute, wait 3.7 s."""
    for bound in ({"max_abandonment": 0.0310}, {"max_asa_s": 3.71}):
        need = required_agents(48, 60, interval_s=60, patience_s=120, service_level=None, **bound)
        assert need.agents == 50
    assert (
        required_agents(
            48, 60, interval_s=60, patience_s=120, service_level=None, max_abandonment=0.0309
        ).agents
        == 51
    )


@given(calls, st.floats(0, 200), aht_s, patience_s)
@settings(deadline=None)
def test_more_calls_never_need_fewer_agents(calls, more, aht_s, patience_s):
    few = required_agents(calls, aht_s, patience_s=patience_s).agents
    assert required_agents(calls + more, aht_s, patience_s=patience_s).agents >= few


@given(calls, aht_s, st.floats(10, 2000), target)
@settings(deadline=None)
def test_impatience_never_needs_more_than_erlang_c(calls, aht_s, patience_s, target):
    """Who leaves makes the others wait less; but answered / offered may fall, so not that share."""
    patient = required_agents(calls, aht_s, service_level=target).agents
    need = required_agents(
        calls, aht_s, service_level=target, patience_s=patience_s, definition="not_waiting"
    )
    assert need.agents <= patient


@given(st.floats(1, 300), aht_s, patience_s, st.integers(2, 8))
@settings(deadline=None, max_examples=50)
def test_only_the_rate_matters(calls, aht_s, patience_s, parts):
    """Half the calls in half the time need the same people."""
    whole = required_agents(calls, aht_s, interval_s=3600, patience_s=patience_s)
    part = required_agents(calls / parts, aht_s, interval_s=3600 / parts, patience_s=patience_s)
    assert abs(part.agents - whole.agents) <= 1  # a last bit may tip the scale
    assert part.model == whole.model


@given(calls, aht_s, patience_s)
@settings(deadline=None, max_examples=30)
def test_same_question_same_answer(calls, aht_s, patience_s):
    assert required_agents(calls, aht_s, patience_s=patience_s) == required_agents(
        calls, aht_s, patience_s=patience_s
    )


def test_an_open_line_without_calls_has_one_agent():
    for patience in (None, 60):
        need = required_agents(0, 180, patience_s=patience)
        assert (need.agents, need.service_level, need.asa_s, need.occupancy) == (1, 1, 0, 0)


def test_tiny_handle_times_and_loads():
    assert required_agents(1e-9, 1e-6).agents == 1
    assert required_agents(1e-9, 1e-6, patience_s=1).agents == 1
    assert required_agents(5, 0.001, patience_s=1e6).agents == 1


def test_occupancy_bound_rules_large_lines():
    """1,000 erlangs at 85 % need 1,000 / 0.85 = 1176.5 agents, whatever the service level."""
    calls = 1000 * 1800 / 300
    assert required_agents(calls, 300, max_occupancy=0.85).agents == 1177
    capped = required_agents(calls, 300, max_occupancy=0.85, patience_s=120)
    assert capped.agents == 1177
    assert capped.occupancy <= 0.85


def test_the_model_is_named():
    assert required_agents(10, 300).model == "Erlang C"
    assert required_agents(10, 300, patience_s=60).model == "Erlang A"


@pytest.mark.parametrize(
    "bad",
    [
        {"calls": -1},
        {"calls": math.nan},
        {"calls": math.inf},
        {"aht_s": 0},
        {"aht_s": math.nan},
        {"interval_s": 0},
        {"patience_s": 0},
        {"patience_s": math.inf},
        {"service_level": 1},
        {"service_level": -0.1},
        {"within_s": -1},
        {"within_s": math.nan},
        {"max_occupancy": 0},
        {"max_occupancy": 1.1},
        {"max_asa_s": 0},
        {"max_asa_s": math.nan},
        {"max_abandonment": 0},
        {"max_abandonment": 1.5},
        {"definition": "removed"},
    ],
)
def test_bad_input_names_the_argument(bad):
    with pytest.raises(InputError, match=next(iter(bad))):
        required_agents(**{"calls": 100, "aht_s": 180} | bad)


def test_a_mistake_of_units_is_told():
    with pytest.raises(InputError, match="check the units"):
        required_agents(1e9, 180)


def test_nobody_at_work_is_no_staffing():
    with pytest.raises(InputError, match="agents"):
        achieved(0, 10, 300)
