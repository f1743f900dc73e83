"""A whole is the sum of its parts: groups and periods add up, and ratios come from the sums."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures.generated import make_tables
from measures.lake import MemoryLake

from fiftytwo.measures.catalogue import NAMED
from fiftytwo.measures.evaluate import Query, evaluate

ADDITIVE = tuple(n for n, m in NAMED.items() if m.kind in ("sum", "ratio") and m.fact != "state")


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 2**32),
    st.sampled_from([("queue",), ("channel", "reason"), ("weekday",), ()]),
    st.sampled_from([None, "day", "week", "month"]),
)
def test_numerators_denominators_and_n_add_up(seed, by, grain):
    tables = make_tables(seed, 30)
    tables.pop("interval_report", None)
    lake = MemoryLake(tables)
    [whole] = evaluate(lake, Query(ADDITIVE))
    rows = evaluate(lake, Query(ADDITIVE, by=by, grain=grain))
    for name, value in whole.values.items():
        parts = [row.values[name] for row in rows]
        assert sum(v.n for v in parts) == value.n, name
        if value.numerator is not None:
            assert sum(v.numerator or 0 for v in parts) == pytest.approx(value.numerator), name
        if value.denominator:
            assert value.value == pytest.approx(value.numerator / value.denominator), name
