"""Waiting lines against printed tables and examples, to the last printed digit."""

import pytest

from fiftytwo.staffing.abandonment import impatient_line
from fiftytwo.staffing.erlang import blocking_probability, wait_probability, waiting_line
from fiftytwo.staffing.requirement import achieved, required_agents


class TestGarnettMandelbaumReiman2002:
    """Table 1: 50 agents, 48 calls a minute, one minute each, mean patience two minutes."""

    def test_nobody_leaves(self):
        line = waiting_line(50, 48 / 60, 60)
        assert f"{line.asa_s:.1f}" == "20.8"
        assert f"{line.queue_length:.0f}" == "17"
        assert f"{line.occupancy:.0%}" == "96%"

    def test_callers_leave(self):
        line = impatient_line(50, 48 / 60, 60, patience_s=120)
        assert f"{line.abandonment:.1%}" == "3.1%"
        assert f"{line.asa_s:.1f}" == "3.7"
        assert f"{line.queue_length:.0f}" == "3"
        assert f"{line.occupancy:.0%}" == "93%"

    def test_load_cut_by_those_who_leave(self):
        line = waiting_line(50, 48 / 60 * (1 - 0.031), 60)
        assert f"{line.asa_s:.1f}" == "8.8"
        assert f"{line.queue_length:.0f}" == "7"


def test_contactcenters_simulation_of_twelve_agents():
    """Universite de Montreal, MMCAb: 1,000 simulated days of 480 minutes, 95 % intervals."""
    line = impatient_line(12, 4.2 / 60, 120, patience_s=60)
    offered = 4.2 * 480
    assert offered * line.sl_offered == pytest.approx(1906.0, abs=2.2)
    assert 0.974 <= round(line.sl_answered, 3) <= 0.975
    assert 0.968 <= round(line.sl_not_waiting, 3) <= 0.969


def test_pyworkforce_documentation():
    need = required_agents(100, 180, interval_s=1800, patience_s=300, service_level=0.8)
    line = impatient_line(13, 100 / 1800, 180, patience_s=300)
    assert need.agents == 13
    assert f"{need.service_level:.6f} {need.abandonment:.6f}" == "0.858178 0.024963"
    assert f"{line.wait_probability:.6f} {line.asa_s / 60:.3f}" == "0.225797 0.125"


def test_call_center_tools_documentation():
    line = waiting_line(40, 1000 / 3600, 120)
    assert f"{line.wait_probability:.4f} {line.sl_offered:.4f}" == "0.1907 0.9372"


@pytest.mark.parametrize(
    ("agents", "waits", "level"), [(7, 0.324150, 0.716313), (8, 0.167267, 0.863054)]
)
def test_erlang_c_hand_case(agents, waits, level):
    """One call a minute, five minutes each."""
    line = waiting_line(agents, 1 / 60, 300)
    assert line.wait_probability == pytest.approx(waits, abs=5e-7)
    assert line.sl_offered == pytest.approx(level, abs=5e-7)


def test_erlang_b_table():
    """Traffic tables print 4.46 erlangs for 10 trunks at 1 %, and 87.97 for 100 trunks at 2 %."""
    assert blocking_probability(10, 4.455) < 0.01 < blocking_probability(10, 4.465)
    assert blocking_probability(100, 87.965) < 0.02 < blocking_probability(100, 87.975)


def test_erlang_c_table():
    """Cooper's charts: 10 erlangs on 14 agents."""
    assert f"{wait_probability(14, 10):.3f}" == "0.174"


@pytest.mark.parametrize(
    ("load", "erlang_c", "erlang_a"),
    [(1_000, 1_015, 902), (5_000, 5_019, 4_373), (20_000, 20_022, 17_231)],
)
def test_large_loads(load, erlang_c, erlang_a):
    """AHT 300 s, 80 % in 20 s, patience 120 s: the sizes found by an independent prototype."""
    calls = load * 1800 / 300
    assert required_agents(calls, 300).agents == erlang_c
    assert required_agents(calls, 300, patience_s=120).agents == erlang_a


def test_below_the_load_is_enough_where_callers_leave():
    """A search that starts at the load overstaffs: 134 instead of 128 agents."""
    need = required_agents(133.6 * 1800 / 300, 300, patience_s=131)
    assert need.agents < 133.6
    assert need.service_level >= 0.8
    one_fewer = achieved(need.agents - 1, 133.6 * 1800 / 300, 300, patience_s=131)
    assert one_fewer.service_level < 0.8
