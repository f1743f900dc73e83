"""Handling: legs, hold that is not told, the attended transfer, occupancy as a union."""

from datetime import UTC, date, datetime

import pytest
from measures.lake import MemoryLake

from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import contact, leg, on_day, state, tables_of, wait


def values(rows, *names, **more):
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(names, **more))
    return row.values


def test_handle_time_is_the_sum_of_its_parts_over_legs():
    rows = [leg("talk", 240), leg("hold", 30), leg("wrap", 55)] * 200
    found = values(rows, "aht_s", "talk_s", "hold_s", "wrap_s", "handle_total_s")
    assert [v.value for v in found.values()] == [325, 240, 30, 55, 65_000]


def test_the_attended_transfer():
    rows = [
        contact("handled", transfer_count=1),
        wait("answered", 12), wait("answered", 6, first_wait=False, queue="Support"),
        leg("talk", 120, agent="7009", transfer_type="attended", hold_included=True),
        leg("talk", 173, agent="7051", queue="Support", leg="second", hold_included=True),
    ]  # fmt: skip
    found = values(
        rows, "aht_s", "aht_contact_s", "asa_s", "transfers", "transfer_rate", "hold_s", "wrap_s"
    )
    assert [v.value for v in found.values()] == [146.5, 293, 9, 1, 1, None, None]


def test_hold_inside_talk_is_missing_not_zero():
    rows = [leg("talk", 100), leg("hold", 20), leg("talk", 100, hold_included=True)]
    found = values(rows, "hold_s")["hold_s"]
    assert (found.value, found.n, found.coverage) == (20, 1, 0.5)


def test_a_queue_that_never_tells_wrap_up_does_not_lower_the_mean():
    rows = [leg("talk", 100), leg("wrap", 40), leg("talk", 100, queue="Help")]
    found = values(rows, "wrap_s", "aht_s")
    assert (found["wrap_s"].value, found["wrap_s"].coverage) == (40, 0.5)
    by_queue = evaluate(MemoryLake(tables_of(rows)), Query(("wrap_s",), by=("queue",)))
    assert {row.by["queue"]: row.values["wrap_s"].value for row in by_queue} == {
        "Sales": 40,
        "Help": None,
    }


def test_two_chats_at_once_occupy_once():
    rows = [
        state("on_contact", 0, 30),
        state("on_contact", 20, 20),
        state("wrap", 35, 10),
        state("idle", 45, 15),
    ]
    found = values(rows, "occupancy")["occupancy"]
    assert (found.value, found.numerator, found.denominator) == (0.75, 45 * 60, 3600)


def test_idle_counts_only_while_available():
    rows = [state("available", 0, 60), state("on_contact", 0, 30), state("idle", 30, 60)]
    assert values(rows, "occupancy")["occupancy"].value == 0.5


def test_without_idle_or_presence_occupancy_is_not_known():
    found = values([state("on_contact", 0, 30)], "occupancy")["occupancy"]
    assert (found.value, found.n, found.coverage) == (None, 0, 0)


def test_states_are_cut_at_local_hours_and_midnight():
    late = {"local_day": date(2026, 3, 2), "local_minute": 23 * 60 + 30,
            "started_at": datetime(2026, 3, 2, 22, 30, tzinfo=UTC)}  # fmt: skip
    rows = [state("on_contact", 0, 60, **late), state("idle", 0, 90, **late)]
    answer = evaluate(MemoryLake(tables_of(rows)), Query(("occupancy",), grain="hour"))
    found = {
        row.period: (row.values["occupancy"].numerator, row.values["occupancy"].denominator)
        for row in answer
    }
    assert found == {"2026-03-02T23": (1800, 1800), "2026-03-03T00": (1800, 3600)}
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(("occupancy",), first=date(2026, 3, 3)))
    assert row.values["occupancy"].value == 0.5


@pytest.mark.parametrize("dimension", ["queue", "channel", "reason"])
def test_states_know_no_queue_and_say_so(dimension):
    rows = [wait("answered", 5), state("on_contact", 0, 30), state("idle", 30, 30)]
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(("offered", "occupancy"), by=(dimension,)))
    assert row.values["occupancy"].value is None
    assert dimension in row.values["occupancy"].definition


def test_what_a_source_tells_of_a_person_is_known_by_month():
    # in March nobody tells when Ada is free, from April on somebody does: 30 of 60 minutes busy
    rows = [state("on_contact", 0, 30), state("wrap", 30, 10)]
    rows += [on_day(31, row) for row in (state("on_contact", 0, 30), state("idle", 30, 30))]
    found = values(rows, "occupancy")["occupancy"]
    assert (found.value, found.n, found.coverage) == (0.5, 1, 0.5)  # one hour told, one not
    rows += [on_day(31, state("available", 0, 60))]
    used = values(rows, "utilisation")["utilisation"]
    assert (used.value, used.n, used.coverage) == (0.5, 1, 0.5)
