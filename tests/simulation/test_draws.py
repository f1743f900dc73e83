"""The random numbers: their laws, their independence, their places."""

import math

import numpy as np
import pytest
from scipy import special, stats
from simulation.drawn import Drawn

from fiftytwo.base.errors import InputError
from fiftytwo.simulation import at
from fiftytwo.simulation.agents import Group
from fiftytwo.simulation.demand import Queue, Route
from fiftytwo.simulation.draws import normal_quantile
from fiftytwo.simulation.laws import Law
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.run import simulate

# Each with the law that SciPy has for it.
LAWS = [
    (Law("exponential", mean_s=(200.0,)), stats.expon(scale=200)),
    (Law("gamma", mean_s=(200.0,), shape=3.0), stats.gamma(3, scale=200 / 3)),
    (Law("gamma", mean_s=(200.0,), shape=0.4), stats.gamma(0.4, scale=500)),
    (Law("gamma", mean_s=(200.0,), cv=0.5), stats.gamma(4, scale=50)),
    (Law("uniform", low_s=60.0, high_s=300.0), stats.uniform(60, 240)),
    (Law("weibull", mean_s=(200.0,), shape=2.0), stats.weibull_min(2, scale=200 / math.gamma(1.5))),
    (
        Law("lognormal", mean_s=(200.0,), cv=1.2),
        stats.lognorm(math.sqrt(math.log(2.44)), scale=200 / math.sqrt(2.44)),
    ),
]


def day_of(service, patience=None, arrivals=6000.0, agents=20_000):
    queue = Queue(
        "calls", (arrivals,), service, (Route("team"),), patience=patience or Law("infinite")
    )
    return Model("day", 3600.0, 1, (queue,), (Group("team", agents=(agents,)),))


@pytest.mark.parametrize(("law", "truth"), LAWS, ids=lambda x: getattr(x, "kind", ""))
def test_service_times_have_the_law_they_are_said_to_have(law, truth):
    talk = simulate(day_of(law), replications=2, seed=3, contacts=True).contacts[:, 8]
    assert talk.size > 10_000
    assert stats.kstest(talk, truth.cdf).pvalue > 1e-4
    assert np.mean(talk) == pytest.approx(law.mean(0), rel=5 * truth.std() / truth.mean() / 110)


def test_patience_by_bands_and_at_once():
    law = Law("hazard", from_s=(0.0, 30.0, 90.0), leaving_per_s=(0.02, 0.0, 0.005), at_once=0.1)
    left = simulate(
        day_of(Law("exponential", mean_s=(60.0,)), law, agents=0), replications=2, seed=5,
        contacts=True,
    ).contacts[:, 7]  # fmt: skip
    share = [(left > t).mean() for t in (0, 30, 60, 90, 290)]
    truth = np.array([1, math.exp(-0.6), math.exp(-0.6), math.exp(-0.6), math.exp(-1.6)]) * 0.9
    np.testing.assert_allclose(share, truth, atol=0.015)


def test_arrivals_are_poisson_with_the_rates_given():
    queue = Queue("c", (30.0, 0.0, 90.0), Law("deterministic", mean_s=(1.0,)), (Route("t"),))
    model = Model("d", 1800.0, 3, (queue,), (Group("t", agents=(9,)),))
    offered = simulate(model, replications=4000, seed=2).queues[:, 0, :3, 0]
    np.testing.assert_allclose(offered.mean(axis=0), [30, 0, 90], atol=0.6)
    np.testing.assert_allclose(offered.var(axis=0, ddof=1), [30, 0, 90], rtol=0.1)
    assert abs(np.corrcoef(offered[:, 0], offered[:, 2])[0, 1]) < 0.06
    assert abs(np.corrcoef(offered[:-1, 2], offered[1:, 2])[0, 1]) < 0.06


def test_busy_days_spread_as_a_gamma_law_and_are_shared():
    queues = tuple(
        Queue(
            name, (400.0,), Law("deterministic", mean_s=(1.0,)), (Route("t"),), busyness_shape=own
        )
        for name, own in (("a", None), ("b", 50.0))
    )
    model = Model("d", 3600.0, 1, queues, (Group("t", agents=(9,)),), busyness_shape=25.0)
    a, b = simulate(model, replications=6000, seed=9).queues[:, :, 0, 0].T
    assert a.mean() == pytest.approx(400, rel=0.01)
    assert a.var() == pytest.approx(400 + 400**2 / 25, rel=0.08)
    assert b.var() == pytest.approx(400 + 400**2 * (1.04 * 1.02 - 1), rel=0.08)
    assert np.cov(a, b)[0, 1] == pytest.approx(400**2 / 25, rel=0.1)


def test_normal_quantiles_to_the_last_digits():
    u = np.concatenate([np.linspace(1e-4, 1 - 1e-4, 999), 10.0 ** np.arange(-300, -4, 7)])
    ours = np.array([normal_quantile(float(p)) for p in u])
    np.testing.assert_allclose(ours, special.ndtri(u), rtol=1e-13, atol=1e-15)


def test_mirrored_draws_add_up_to_one():
    model = day_of(Law("uniform", low_s=0.0, high_s=100.0))
    plain, mirrored = Drawn(model, 7, most=8000), Drawn(model, 7, most=8000, mirrored=True)
    for contact in range(50):
        both = plain.service(0, contact, 0, 0) + mirrored.service(0, contact, 0, 0)
        assert both == pytest.approx(100.0)


def test_streams_differ_by_seed_replication_queue_and_purpose():
    model = day_of(Law("exponential", mean_s=(60.0,)))
    seen = set()
    for seed in range(8):
        for replication in range(8):
            drawn = Drawn(model, seed, replication, most=8000)
            keys = drawn.n[drawn.n[at.KEYS] : drawn.n[at.ANSWERED]]
            seen |= set(keys.tolist())
    assert len(seen) == 8 * 8 * 2 * at.PURPOSES


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "normal"}, "kind is 'normal': give one of exponential"),
        ({"kind": "exponential", "mean_s": (-3.0,)}, "mean_s is -3.0: give a number from"),
        ({"kind": "exponential", "mean_s": (float("nan"),)}, "mean_s is nan"),
        ({"kind": "exponential", "mean_s": (3.0,), "cv": 1.0}, "has no cv"),
        ({"kind": "lognormal", "mean_s": (3.0,)}, "needs cv"),
        ({"kind": "gamma", "mean_s": (3.0,)}, "needs either cv or shape"),
        ({"kind": "gamma", "mean_s": (3.0,), "cv": 1.0, "shape": 1.0}, "not both"),
        ({"kind": "uniform", "low_s": 5.0, "high_s": 3.0}, "high_s is 3.0: give a number from 5"),
        ({"kind": "hazard", "from_s": (1.0,), "leaving_per_s": (1.0,)}, "must begin with 0"),
        ({"kind": "hazard", "from_s": (0.0, 9.0, 9.0), "leaving_per_s": (1.0, 1.0, 1.0)}, "rise"),
        ({"kind": "hazard", "from_s": (0.0,), "leaving_per_s": (0.0,)}, "above 0 in the last"),
        ({"kind": "exponential", "mean_s": (3.0,), "at_once": 1.0}, "at_once is 1.0"),
    ],
)
def test_a_law_that_cannot_be_is_refused_in_a_sentence(values, says):
    with pytest.raises(InputError, match=says):
        Law(**values)
