from datetime import date, timedelta

import pytest

from fiftytwo.base.errors import InputError
from fiftytwo.demo.company import last_sunday, make_company

TODAY = date(2026, 11, 19)


def paid(span):
    return span - 30 if span > 360 else span


def test_the_cast_has_the_promised_size():
    company = make_company(today=TODAY)
    assert len(company.reps) == 48
    assert {rep.team for rep in company.reps} == set(company.teams) == {
        "Canal", "Harbour", "Meadow", "Orchard",
    }  # fmt: skip
    assert len({person.key for person in company.people}) == len(company.people)
    assert {person.role for person in company.people} == {"head", "planner", "lead", "rep"}


def test_keys_are_plain_ascii_login_names():
    for person in make_company(today=TODAY).people:
        assert person.key.replace(".", "").isascii()
        assert person.key.replace(".", "").isalpha()


def test_every_rep_works_for_a_queue_that_exists_and_a_contract_that_can_be_met():
    company = make_company(today=TODAY)
    names = {queue.name for queue in company.queues}
    assert {name for queues in company.pools.values() for name in queues} == names
    for rep in company.reps:
        contract = rep.contract
        assert rep.pool in company.pools
        assert contract.minutes_a_week <= contract.max_days * paid(max(contract.shift_minutes))


def test_limits_of_availability_leave_room_for_a_shift_within_the_opening_hours():
    company = make_company(today=TODAY)
    for rep in company.reps:
        queues = [company.queue(name) for name in company.pools[rep.pool]]
        fitting = 0
        for weekday, (first, last) in rep.contract.available.items():
            hours = [queue.hours[weekday] for queue in queues if queue.hours[weekday]]
            if hours:
                opened, closed = min(h[0] for h in hours), max(h[1] for h in hours)
                span = min(last, closed) - max(first, opened)
                fitting += span >= min(rep.contract.shift_minutes)
        needed = -(-rep.contract.minutes_a_week // paid(max(rep.contract.shift_minutes)))
        assert not rep.contract.available or fitting >= needed


def test_same_seed_same_company_and_another_seed_another():
    assert make_company(3, today=TODAY) == make_company(3, today=TODAY)
    assert make_company(3, today=TODAY).absences != make_company(4, today=TODAY).absences


@pytest.mark.parametrize("offset", range(0, 366, 13))
def test_half_a_year_holds_a_holiday_on_a_weekday_and_ends_on_a_sunday(offset):
    company = make_company(today=TODAY + timedelta(days=offset))
    assert company.first_day.weekday() == 0
    assert company.last_day.weekday() == 6
    assert company.last_day < TODAY + timedelta(days=offset)
    assert len(company.days) == 182
    past = [day for day in company.holidays if day <= company.last_day and day.weekday() < 6]
    assert past
    assert company.incident[0] > company.first_day
    assert company.incident[1] < company.last_day


def test_absences_of_a_person_do_not_meet_and_some_lie_ahead():
    company = make_company(today=TODAY)
    ahead = 0
    for rep in company.reps:
        days = [item for item in company.absences if item.person == rep.key]
        assert len(company.absent(rep.key)) == sum((a.last - a.first).days + 1 for a in days)
        ahead += any(item.last > company.last_day for item in days)
    assert ahead >= 3


def test_a_day_in_the_week_before_the_last_sunday():
    assert last_sunday(date(2026, 11, 22)) == date(2026, 11, 15)
    assert last_sunday(date(2026, 11, 23)) == date(2026, 11, 22)


def test_nonsense_is_refused():
    with pytest.raises(InputError, match="seed"):
        make_company(-1, today=TODAY)
    with pytest.raises(InputError, match="weeks"):
        make_company(today=TODAY, weeks=0)
