"""Compiled SQL, the day roll-up and plain Python give the same answers to every question."""

from datetime import timedelta
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures.generated import DAYS, FIRST, QUEUES, make_tables
from measures.lake import MemoryLake

from fiftytwo.measures.catalogue import CATALOGUE
from fiftytwo.measures.dimensions import DIMENSIONS, GRAINS, period_text
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.reference import evaluate_rows

NAMES = (
    *CATALOGUE,
    "answered_within_60s",
    "service_level_5s",
    "reopen_rate_1d",
    "fcr_repeat_2d",
    "fcr_reopen_1d",
)
days = st.none() | st.integers(-1, DAYS + 2).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def questions(draw, dimensions=DIMENSIONS, grains=GRAINS):
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    by = tuple(draw(st.lists(st.sampled_from(dimensions), max_size=3, unique=True)))
    where = {}
    if draw(st.booleans()):
        name = draw(
            st.sampled_from([d for d in dimensions if d in ("queue", "weekday", "hour", "agent")])
        )
        values = {
            "queue": QUEUES,
            "weekday": range(1, 8),
            "hour": range(24),
            "agent": ("a1", None),
        }[name]
        where = {
            name: tuple(
                draw(st.lists(st.sampled_from(list(values)), min_size=1, max_size=3, unique=True))
            )
        }
    names = draw(
        st.just(NAMES)
        | st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True).map(tuple)
    )
    return Query(names, by, draw(st.none() | st.sampled_from(grains)), first, last, where)


def same(a, b):
    return a is b or (a is not None and b is not None and isclose(a, b, rel_tol=1e-12))


def compare(tables, query, lake):
    expected = evaluate_rows(tables, query)
    found = {
        (tuple(row.by.values()), row.period): {
            name: (v.value, v.numerator, v.denominator, v.n, v.coverage, v.provisional)
            for name, v in row.values.items()
        }
        for row in evaluate(lake, query)
    }
    texts = {
        (by, None if p is None else period_text(query.grain, p)): told
        for (by, p), told in expected.items()
    }
    assert set(found) == set(texts)
    for key, told in texts.items():
        for name, values in told.items():
            assert all(map(same, found[key][name], values)), (key, name, found[key][name], values)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), questions())
def test_compiled_and_plain_python_agree(seed, query):
    tables = make_tables(seed, 30)
    compare(tables, query, MemoryLake(tables))


@pytest.fixture(scope="module")
def lake():
    tables = make_tables(7, 30)
    return tables, MemoryLake(tables)


@pytest.mark.parametrize("grain", [None, *GRAINS])
@pytest.mark.parametrize("dimension", [None, *DIMENSIONS])
def test_every_measure_agrees_by_every_dimension_and_grain(dimension, grain, lake):
    by = (dimension,) if dimension else ()
    two_days = (
        (FIRST + timedelta(days=2), FIRST + timedelta(days=3)) if grain == "hour" else (None, None)
    )
    compare(lake[0], Query(NAMES, by, grain, *two_days), lake[1])


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 2**32),
    questions(("queue", "channel", "reason", "weekday"), ("day", "week", "month")),
)
def test_the_roll_up_gives_the_same_answers(seed, query):
    tables = make_tables(seed, 30)
    compare(tables, query, MemoryLake(tables, rolled=True))


@pytest.mark.soak
@settings(max_examples=2000, deadline=None)
@given(st.integers(0, 2**32), questions(), st.booleans())
def test_all_three_agree_at_length(seed, query, rolled):
    tables = make_tables(seed, 30)
    compare(tables, query, MemoryLake(tables, rolled=rolled))
