"""Fair comparison against the published numbers, and what must hold for any groups."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from fiftytwo.base.binomial import exact_funnel
from fiftytwo.base.casemix import (
    Adjusted,
    Tally,
    adjusted,
    dispersion,
    mixing_weight,
    rates,
    verdict,
    widening,
)
from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import funnel, shrink

RATE = {"billing": 0.85, "tech": 0.60, "cancel": 0.50}
A = {"billing": Tally(68, 80), "tech": Tally(8, 15), "cancel": Tally(2, 5)}
B = {"billing": Tally(18, 20), "tech": Tally(40, 60), "cancel": Tally(11, 20)}
ZS = [-2.4, -1.1, 0.3, 0.8, 1.9, 2.7, -0.5, 1.2]


def test_simpson():
    a, b = adjusted(A, RATE, 0.7), adjusted(B, RATE, 0.7)
    assert (a.raw, b.raw) == (0.78, 0.69)
    assert [round(v, 3) for v in (a.expected, a.ratio, a.share)] == [79.5, 0.981, 0.687]
    assert [round(v, 3) for v in (b.expected, b.ratio, b.share)] == [63.0, 1.095, 0.767]
    assert (round(a.z, 2), round(b.z, 2)) == (-0.39, 1.28)
    assert {verdict(one, 1.0, "higher") for one in (a, b)} == {"no difference"}


def test_a_type_that_nobody_has_a_rate_for_is_refused():
    with pytest.raises(InputError, match="no rate of everybody for new"):
        adjusted({"new": Tally(1, 2)}, RATE, 0.7)


def test_more_hits_than_cases_are_refused():
    with pytest.raises(InputError, match="hits 3 of 2"):
        Tally(3, 2)


@pytest.mark.parametrize(
    ("n", "inner", "outer"),
    [(50, (68.9, 91.1), (62.5, 97.5)), (200, (74.5, 85.5), (71.3, 88.7)),
     (500, (76.5, 83.5), (74.5, 85.5))],
)  # fmt: skip
def test_funnel_in_normal_form(n, inner, outer):
    for confidence, wanted in ((0.95, inner), (0.998, outer)):
        found = funnel(0.8, n, confidence)
        assert (round(100 * found.low, 1), round(100 * found.high, 1)) == wanted


def test_funnel_exact_and_clipped():
    assert (exact_funnel(0.8, 50).low, exact_funnel(0.8, 50).high) == (0.68, 0.90)
    wide = exact_funnel(0.8, 50, 0.998)
    assert (wide.low, wide.high) == (0.62, 0.96)
    assert (funnel(0.95, 5).high, funnel(0.05, 5).low) == (1.0, 0.0)
    assert (exact_funnel(1.0, 5).low, exact_funnel(0.0, 5).high) == (1.0, 0.0)
    with pytest.raises(InputError, match="among 0"):
        exact_funnel(0.5, 0)


@settings(max_examples=30)
@given(share=st.floats(0.01, 0.99), n=st.integers(1, 300))
def test_exact_limits_hold_what_they_promise(share, n):
    found = exact_funnel(share, n)
    low, high = round(found.low * n), round(found.high * n)
    assert binom.cdf(low - 1, n, share) < 0.025 + 1e-9
    assert binom.sf(high, n, share) < 0.025 + 1e-9
    assert 0 <= low <= high <= n


def test_over_dispersion():
    phi = dispersion(ZS)
    assert round(phi, 2) == 2.54
    assert round(2.7 / phi**0.5, 2) == 1.70
    assert dispersion([*ZS, 40.0], 0.2) < 4 < dispersion([*ZS, 40.0])  # one outlier hides nothing
    assert widening([3.0] * 5) == 1.0  # too few groups to tell
    assert widening([0.1] * 8) == 1.0  # never narrower than chance


@pytest.mark.parametrize(
    ("hits", "n", "wanted"), [(9, 10, 0.740), (4, 10, 0.640), (45, 50, 0.811), (180, 200, 0.867)]
)
def test_shrinkage(hits, n, wanted):
    assert round(shrink(hits, n, 0.70, 40), 3) == wanted


def test_the_weight_told_by_the_data_is_that_of_their_spread():
    draw = np.random.default_rng(52)
    true = draw.beta(0.7 * 40, 0.3 * 40, size=4000)  # M is 40
    groups = [Tally(float(draw.binomial(100, p)), 100) for p in true]
    assert mixing_weight(groups) == pytest.approx(40, rel=0.1)
    assert mixing_weight([Tally(float(draw.binomial(100, 0.7)), 100)]) is None
    assert mixing_weight([Tally(5, 5), Tally(9, 9)]) is None


@pytest.mark.parametrize(
    ("n", "z", "better", "word"),
    [(29, 9.0, "higher", "too few"), (30, 1.95, "higher", "no difference"),
     (30, 2.5, "higher", "sign"), (30, 3.2, "higher", "better"), (30, 3.2, "lower", "worse"),
     (30, -3.2, "higher", "worse"), (30, 3.2, "as planned", "sign"),
     (30, None, "higher", "no difference")],
)  # fmt: skip
def test_words(n, z, better, word):
    found = Adjusted(n, 0.5 * n, 0.5 * n, 0.5, 1.0, z, 0.5, 1.0)
    assert verdict(found, 1.0, better) == word
    assert verdict(found, 100.0, better) in ("too few", "no difference")


cells = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
groups_of = st.lists(
    st.dictionaries(st.sampled_from("abcd"), cells.map(lambda c: Tally(*c)), min_size=1),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=60)
@given(groups_of)
def test_all_groups_together_reach_what_is_expected_of_them(groups):
    rate = rates(groups)
    n = sum(t.n for g in groups for t in g.values())
    overall = sum(t.hits for g in groups for t in g.values()) / n if n else 0.0
    found = [adjusted(group, rate, overall) for group in groups]
    assert sum(f.expected for f in found) == pytest.approx(sum(f.hits for f in found))
    assert all(f.share is None or 0 <= f.share <= 1 for f in found)
