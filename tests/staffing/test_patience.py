import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.patience import mean_patience


@pytest.mark.data
def test_a_real_log(bank_log):
    """All queue waits / abandonments of a bank's February 1999: 344.99 s, by its data sheet."""
    found = mean_patience(*bank_log)
    assert f"{found.mean_s:.2f}" == "344.99"
    assert found.low_s < 344.99 < found.high_s
    assert found.high_s - found.low_s < 25  # 3,963 callers left


def test_answered_waits_count_too():
    """Simulated: patience 200 s, answered after 30 s; those who left waited far less than 200 s."""
    rng = np.random.default_rng(52)
    patience, answer = rng.exponential(200, 20_000), rng.exponential(30, 20_000)
    left = patience < answer
    found = mean_patience(float(np.minimum(patience, answer).sum()), int(left.sum()))
    assert found.low_s < 200 < found.high_s
    assert patience[left].mean() < 60


def test_the_range_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(400):
        patience, answer = rng.exponential(100, 60), rng.exponential(60, 60)
        left = int((patience < answer).sum())
        found = mean_patience(float(np.minimum(patience, answer).sum()), left, confidence=0.8)
        hits += found.low_s <= 100 <= found.high_s
    assert 0.78 <= hits / 400 <= 0.90  # conservative, not wildly so


@given(st.floats(1, 1e6), st.integers(1, 5000))
def test_the_range_holds_the_mean_and_narrows(total, abandoned):
    found = mean_patience(total, abandoned)
    assert found.low_s < found.mean_s < found.high_s
    more = mean_patience(total * 4, abandoned * 4)
    assert (more.high_s - more.low_s) < (found.high_s - found.low_s)


def test_nobody_left_says_nothing():
    assert mean_patience(1000, 0) is None
    assert mean_patience(0, 0) is None
    assert mean_patience(0, 3) is None


@pytest.mark.parametrize(
    ("total", "abandoned", "confidence"),
    [(-1, 1, 0.9), (float("nan"), 1, 0.9), (1, -1, 0.9), (1, 1, 1)],
)
def test_bad_input_is_refused(total, abandoned, confidence):
    with pytest.raises(InputError):
        mean_patience(total, abandoned, confidence=confidence)
