"""The kernels against a slow simulator that was written apart and gets the same draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.slow_day import SlowDay
from simulation.drawn import Drawn
from simulation.small_models import models

from fiftytwo.simulation import book
from fiftytwo.simulation.run import simulate


def records(rows):
    """Return comparable records of one replication, in a fixed order."""
    return sorted(
        (int(q), int(c), int(a), book.OUTCOMES[int(o)], int(g), *times)
        for _, q, c, a, o, g, *times in rows.tolist()
    )


def same(ours, theirs):
    assert [row[:5] for row in ours] == [row[:5] for row in theirs]
    # Logarithms of numba and of Python may differ in the last bit.
    np.testing.assert_allclose(
        np.array([row[5:] for row in ours]).reshape(-1, 4),
        np.array([row[5:] for row in theirs]).reshape(-1, 4),
        rtol=1e-9,
        atol=1e-7,
    )


def compare(model, seed):
    ours = simulate(model, replications=1, seed=seed, contacts=True, cores=1)
    theirs = SlowDay(model, Drawn(model, seed)).play()
    same(records(ours.contacts), sorted(theirs))


@settings(max_examples=60, deadline=None)
@given(models(), st.integers(0, 1000))
def test_contact_by_contact_as_the_slow_one(model, seed):
    compare(model, seed)


@pytest.mark.soak
@settings(max_examples=5000, deadline=None)
@given(models(), st.integers(0, 10**9))
def test_contact_by_contact_as_the_slow_one_often(model, seed):
    compare(model, seed)
