"""What needs somebody, from plain values."""

from datetime import date

from web.plans.stored_week import stored

from fiftytwo.web.home.needs import Books, needs
from fiftytwo.web.plans.stored import read

TODAY = date(2026, 11, 19)  # a Thursday
FRESH = Books(last_day=date(2026, 11, 18))


def ask(books=FRESH, plan=None, **how):
    return needs(books, plan, **({"today": TODAY, "plan_first": False, "may_load": True} | how))


def test_nothing_is_invented():
    covered = read(stored(unmet=[]))
    assert ask(plan=covered) == []


def test_soonest_comes_first():
    books = Books([("bad_type", 3)], ["calls.csv"], date(2026, 11, 10), is_provisional=True)
    found = ask(books, read(stored()))
    assert [need.due for need in found] == sorted(need.due for need in found)
    assert found[0].what == "The history ends on Tuesday 10 November"
    assert {need.label for need in found} == {"Load", "Look", "See plan"}


def test_a_plan_of_a_week_that_is_over_is_no_plan():
    over = ask(plan=read(stored()), today=date(2026, 12, 1))
    assert over[0].what.endswith("has no plan") or over[1].what.endswith("has no plan")


def test_days_gone_by_need_nobody():
    late = ask(
        plan=read(stored()), today=date(2026, 11, 24), books=Books(last_day=date(2026, 11, 23))
    )
    assert late == []


def test_a_lead_is_not_sent_to_the_files():
    books = Books([("bad_type", 3)], ["calls.csv"], None)
    assert all("plan" in need.what for need in ask(books, may_load=False))


def test_many_short_days_are_summed_up():
    unmet = [
        {
            "pool": "Billing",
            "day": day,
            "start": 540,
            "end": 570,
            "size": day + 1,
            "cause": "rest",
            "would_help": "",
        }
        for day in range(6)
    ]
    found = ask(plan=read(stored(unmet=unmet)))
    assert len(found) == 4
    assert found[0].what == "3 more days are short" or found[-1].what == "3 more days are short"
    listed = [need.what for need in found if "people short" in need.what]
    assert [what.split()[0] for what in listed] == ["Thursday", "Friday", "Saturday"]  # the worst
