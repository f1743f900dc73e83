"""fiftytwo.week.group"""

import numpy as np
import pytest

from fiftytwo.base.workspace import Target
from fiftytwo.staffing.requirement import required_agents
from fiftytwo.week.group import group_agents

ASK = {"interval_s": 1800, "max_occupancy": 0.9}


def group(calls, aht_s, patience_s, targets=None):
    given = targets or [Target()] * len(calls)
    return group_agents(
        [np.array([c], float) for c in calls], aht_s, patience_s, targets=given, **ASK
    )


@pytest.mark.parametrize("patience_s", [None, 240.0])
def test_one_queue_is_a_group_of_its_own(patience_s):
    for calls in (3.0, 40.0, 250.0):
        alone = required_agents(
            calls, 300.0, interval_s=1800, patience_s=patience_s, max_occupancy=0.9
        )
        assert group([[calls]], [300.0], [patience_s])[0, 0] == alone.agents


def test_a_group_needs_fewer_than_its_queues_apart_but_never_fewer_than_its_work():
    calls, aht, patience = [[60.0], [40.0], [25.0]], [240.0, 310.0, 280.0], [240.0, 320.0, 210.0]
    apart = sum(group([c], [a], [p])[0, 0] for c, a, p in zip(calls, aht, patience, strict=True))
    together = group(calls, aht, patience)[0, 0]
    load = sum(c[0] * a for c, a in zip(calls, aht, strict=True)) / 1800
    assert 0.9 * load < together < apart


def test_equal_queues_are_like_one_of_twice_the_calls():
    twice = group([[50.0], [50.0]], [300.0] * 2, [200.0] * 2)
    assert twice.tolist() == group([[100.0]], [300.0], [200.0]).tolist()


def test_a_queue_that_is_closed_adds_nothing_and_a_closed_group_needs_nobody():
    nan = float("nan")
    found = group([[80.0, nan, 80.0], [nan, nan, 0.0]], [300.0, 900.0], [None, 200.0])
    alone = group([[80.0]], [300.0], [None])[0, 0]
    assert found.tolist() == [[alone, 0, alone]]


def test_the_strictest_promise_holds_for_all():
    loose, strict = Target(120.0, 0.7), Target(10.0, 0.9)
    mixed = group([[60.0], [60.0]], [300.0] * 2, [None] * 2, [loose, strict])
    assert mixed.tolist() == group([[120.0]], [300.0], [None], [strict]).tolist()
    assert mixed[0, 0] > group([[120.0]], [300.0], [None], [loose])[0, 0]
