"""A day under way: forecast again, sized again, and what that changes."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from week.fake import FakeLake, flow, steady, wait, weekdays

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Target
from fiftytwo.week.history import queues, read_day, read_queue
from fiftytwo.week.news import last_known, newest_moment
from fiftytwo.week.today import Stretch, replan, stretches

ZONE = "Europe/Brussels"
MONDAY = weekdays()[-1] + timedelta(days=3)
NOON = datetime.combine(MONDAY, datetime.min.time()) + timedelta(hours=12)


def morning(every):
    """Return rows of Monday from 9:00 to 11:58, one call every so many minutes; usual is three."""
    return [wait(MONDAY, minute) for minute in range(540, 719, every)]


def read(rows, **tables):
    lake = FakeLake({"segment": [*steady(), *rows], **tables})
    name = next(name for name in queues(lake) if name.queue == "Calls")
    past = read_queue(lake, name, zone=ZONE, last=MONDAY - timedelta(days=1))
    return lake, name, past


def now(rows, at=NOON, **more):
    lake, name, past = read(rows)
    return replan(past, read_day(lake, name, MONDAY), at, target=Target(), **more)


def test_a_day_as_usual_changes_nothing():
    found = now(morning(3))
    assert (found.update.came, found.update.until) == (60, 24)
    assert found.update.expected == pytest.approx(60, rel=0.01)
    assert stretches(found) == ()


def test_a_busy_morning_asks_for_more_people_for_the_rest_and_not_for_what_is_over():
    found = now(morning(1))
    assert found.update.came == 179
    assert found.update.rest_after > 1.1 * found.update.rest_before
    assert (found.after[24:34] >= found.before[24:34]).all()
    assert found.after.sum() > found.before.sum()
    assert np.array_equal(found.after[:24], found.before[:24])
    assert (found.after[34:] == 0).all()
    assert all(
        stretch.change > 0 and 24 <= stretch.first <= stretch.last < 34
        for stretch in stretches(found)
    )


def test_a_quiet_morning_asks_for_fewer():
    found = now(morning(9))
    assert found.after.sum() < found.before.sum()
    assert all(stretch.change < 0 for stretch in stretches(found))


def test_stretches_are_apart_where_the_change_differs():
    found = now(morning(3))
    found.after[26:28] += 2
    found.after[28] += 1
    found.after[31] -= 1
    assert stretches(found) == (Stretch(26, 27, 2), Stretch(28, 28, 1), Stretch(31, 31, -1))


def test_an_interval_that_is_not_over_does_not_count():
    whole, half = now(morning(3)), now(morning(3), NOON - timedelta(minutes=10))
    assert (half.update.until, half.update.came) == (23, 50)
    assert whole.update.came == 60


def test_the_day_is_read_by_interval_and_so_is_one_on_which_nothing_came():
    lake, name, _past = read(morning(3))
    counts = read_day(lake, name, MONDAY)
    assert (counts[18:24] == 10).all()
    assert counts.sum() == 60
    assert (read_day(lake, name, MONDAY + timedelta(days=1)) == 0).all()


def test_a_quiet_queue_is_known_as_far_as_its_channel():
    lake, name, _past = read([*morning(3), wait(MONDAY, 745, queue="Other")])
    assert last_known(lake, name, MONDAY) == NOON + timedelta(minutes=25)
    assert last_known(lake, name, date(2030, 1, 1)) is None
    assert newest_moment(lake, queues(lake)) == NOON + timedelta(minutes=25)
    assert newest_moment(lake, ()) is None


def test_holidays_closed_days_and_work_for_later_are_refused_in_a_sentence():
    lake, name, past = read(morning(3))
    counts = read_day(lake, name, MONDAY)
    with pytest.raises(InputError, match="is a holiday"):
        replan(past, counts, NOON, target=Target(), holidays=[MONDAY])
    with pytest.raises(InputError, match="is closed on 2026"):
        replan(past, counts, NOON - timedelta(days=1), target=Target())
    cases = [flow(day, 600, 1) for day in weekdays()] + [flow(day, 700, -1) for day in weekdays()]
    lake = FakeLake({"segment": steady(), "case_flow": cases})
    mail = next(name for name in queues(lake) if name.queue == "Mail")
    with pytest.raises(InputError, match="worked off later"):
        replan(read_queue(lake, mail, zone=ZONE), counts, NOON, target=Target())
