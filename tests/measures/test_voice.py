"""Offered work against the fixture of the specification: one hundred offered, all variants."""

import pytest
from measures.lake import MemoryLake, wait

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


def ask(tables, *names):
    [row] = evaluate(MemoryLake(tables), Query(names))
    return row.values


@pytest.mark.parametrize(
    ("name", "per_cent"),
    [
        ("sl_offered", 70.0),
        ("service_level", 72.9),
        ("sl_answered", 85.4),
        ("sl_abandon_ok", 77.0),
        ("sl_removed", 79.0),
        ("abandonment_raw", 13.0),
        ("abandonment", 9.4),
    ],
)
def test_the_hundred_offered(name, per_cent):
    assert round(100 * ask({"segment": HUNDRED}, name)[name].value, 1) == per_cent
