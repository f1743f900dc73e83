"""Offered work against published fixtures: one hundred offered, and the oracle of the variants."""

from datetime import date

import pytest
from measures.lake import MemoryLake, on, wait

from fiftytwo.base.errors import InputError
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.evaluate import Query, evaluate

HUNDRED = (
    [wait("answered", 12)] * 70
    + [wait("answered", 45)] * 12
    + [wait("abandoned", 3)] * 4
    + [wait("abandoned", 15)] * 3
    + [wait("abandoned", 60)] * 6
    + [wait("timeout", 18)] * 2
    + [wait("timeout", 90)] * 3
)
# 1000 answered, 860 of them in time; 60 abandoned, 20 of them in time, 10 of those short
ORACLE = (
    [wait("answered", 10)] * 860
    + [wait("answered", 50)] * 140
    + [wait("abandoned", 2)] * 10
    + [wait("abandoned", 12)] * 10
    + [wait("abandoned", 70)] * 40
)


def ask(tables, *names, **more):
    [row] = evaluate(MemoryLake(tables), Query(names, **more))
    return row.values


@pytest.mark.parametrize(
    ("name", "per_cent"),
    [
        ("sl_offered", 70.0), ("service_level", 72.9), ("sl_answered", 85.4), ("sl_abandon_ok", 77.0),
        ("sl_removed", 79.0), ("abandonment_raw", 13.0), ("abandonment", 9.4),
    ],
)  # fmt: skip
def test_the_hundred_offered(name, per_cent):
    assert round(100 * ask({"segment": HUNDRED}, name)[name].value, 1) == per_cent


@pytest.mark.parametrize(
    ("name", "per_cent"),
    [
        ("sl_abandon_ok", 83.02), ("sl_answered", 86.00), ("sl_offered", 81.13),
        ("sl_less_abandoned_in_target", 82.69), ("sl_offered_plus_short", 82.08), ("service_level", 81.90),
        ("abandonment_raw", 5.66), ("abandonment", 4.76),
    ],
)  # fmt: skip
def test_the_oracle_of_the_variants(name, per_cent):
    assert round(100 * ask({"segment": ORACLE}, name)[name].value, 2) == per_cent


def test_the_queues_own_target_counts_unless_the_name_has_one():
    rows = [wait("answered", 25, target_ms=30_000), wait("answered", 25)]
    values = ask({"segment": rows}, "service_level", "service_level_20s", "service_level_30s")
    assert [v.value for v in values.values()] == [0.5, 0.0, 1.0]


def test_a_wait_without_a_target_is_judged_by_twenty_seconds():
    rows = [wait("answered", 20, target_ms=None), wait("answered", 20.001, target_ms=None)]
    assert ask({"segment": rows}, "service_level")["service_level"].value == 0.5


def test_intervals_are_added_up_never_averaged():
    tuesday = on(date(2026, 3, 3))
    rows = (
        [wait("answered", 1)] * 10
        + [wait("answered", 1, **tuesday)] * 60
        + [wait("answered", 99, **tuesday)] * 40
    )
    assert round(ask({"segment": rows}, "sl_offered")["sl_offered"].value, 3) == 0.636


def test_what_came_is_what_became_of_it():
    """Offered is the sum of its buckets, whatever the way a wait ended."""
    ends = ["answered", "replied", "abandoned", "timeout", "no_agents", "overflow", "opted_out", "withdrawn",
            "resolved_without_reply", "merged", "dropped", "unknown", None]  # fmt: skip
    rows = [wait(end, None if end is None else 7) for end in ends]
    buckets = ("answered", "abandoned", "flow_out", "closed_without_reply", "failed", "waiting")
    values = ask({"segment": rows}, "offered", *buckets)
    assert values["offered"].value == len(ends) == sum(values[name].value for name in buckets)
    assert [values[name].value for name in buckets] == [2, 1, 5, 2, 2, 1]


def test_rows_that_do_not_count_are_left_out():
    rows = [
        wait("answered", 5),
        wait("answered", 5, is_counted=False),
        wait("answered", 5, is_counted=None),
    ]
    assert ask({"segment": rows}, "offered")["offered"].value == 1


def test_an_open_wait_makes_what_it_may_change_provisional():
    values = ask(
        {"segment": [wait("answered", 5), wait(None, None)]}, "offered", "answered", "service_level"
    )
    assert [v.provisional for v in values.values()] == [False, True, True]


@pytest.mark.parametrize(
    ("wrong", "right"), [("servicelevel", "service_level"), ("wait_p51_s", "wait_p50_s")]
)
def test_an_unknown_measure_is_refused_with_near_names(wrong, right):
    with pytest.raises(InputError, match=right):
        measure(wrong)


def test_a_family_takes_a_number_but_not_any():
    assert measure("answered_within_45s").name == "answered_within_45s"
    assert measure("reopen_rate_14d").definition == "reopen_rate_14d@2"
    for name in ("answered_within_0s", "service_level_s", "reopen_rate_9999d"):
        with pytest.raises(InputError):
            measure(name)
