"""A day under way in all queues and pools, beside what a plan expected of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from week.fake import FakeLake, steady, wait, weekdays

from fiftytwo.base.workspace import Target
from fiftytwo.week.day import replan_day
from fiftytwo.week.inputs import gather

MONDAY = weekdays()[-1] + timedelta(days=3)
NOON = datetime.combine(MONDAY, datetime.min.time()) + timedelta(hours=12)


class _Workspace:
    root = Path("no folder")  # so that there is no layers.toml
    zone = "Europe/Brussels"
    target = Target()
    queue_targets: dict = {}
    pools: dict = {}


def now(every, expected=None, *, at=NOON, **changes):
    """Return the day with one call every so many minutes since 9:00; usual is three."""
    today = [wait(at.date(), minute) for minute in range(540, 721, every)]
    lake = FakeLake({"segment": [*steady(), *today]})
    inputs = replace(gather(_Workspace(), lake, start=at.date()), **changes)
    return replan_day(inputs, lake, at, expected or {})


def test_a_busy_morning_asks_for_more_on_the_roster_with_shrinkage():
    found = now(1)
    today, pool = found.queues[0], found.pools[0]
    assert (pool.pool, today.update.until) == ("Calls", 24)
    assert (pool.after[24:34] >= pool.before[24:34]).all()
    assert pool.after.sum() > pool.before.sum()
    assert np.array_equal(pool.before[18:34], np.ceil(today.before[18:34] / 0.9 - 1e-9))


def test_it_is_measured_against_the_plan_where_there_is_one():
    planned = np.full(48, 10.0)
    as_usual, doubled = now(3, {"Calls": planned}), now(3, {"Calls": planned * 2})
    assert np.array_equal(as_usual.pools[0].before, as_usual.pools[0].after)
    assert doubled.pools[0].before.sum() > doubled.pools[0].after.sum()
    assert (doubled.pools[0].before[34:] == 0).all(), "closed is closed, whatever a plan says"


def test_two_queues_of_one_pool_are_one_group():
    today = [wait(MONDAY, minute, queue=q) for q in ("Calls", "More") for minute in (560, 600)]
    lake = FakeLake({"segment": [*steady(), *steady(queue="More"), *today]})
    alone = gather(_Workspace(), lake, start=MONDAY)
    both = replace(alone, pools={"Calls": "Phones", "More": "Phones"})
    apart, together = replan_day(alone, lake, NOON, {}), replan_day(both, lake, NOON, {})
    assert [pool.pool for pool in together.pools] == ["Phones"]
    sums = sum(pool.before for pool in apart.pools)
    assert together.pools[0].before.sum() < sums.sum()


def test_closed_days_and_holidays_have_no_queues():
    assert now(3, at=NOON - timedelta(days=1)).queues == ()
    assert now(3, holidays=frozenset({MONDAY})).pools == ()


def test_a_channel_without_news_of_the_day_is_as_the_morning_saw_it():
    lake = FakeLake({"segment": steady()})
    found = replan_day(gather(_Workspace(), lake, start=MONDAY), lake, NOON, {})
    assert found.queues[0].update.until == 0
    assert np.array_equal(found.pools[0].before, found.pools[0].after)
