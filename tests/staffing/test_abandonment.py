import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing.oracles import chain

from fiftytwo.base.errors import InputError
from fiftytwo.staffing import kernels
from fiftytwo.staffing.abandonment import impatient_line
from fiftytwo.staffing.erlang import waiting_line

loads = st.floats(0.05, 400)
patience = st.floats(0.05, 20)  # in handle times
within = st.floats(0, 3)


@pytest.mark.parametrize(
    ("agents", "load", "theta", "within"),
    [
        (50, 48, 0.5, 1 / 3),
        (5, 4, 1, 0.2),
        (10, 20, 0.25, 0.5),
        (100, 80, 2, 0.1),
        (3, 0.5, 0.1, 0.3),
        (200, 260, 0.5, 0.2),
        (900, 1000, 2.5, 0.07),
        (1, 300, 5, 1),
        (40, 100, 1 / 6, 4),  # so deep an overload that everybody waits
        (3000, 3010, 0.01, 0.05),  # long patience: by quadrature
        (3000, 2950, 0.01, 0.05),
    ],
)
def test_it_agrees_with_the_chain_of_states(agents, load, theta, within):
    ours = kernels.with_abandonment(agents, float(load), 1.0, float(theta), float(within))
    assert ours == pytest.approx(chain(agents, load, 1.0, theta, within), rel=2e-9, abs=1e-11)


@given(st.integers(1, 500), loads, patience, within)
@settings(max_examples=150, deadline=None)
def test_it_agrees_with_the_chain_everywhere(agents, load, patience, within):
    ours = kernels.with_abandonment(agents, load, 1.0, 1 / patience, within)
    assert ours == pytest.approx(chain(agents, load, 1.0, 1 / patience, within), rel=1e-7, abs=1e-9)


@given(
    st.integers(1, 3000),
    st.floats(-2, 4).map(lambda x: 10**x),
    st.floats(-3, 9).map(lambda x: 10**x),
    st.floats(0, 1e5),
)
@settings(max_examples=400, deadline=None)
def test_no_input_breaks_it(agents, load, patience, within):
    result = kernels.with_abandonment(agents, load, 1.0, 1 / patience, within)
    assert all(0 <= share <= 1 + 1e-12 for share in result)
    _, lost, level, gone = result
    assert level <= gone + 1e-9
    assert level <= 1 - lost + 1e-9


@given(st.integers(1, 300), loads, patience)
@settings(max_examples=150, deadline=None)
def test_one_more_agent_never_hurts(agents, load, patience):
    few = kernels.with_abandonment(agents, load, 1.0, 1 / patience, 0.1)
    more = kernels.with_abandonment(agents + 1, load, 1.0, 1 / patience, 0.1)
    assert more[0] <= few[0] + 1e-12
    assert more[1] <= few[1] + 1e-12
    assert more[2] >= few[2] - 1e-12


@given(st.integers(1, 200), st.floats(0.05, 0.97), st.sampled_from([1e7, 1e9, 1e12]))
@settings(max_examples=60, deadline=None)
def test_endless_patience_is_erlang_c(agents, occupancy, patience):
    calls_per_s = agents * occupancy / 300
    patient = impatient_line(agents, calls_per_s, 300, patience_s=patience)
    endless = waiting_line(agents, calls_per_s, 300)
    # the difference fades as 1 / patience
    room = 300 * agents / (1 - occupancy) ** 4 / patience + 1e-10
    assert patient.wait_probability == pytest.approx(endless.wait_probability, abs=room)
    assert patient.sl_offered == pytest.approx(endless.sl_offered, abs=room)


def test_no_patience_at_all_is_erlang_b():
    """Who leaves at once is blocked: abandonment tends to Erlang B, here B(5, 4) = 0.19907."""
    line = impatient_line(5, 4 / 300, 300, patience_s=1e-7)
    assert line.abandonment == pytest.approx(0.199067, abs=1e-6)


