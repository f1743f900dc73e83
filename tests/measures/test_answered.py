"""The driver table: which answers count with a thing, which without it, and which on neither side."""

from datetime import date

import pytest
from measures.lake import MemoryLake, on, wait

from fiftytwo.base.errors import InputError
from fiftytwo.measures.answered import asked_of_customers, read_drivers
from fiftytwo.measures.catalogue import CATALOGUE

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAY = date(2026, 3, 20)


def key(n):
    return n.to_bytes(16, "big")


def contact(n, day=DAY, **more):
    same = {"contact_id": key(n), "queue": "Billing", "channel": "voice", "source_id": "pbx"}
    calm = {"direction": "inbound", "is_excluded": False, "transfer_count": 0}
    return {**same, **calm, **on(day, 600), **more}


def piece(n, kind="wait", seconds=5, **more):
    return wait(
        "answered", seconds, contact_id=key(n), kind=kind, target_ms=20_000, queue="Billing",
        channel="voice", **on(DAY, 600), **more,
    )  # fmt: skip


def answer(n, norm, day=DAY, **more):
    asked = {"survey_id": key(n), "instrument": "csat", "source_id": "asked", "queue": "Billing"}
    return {**asked, "contact_id": key(n), "score_norm": norm, **on(day, 700), **more}


def table(contacts, segments, replies, name="csat", **more):
    lake = MemoryLake(
        {"contact": contacts, "segment": segments, "survey_response": replies}, rolled=True
    )
    return read_drivers(lake, name, FIRST, LAST, **more)


def row(found, name):
    return next(one for one in found.rows if one.name == name)


def test_answers_are_counted_with_and_without_a_thing():
    late = [piece(n, seconds=60) for n in range(40)]
    quick = [piece(n, seconds=10) for n in range(40, 80)]
    replies = [answer(n, 1.0 if n < 10 or 40 <= n < 70 else 0.0) for n in range(80)]
    found = table([contact(n) for n in range(80)], late + quick, replies)
    assert (found.answers, found.linked) == (80, 80)
    waited = row(found, "waited_longer")
    assert (waited.n, waited.rate, waited.other, waited.is_shown) == (40, 0.25, 0.75, True)
    assert [one.name for one in found.rows] == ["waited_longer"]  # nothing else ever happened


def test_a_second_wait_over_the_promise_is_enough_and_a_hold_is_not_a_wait():
    segments = [
        piece(1),
        piece(1, seconds=30, seq=2, first_wait=False),
        piece(2),
        piece(2, "hold", 90),
    ]
    found = table([contact(1), contact(2)], segments, [answer(1, 0.0), answer(2, 1.0)])
    assert (row(found, "waited_longer").n, row(found, "waited_longer").rate) == (1, 0.0)
    assert (row(found, "on_hold").n, row(found, "on_hold").rate) == (1, 1.0)


def test_what_nobody_tells_counts_on_neither_side():
    segments = [piece(1, seconds=60), piece(2)]
    contacts = [contact(1), contact(2), contact(3)]  # of 3 no piece is known
    replies = [answer(1, 1.0), answer(2, 0.0), answer(3, 1.0), answer(4, 1.0), answer(2, None)]
    found = table(contacts, segments, replies)
    assert (found.answers, found.linked) == (4, 3)  # 4 has no contact, silence is no answer
    waited = row(found, "waited_longer")
    assert (waited.n, waited.rate, waited.other) == (1, 1.0, 0.0)


def test_who_was_in_touch_before_is_known_only_after_seven_days():
    early, before, after = date(2026, 3, 1), date(2026, 3, 14), date(2026, 3, 20)
    contacts = [
        contact(1, early, customer_id=b"a" * 16),
        contact(
            2, date(2026, 3, 3), customer_id=b"a" * 16
        ),  # back, but nobody knows the week before
        contact(3, before, customer_id=b"b" * 16),
        contact(4, after, customer_id=b"b" * 16),  # 6 days later
        contact(5, after, customer_id=b"c" * 16),
        contact(6, after),  # nobody knows who
    ]
    replies = [answer(n, 1.0 if n == 4 else 0.0) for n in (2, 4, 5, 6)]
    found = table(contacts, [piece(n) for n in range(1, 7)], replies)
    back = row(found, "back_again")
    assert (found.linked, back.n, back.rate, back.other) == (4, 1, 1.0, 0.0)


def test_days_and_queues_limit_the_answers_not_what_came_before():
    contacts = [contact(1, transfer_count=1), contact(2, transfer_count=1, queue="Fibre")]
    replies = [
        answer(1, 1.0), answer(2, 0.0, queue="Fibre"), answer(3, 0.0, date(2026, 4, 1)),
    ]  # fmt: skip
    found = table(contacts, [], replies, where=(("queue", ("Billing",)),))
    passed = row(found, "passed_on")
    assert (found.answers, passed.n, passed.rate, passed.other) == (1, 1, 1.0, None)


def test_ease_is_on_its_own_scale():
    asked = {"instrument": "ces", "scale_min": 1.0, "scale_max": 7.0}
    replies = [
        answer(1, 0.8, score=6.0, **asked), answer(2, 0.2, score=2.0, **asked),
        answer(3, 1.0, score=5.0, **{**asked, "scale_max": 5.0}), answer(4, 1.0),
    ]  # fmt: skip
    contacts = [contact(n, transfer_count=1) for n in range(1, 5)]
    found = table(contacts, [], replies, name="ces")
    assert (found.answers, row(found, "passed_on").rate) == (2, 0.5)


def test_only_shares_of_answers_have_drivers():
    assert {"csat", "ces"} <= set(asked_of_customers())
    assert all(CATALOGUE[name].unit == "share" for name in asked_of_customers())
    with pytest.raises(InputError, match="asa_s is no share of answers: use one of csat"):
        read_drivers(MemoryLake({}), "asa_s", FIRST, LAST)
