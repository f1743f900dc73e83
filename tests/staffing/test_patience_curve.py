import heapq
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.abandonment import impatient_line
from fiftytwo.staffing.curved import curved_line, required_for_curve
from fiftytwo.staffing.handling import handling_times
from fiftytwo.staffing.patience_curve import PatienceCurve, kaplan_meier, patience_curve
from fiftytwo.staffing.requirement import required_agents

# Freireich and others 1963, weeks of remission under 6-MP; + means still in remission.
REMISSION = [
    "6",
    "6",
    "6",
    "6+",
    "7",
    "9+",
    "10",
    "10+",
    "11+",
    "13",
    "16",
    "17+",
    "19+",
    "20+",
    "22",
    "23",
    "25+",
    "32+",
    "32+",
    "34+",
    "35+",
]
WEEKS = [float(x.strip("+")) for x in REMISSION]
ENDED = [not x.endswith("+") for x in REMISSION]


def test_kaplan_meier_of_the_published_remissions():
    """As printed in Kalbfleisch and Prentice, and in every manual of survival analysis since."""
    seen = kaplan_meier(WEEKS, ENDED)
    assert seen.at_s.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert seen.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    printed = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert seen.waiting.round(3).tolist() == printed
    assert (round(seen.low[0], 3), round(seen.high[0], 3)) == (0.620, 0.952)
    assert (round(seen.low[-1], 3), round(seen.high[-1], 3)) == (0.188, 0.680)


def test_one_band_is_the_exponential_of_the_remissions():
    """9 relapses in 359 weeks."""
    curve = patience_curve(WEEKS, ENDED, edges_s=[])
    assert curve.leaving_per_s == (pytest.approx(9 / 359),)
    assert curve.mean_s == pytest.approx(359 / 9)


def test_the_range_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(300):
        patience, answer = rng.weibull(0.6, 200) * 60, rng.exponential(60, 200)
        seen = kaplan_meier(np.minimum(patience, answer), patience < answer, confidence=0.9)
        at = np.searchsorted(seen.at_s, 30.0) - 1
        hits += seen.low[at] <= math.exp(-((30 / 60) ** 0.6)) <= seen.high[at]
    assert 0.84 <= hits / 300 <= 0.95


def test_a_curve_finds_the_rates_that_made_it():
    true = PatienceCurve((0, 10, 60), (0.02, 0.001, 0.01), at_once=0.1)
    rng = np.random.default_rng(7)
    need = rng.random(60_000)
    patience = np.array([true.falls_to(share) for share in need])
    answer = rng.exponential(60, need.size)
    found = patience_curve(np.minimum(patience, answer), patience < answer, edges_s=[10, 60, 1e6])
    assert found.from_s == (0, 10, 60)
    assert found.at_once == pytest.approx(0.1, abs=0.005)
    assert found.leaving_per_s == pytest.approx(true.leaving_per_s, rel=0.06)
    assert patience_curve(answer, patience < 0) is None


def test_bands_are_found_where_people_leave():
    rng = np.random.default_rng(8)
    patience, answer = rng.exponential(100, 5_000), rng.exponential(100, 5_000)
    curve = patience_curve(np.minimum(patience, answer), patience < answer)
    assert len(curve.from_s) == 12
    assert curve.mean_s == pytest.approx(100, rel=0.06)


@given(
    st.integers(1, 200),
    st.floats(0.1, 300),
    st.floats(0.05, 20),
    st.floats(0, 2),
    st.lists(st.floats(0.01, 5), max_size=3, unique=True),
)
@settings(max_examples=60, deadline=None)
def test_a_constant_rate_is_erlang_a(agents, load, patience, within, edges):
    starts = (0.0, *sorted(edges))
    curve = PatienceCurve(starts, (1 / patience,) * len(starts))
    ours = curved_line(agents, load, 1.0, patience=curve, within_s=within)
    exact = impatient_line(agents, load, 1.0, patience_s=patience, within_s=within)
    for name in ("wait_probability", "abandonment", "asa_s", "sl_offered", "sl_not_waiting"):
        assert getattr(ours, name) == pytest.approx(getattr(exact, name), rel=1e-9, abs=1e-11)


def simulated(agents, load, patience_s, within, rng, calls=400_000):
    """One line, call by call; Lindley's way with the earliest free agent."""
    free = [0.0] * agents
    at = np.cumsum(rng.exponential(1 / load, calls)).tolist()
    handle = rng.exponential(1, calls).tolist()
    lost = answered = 0
    for t, work, ready in zip(at, handle, patience_s.tolist()):
        wait = max(0.0, free[0] - t)
        if wait > ready:
            lost += 1
            continue
        answered += wait <= within
        heapq.heapreplace(free, t + wait + work)
    return lost / calls, answered / calls


