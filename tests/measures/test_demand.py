"""Demand: who came back, judged only where the data of the same source reach."""

from datetime import date

import pytest
from measures.lake import MemoryLake

from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import contact, on_day, state, tables_of


def ask(rows, *names, **query):
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(names, **query))
    return [(v.value, v.n, v.coverage, v.open) for v in row.values.values()]


def by(customer, day, source, **more):
    own = b"%s%d%s" % (customer, day, source.encode())
    return on_day(
        day, contact("handled", customer_id=customer, contact_id=own, source_id=source, **more)
    )


def test_a_contact_is_old_enough_only_where_its_own_source_goes_on():
    # the chat's data end on day 2, the telephone's on day 20: nobody knows of x on the chat
    rows = [by(b"x", 0, "chat"), by(b"y", 2, "chat"), by(b"z", 0, "phone"), by(b"w", 20, "phone")]
    assert ask(rows, "fcr_repeat") == [(1, 1, 1, 3)]
    assert ask([*rows, by(b"z", 3, "chat")], "fcr_repeat")[0][0] == 0  # back by another channel


def test_of_the_first_days_nobody_knows_who_had_been_there_before():
    # phone from day 0 on: a on days 0, 3 and 8, b on day 9; chat from day 8 on: c
    rows = [
        by(b"a", 0, "phone"),
        by(b"a", 3, "phone"),
        by(b"a", 8, "phone"),
        by(b"b", 9, "phone"),
        by(b"c", 8, "chat"),
    ]
    assert ask(rows, "repeat_demand") == [(1 / 2, 2, 2 / 5, 0)]
    assert ask(rows, "repeat_demand_3d")[0][:2] == (1 / 3, 3)  # day 3 has three days before it
    assert (
        ask([*rows, on_day(9, contact("handled", source_id="phone"))], "repeat_demand")[0][2]
        == 2 / 6
    )


def test_contacts_whose_place_on_their_case_is_not_told_are_missing():
    rows = [contact("handled", case_id=b"a", case_episode_no=n) for n in (1, 2, 3)]
    rows += [contact("handled", case_id=b"b", case_episode_no=1), contact("handled")]
    assert ask(rows, "contacts_per_case") == [(2, 2, 1, 0)]
    rows += [contact("handled", case_id=b"c")]
    assert ask(rows, "contacts_per_case") == [(2, 2, 4 / 5, 0)]


@pytest.mark.parametrize(
    ("last", "told"), [(date(2027, 3, 30), (None, 0, 1)), (date(2027, 3, 31), (0.5, 2, 0))]
)
def test_a_month_counts_as_later_once_the_data_reach_its_end(last, told):
    # at work in March 2026: Ada and Bea; Ada still in March 2027
    rows = [state("available", 0, 60, agent=name) for name in ("Ada", "Bea")]
    days = (last - date(2026, 3, 2)).days
    rows += [on_day(days, state("available", 0, 60, agent="Ada"))]
    lake = MemoryLake(tables_of(rows))
    march = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
    [row] = evaluate(lake, Query(("agent_retention",), **march))
    value = row.values["agent_retention"]
    assert (value.value, value.n, int(value.open > 0)) == told
