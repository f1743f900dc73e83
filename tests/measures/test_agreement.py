"""Compiled SQL, the day roll-up and plain Python give the same answers to every question."""

from datetime import timedelta
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures.generated import DAYS, EDGES, FIRST, QUEUES, make_tables
from measures.lake import MemoryLake

from fiftytwo.measures.catalogue import CATALOGUE, NAMED, measure
from fiftytwo.measures.dimensions import DIMENSIONS, GRAINS, period_text
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import contact, on_day, tables_of
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.reference import evaluate_rows

NAMES = (
    *CATALOGUE,
    "answered_within_60s",
    "service_level_5s",
    "reopen_rate_1d",
    "fcr_repeat_2d",
    "fcr_reopen_1d",
    "agent_retention_1m",
    "first_response_last_schedule_s",
    "next_response_last_schedule_p50_s",
    "resolution_last_schedule_s",
    "requester_wait_last_schedule_p90_s",
    "first_response_within_1h",
    "first_response_business_within_1h",
    "resolution_within_30h",
    "resolution_business_within_30h",
)
TABLES = ("segment", "contact", "fact_case", "case_flow", "case_interval", "agent_state", "survey_response", "interval_report")  # fmt: skip
ALSO = {
    "case_interval": ("case_solved", "case_business", "done_business"),
    "interval_report": ("segment",),
    "contact": ("case_solved", "done_business", "done_last_schedule"),
}
days = st.none() | st.integers(-1, DAYS + 2).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def questions(draw, dimensions=DIMENSIONS, grains=GRAINS, pool=NAMES):
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
    names = tuple(draw(st.lists(st.sampled_from(pool), min_size=1, max_size=9, unique=True)))
    basis = draw(st.sampled_from(("arrival", "arrival", "arrival", "end")))
    apart = draw(st.sampled_from(((), ("bill",))))
    grain = draw(st.none() | st.sampled_from(grains))
    return Query(names, by, grain, first, last, where, basis, apart)


def same(a, b):
    return a is b or (a is not None and b is not None and isclose(a, b, rel_tol=1e-12))


def compare(tables, query, lake):
    expected = evaluate_rows(tables, query)
    found = {
        (tuple(row.by.values()), row.period): {
            name: (v.value, v.numerator, v.denominator, v.n, v.coverage, v.provisional, v.open)
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
    tables = make_tables(seed, 24)
    compare(tables, query, MemoryLake(tables))


TIMED = tuple(name for name, item in NAMED.items() if FACTS[item.fact].scheduled)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32), questions(pool=TIMED))
def test_business_time_agrees(seed, query):
    tables = make_tables(seed, 24, always="case_interval")
    compare(tables, query, MemoryLake(tables))


@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 2**32),
    questions(("queue", "channel", "reason", "weekday"), ("day", "week", "month")),
)
def test_the_roll_up_gives_the_same_answers(seed, query):
    tables = make_tables(seed, 24)
    compare(tables, query, MemoryLake(tables, rolled=True))


def sweep(dimension, grain):
    """Ask for every measure by one dimension and grain; hours only around both changes of clocks."""
    days = (None, None)
    if grain == "hour":
        days = (FIRST + timedelta(days=2), FIRST + timedelta(days=3))
    return Query(NAMES, (dimension,) if dimension else (), grain, *days)


@pytest.fixture(scope="module")
def lake():
    tables = make_tables(7, 30)
    return tables, MemoryLake(tables)


# each dimension and each grain at least once; the soak asks for every pair
SAMPLE = [
    (None, None), ("queue", "week"), ("channel", "month"), ("agent", "day"), ("reason", "hour"), ("hour", "week"), ("weekday", None),
]  # fmt: skip


@pytest.mark.parametrize(("dimension", "grain"), SAMPLE)
def test_every_measure_agrees_by_dimension_and_grain(dimension, grain, lake):
    compare(lake[0], sweep(dimension, grain), lake[1])


@pytest.mark.soak
@pytest.mark.parametrize("grain", [None, *GRAINS])
@pytest.mark.parametrize("dimension", [None, *DIMENSIONS])
def test_every_measure_agrees_by_every_dimension_and_grain(dimension, grain, lake):
    compare(lake[0], sweep(dimension, grain), lake[1])


def reading(table):
    """Return the measures that are made from a table of the lake."""
    facts = {name for name, fact in FACTS.items() if fact.table == table} | {*ALSO.get(table, ())}
    return tuple(name for name in NAMES if measure(name).facts & facts)


@pytest.mark.soak
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("rolled", [False, True])
def test_a_thousand_data_sets_agree_for_every_table(table, rolled):
    @settings(max_examples=1000 if not rolled else 250, deadline=None)
    @given(st.integers(0, 2**32), questions(pool=reading(table)))
    def agree(seed, query):
        tables = make_tables(seed, 24, always=table)
        compare(tables, query, MemoryLake(tables, rolled=rolled))

    agree()


def test_data_sets_hold_midnights_and_changes_of_clocks_by_construction():
    tables = make_tables(3, 30, always="segment")
    booked = {(row["local_day"], row["local_minute"]) for row in tables["contact"]}
    assert {(day, minute) for day, minute, _ in EDGES[:1]} <= booked
    assert all(reading(table) for table in TABLES)


@pytest.mark.parametrize("names", [("fcr_repeat", "repeat_demand"), ("fcr_repeat_40d",)])
def test_contacts_of_one_instant_follow_each_other_by_their_ids(names):
    """Near ones alone, as for 7 days, and all of them, as for 40."""
    known = {"customer_id": b"one", "source_id": "pbx"}
    places = ((20, b"b", "B"), (20, b"a", "A"), (22, b"c", "C"), (90, b"d", "D"), (90, b"f", "F"))
    rows = [
        on_day(day, contact("handled", contact_id=name * 16, queue=queue, **known))
        for day, name, queue in places
    ]
    for day in (1, 200):
        rows.append(on_day(day, contact("handled", contact_id=b"%16d" % day, source_id="pbx")))
    tables = tables_of(rows)
    compare(tables, Query(names, ("queue",)), MemoryLake(tables))