def test_a_curve_agrees_with_a_line_walked_call_by_call():
    curve = PatienceCurve((0, 0.1, 0.5), (2.0, 0.1, 3.0), at_once=0.05)
    rng = np.random.default_rng(11)
    ready = np.array([curve.falls_to(share) for share in rng.random(400_000)])
    ready[ready == 0] = -1
    ready = np.where(ready < 0, 0.0, ready)
    lost, answered = simulated(20, 21.0, ready, 0.2, rng)
    line = curved_line(20, 21.0, 1.0, patience=curve, within_s=0.2)
    assert line.abandonment == pytest.approx(lost, abs=0.004)
    assert line.sl_offered == pytest.approx(answered, abs=0.008)


def test_sizing_by_a_constant_curve_is_erlang_a():
    for calls in (3, 100, 900):
        need = required_for_curve(
            calls / 1800,
            180,
            patience=PatienceCurve((0,), (1 / 300,)),
            enough=lambda line: line.sl_offered >= 0.8 and line.abandonment <= 0.03,
        )
        assert need == required_agents(calls, 180, patience_s=300, max_abandonment=0.03).agents


def test_more_than_anybody_has_is_refused():
    curve = PatienceCurve((0,), (0.01,))
    with pytest.raises(InputError, match="ask for less"):
        required_for_curve(1, 100, patience=curve, enough=lambda line: line.occupancy < 0.01)


@pytest.mark.parametrize(
    ("starts", "rates", "at_once"),
    [
        ((), (), 0),
        ((1,), (1,), 0),
        ((0, 0), (1, 1), 0),
        ((0, 5), (1, 0), 0),
        ((0,), (-1,), 0),
        ((0,), (1,), 1),
    ],
)
def test_a_curve_that_is_none_is_refused(starts, rates, at_once):
    with pytest.raises(InputError):
        PatienceCurve(starts, rates, at_once)


@pytest.mark.parametrize(("waits", "left"), [([1, -1], [0, 1]), ([1], [1, 0]), ([math.nan], [1])])
def test_waits_that_are_none_are_refused(waits, left):
    for ask in (kaplan_meier, patience_curve):
        with pytest.raises(InputError):
            ask(waits, left)


def test_handling_times_by_queue_and_hour():
    told = handling_times([60, 120, 90, 300], ["b", "b", "b", "a"], [9, 9, 10, 9])
    assert [(x.queue, x.hour, x.contacts, x.mean_s) for x in told] == [
        ("a", None, 1, 300),
        ("a", 9, 1, 300),
        ("b", None, 3, 90),
        ("b", 9, 2, 90),
        ("b", 10, 1, 90),
    ]
    assert told[2].cv == pytest.approx(1 / 3)
    assert math.isnan(told[0].cv)


def test_the_range_of_a_mean_is_students():
    """Student's own sleep data (1908): 1.58 with 95 % from 0.70 to 2.46, here plus 10."""
    extra = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    more = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    times = [10 + b - a for a, b in zip(extra, more)]
    (day, _) = handling_times(times, ["q"] * 10, [8] * 10)
    assert (round(day.mean_s, 2), round(day.low_s, 2), round(day.high_s, 2)) == (11.58, 10.7, 12.46)


@pytest.mark.parametrize(("seconds", "hour"), [(0, 9), (-1, 9), (math.inf, 9), (60, 24), (60, 9.5)])
def test_handling_times_that_are_none_are_refused(seconds, hour):
    with pytest.raises(InputError):
        handling_times([seconds], ["q"], [hour])


def test_who_is_answered_at_once_was_never_at_risk():
    waits, left = [0] * 1000 + [0] * 50 + [30] * 50, [0] * 1000 + [1] * 50 + [1] * 50
    seen = kaplan_meier(waits, left)
    assert seen.waiting.tolist() == [0.5, 0.0]
    assert patience_curve(waits, left).at_once == 0.5


@pytest.mark.parametrize("aht", [3.0, 300.0, 1440.0])
@pytest.mark.parametrize("patience", [1.38, 60.0, 900.0])
@pytest.mark.parametrize("agents", [1, 4, 30])
def test_a_curve_of_one_rate_is_erlang_a_however_far_patience_is_from_service(
    aht, patience, agents
):
    calls = 0.9 * agents / aht
    curve = PatienceCurve((0.0,), (1 / patience,))
    one = curved_line(agents, calls, aht, patience=curve)
    other = impatient_line(agents, calls, aht, patience_s=patience)
    for name in ("abandonment", "wait_probability", "asa_s", "occupancy", "sl_offered"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9, abs=1e-12), name