def test_short_of_people_the_rest_leaves():
    """Far below the load agents never rest, so the share lost is 1 - agents / load."""
    line = impatient_line(40, 100 / 300, 300, patience_s=600)
    assert line.occupancy == pytest.approx(1, abs=1e-9)
    assert line.abandonment == pytest.approx(0.6, abs=1e-9)


def test_littles_law_and_the_flow_balance():
    line = impatient_line(20, 0.1, 240, patience_s=90, within_s=30)
    assert line.queue_length == pytest.approx(0.1 * line.asa_s)
    assert line.abandonment == pytest.approx(line.asa_s / 90)
    assert line.occupancy == pytest.approx(0.1 * 240 * (1 - line.abandonment) / 20)


def test_the_published_row():
    """Garnett, Mandelbaum and Reiman 2002: 50 agents, 48 calls a minute, patience two minutes."""
    line = impatient_line(50, 48 / 60, 60, patience_s=120)
    assert f"{line.abandonment:.1%} {line.asa_s:.1f} {line.occupancy:.0%}" == "3.1% 3.7 93%"
    assert round(line.queue_length) == 3
    relieved = waiting_line(50, 48 * (1 - 0.031) / 60, 60)
    assert (round(relieved.asa_s, 1), round(relieved.queue_length)) == (8.8, 7)


def test_another_published_case():
    """100 calls per half hour of three minutes, 13 agents, patience five minutes."""
    line = impatient_line(13, 100 / 1800, 180, patience_s=300)
    printed = (line.sl_offered, line.abandonment, line.wait_probability, line.asa_s / 60)
    assert [round(x, 3) for x in printed] == [0.858, 0.025, 0.226, 0.125]


def test_simulated_days_of_another_maker():
    """MMCAb: 12 agents, 4.2 calls a minute of 2 minutes, patience 1 minute, 1,000 days of 8 hours."""
    line = impatient_line(12, 4.2 / 60, 120, patience_s=60, within_s=20)
    assert 4.2 * 480 * line.sl_offered == pytest.approx(1906.0, abs=2.2)
    assert 0.974 <= round(line.sl_answered, 3) <= 0.975
    assert 0.968 <= round(line.sl_not_waiting, 3) <= 0.969


def test_who_waits_waits_longer_than_the_mean():
    line = impatient_line(50, 48 / 60, 60, patience_s=120)
    assert line.wait_of_waiting_s == pytest.approx(line.asa_s / line.wait_probability)
    assert impatient_line(500, 1e-9, 60, patience_s=120).wait_of_waiting_s == 0


def test_the_four_service_levels_are_in_order():
    line = impatient_line(20, 0.1, 240, patience_s=90, within_s=30)
    assert line.sl_offered < line.sl_waited_out
    assert line.sl_offered < line.sl_answered < 1
    assert line.sl_offered < line.sl_not_waiting < 1


@pytest.mark.parametrize(
    ("agents", "options"),
    [
        (0, {}),
        (5, {"aht_s": 0}),
        (5, {"patience_s": 0}),
        (5, {"patience_s": math.inf}),
        (5, {"calls_per_s": math.nan}),
        (5, {"within_s": -1}),
    ],
)
def test_bad_input_is_named(agents, options):
    good = {"calls_per_s": 0.1, "aht_s": 200, "patience_s": 60}
    name = next(iter(options), "agents")
    with pytest.raises(InputError, match=name):
        impatient_line(agents, **good | options)


def test_both_ways_to_integrate_agree():
    for nm in np.linspace(5, 20, 16):
        theta = 10 / 1900
        if kernels.depth(10.0, float(nm), theta) < kernels.DEEP:
            by_series = kernels.series(10.0, float(nm), theta)
            assert kernels.quadrature(10.0, float(nm), theta) == pytest.approx(by_series, rel=1e-12)


def test_rounding_never_makes_a_share_negative():
    """A threshold of one rounding error, with far too few agents."""
    result = kernels.with_abandonment(33, 10**2.25, 1.0, 1.0, 2.220446049250313e-16)
    assert min(result) >= 0
