"""Rest and days in a row go on over the edge of the week."""

from datetime import date, datetime, timedelta

from web.plans.stored_week import MONDAY, stored

from fiftytwo.web.people.queries import roster_people
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.plans.carry import with_last_week

NEXT = MONDAY + timedelta(days=7)


def late(person, *days):
    return [{"person": person, "day": day, "start": 840, "end": 1320} for day in days]


def test_the_last_shift_of_last_week_and_the_days_in_a_row_are_known(company):
    keep_plan(stored(late("yusuf", 2, 5, 6)))
    people = {p.person_id: p for p in with_last_week(roster_people(NEXT, 7), NEXT)}
    assert people["yusuf"].last_shift_end == datetime(2026, 11, 29, 22, 0)
    assert people["yusuf"].days_in_a_row == 2
    assert people["chloe"].last_shift_end is None
    assert people["chloe"].days_in_a_row == 0


def test_a_free_sunday_begins_a_new_row(company):
    keep_plan(stored(late("yusuf", 4, 5)))
    person = next(p for p in with_last_week(roster_people(NEXT, 7), NEXT) if p.person_id == "yusuf")
    assert (person.last_shift_end, person.days_in_a_row) == (datetime(2026, 11, 28, 22, 0), 0)


def test_without_a_plan_nobody_changes(company):
    people = roster_people(date(2026, 11, 23), 7)
    assert with_last_week(people, date(2026, 11, 23)) == people
