"""What has not ended, what is owed, booking on the end, intervals, and the published flow figures."""

from datetime import UTC, date, datetime

import pytest
from measures.lake import MemoryLake

from fiftytwo.base.errors import InputError
from fiftytwo.base.flow import retention, through, yearly_churn
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import asked, case, contact, on_day, scored, tables_of, wait


def ask(rows, *names, **query):
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(names, **query))
    return row.values


def test_open_waits_count_as_having_outlasted_their_age():
    # ended after 10, 20, 30 and 40 s; two still wait, begun 25 s before the last instant
    ended = [wait("answered", seconds) for seconds in (10, 20, 30, 40)]
    began = ended[0]["started_at"].replace(second=15)
    rows = [*ended, *[wait(None, None, started_at=began)] * 2]
    found = ask(rows, "wait_all_p50_s", "wait_all_p95_s")["wait_all_p50_s"]
    # S(10) = 5/6, S(20) = 4/6, then 2 at risk: S(30) = 2/6: closed waits alone would say 20
    assert (found.value, found.n, found.open, found.provisional) == (30, 4, 2, True)
    assert found.definition == "wait_all_p50_s@2: estimated with those that have not ended"


def test_only_cases_whose_first_wait_goes_on_are_still_waiting_for_a_reply():
    # replied after 1, 2, 3 and 4 h; one waits since hour 1, the last instant is hour 3 1/2: it
    # outlasted 2.5 h. Nobody waits in a deleted case, nor in one without any message.
    rows = [
        *(row for h in (1, 2, 3, 4) for row in case(("opened", 0), first_response_h=h)),
        *case(("opened", 1), owed_since_h=1),
        *case(("opened", 0), ("deleted", 3.5)),
        *case(("opened", 2)),
    ]
    found = ask(rows, "first_response_p50_s", "first_response_p90_s", "first_response_s")
    p50 = found["first_response_p50_s"]
    # S(1) = 4/5, S(2) = 3/5, then 2 at risk: S(3) = 3/10
    assert (p50.value, p50.n, p50.open) == (3 * 3600, 4, 1)
    assert p50.definition == "first_response_p50_s@3: estimated with those that have not ended"
    assert found["first_response_p90_s"].value == 4 * 3600
    assert (found["first_response_s"].value, found["first_response_s"].open) == (2.5 * 3600, 1)


def test_one_open_wait_in_a_hundred_changes_nothing():
    rows = [*[wait("answered", 10)] * 99, wait(None, None)]
    found = ask(rows, "wait_p50_s")["wait_p50_s"]
    assert (found.value, found.open, found.definition) == (10, 1, "wait_p50_s@2")


def test_where_too_many_wait_there_is_no_figure_but_a_reason():
    rows = [wait("answered", 600), *[wait(None, None)] * 9]
    found = ask([*rows, wait("answered", 5)], "wait_p90_s")["wait_p90_s"]
    assert found.value is None or found.value == 600
    young = ask([wait("answered", 5), *[wait(None, None)] * 9], "wait_p90_s")["wait_p90_s"]
    assert (young.value, young.definition.split(": ")[1]) == (None, "not available, too many have not ended")  # fmt: skip


def test_work_is_booked_on_its_end_where_asked():
    rows = [wait("replied", 20 * 3600, channel="email"), on_day(1, wait("answered", 10))]
    days = {"first": date(2026, 3, 3), "last": date(2026, 3, 3)}
    assert ask(rows, "answered", **days)["answered"].value == 1
    assert ask(rows, "answered", basis="end", **days)["answered"].value == 2
    with pytest.raises(InputError, match="basis"):
        ask(rows, "answered", basis="start")


@pytest.mark.parametrize("basis", ["arrival", "end"])
def test_nothing_is_lost_by_booking_on_the_end(basis):
    # 2 answered in time, 1 answered after nobody knows how long, 1 still waits
    rows = [wait("answered", 5), wait("answered", 9), wait("answered", None), wait(None, None)]
    day = {"first": date(2026, 3, 2), "last": date(2026, 3, 2)}
    found = ask(rows, "offered", "answered", "waiting", "service_level", basis=basis, **day)
    assert [v.value for v in found.values()] == [4, 3, 1, 0.5]


def test_an_end_is_booked_by_the_clock_on_the_wall_then():
    # Berlin, 28 March 2026, 22:10 UTC: 23:10 on the wall. 24 h later clocks have gone forward and
    # show 00:10 of Monday the 30th; without a zone it looks like 23:10 of Sunday.
    began = {
        "started_at": datetime(2026, 3, 28, 22, 10, tzinfo=UTC),
        "local_day": date(2026, 3, 28),
    }
    mail = wait("replied", 24 * 3600, **began, local_minute=23 * 60 + 10, source_id="desk")
    last = on_day(40, wait("answered", 1))
    profile = {"source_id": "desk", "profile_text": 'zone = "Europe/Berlin"', "table": "raw_file"}
    sunday = {"first": date(2026, 3, 29), "last": date(2026, 3, 29)}
    assert ask([mail, last], "answered", basis="end", **sunday)["answered"].value == 1
    known = [mail, last, profile | {"received_at": datetime(2026, 4, 1, tzinfo=UTC)}]
    assert ask(known, "answered", basis="end", **sunday)["answered"].value == 0
    assert ask(known, "owed", last=date(2026, 3, 29))["owed"].value == 1
    assert ask(known, "owed", last=date(2026, 3, 30))["owed"].value == 0


def test_all_waits_of_a_contact_count_where_it_waited_first():
    # a waits 10 s in Sales, then 20 s in Help; b waits 6 s in Help; c still waits in Help
    a, b, c = ({"contact_id": name} for name in (b"a", b"b", b"c"))
    later = {"started_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "local_minute": 540}
    rows = [
        wait("timeout", 10, **a), wait("answered", 20, **a, **later, queue="Help", first_wait=False),
        wait("answered", 6, **b, queue="Help"), wait(None, None, **c, queue="Help"),
    ]  # fmt: skip
    answer = evaluate(
        MemoryLake(tables_of(rows)),
        Query(("waits_per_contact", "wait_per_contact_s"), by=("queue",)),
    )
    found = {
        row.by["queue"]: [(v.value, v.n, v.open) for v in row.values.values()] for row in answer
    }
    assert found == {"Sales": [(2, 1, 0), (30, 1, 0)], "Help": [(1, 2, 0), (6, 1, 1)]}
    unknown = ask([*rows, wait("answered", None, contact_id=b"d")], "wait_per_contact_s")[
        "wait_per_contact_s"
    ]
    assert (unknown.value, unknown.n, unknown.coverage) == (18, 2, 2 / 3)


def test_first_contact_resolution_net_and_gross():
    rows = []
    for n in range(1000):
        reason = "claim" if n >= 900 else "bill"
        row = contact("handled", customer_id=b"%d" % n, contact_id=b"%d" % n, reason=reason)
        rows.append(row)
        if n < 135:
            rows.append(on_day(3, row | {"contact_id": b"b%d" % n, "outcome": "abandoned_queue"}))
    rows.append(on_day(20, contact("abandoned_queue")))
    found = ask(rows, "fcr_net", "fcr_gross", not_at_once=("claim",))
    assert [round(v.value, 3) for v in found.values()] == [0.85, 0.765]
    assert [v.open for v in found.values()] == [0, 0]
    # nobody knows 100 more customers, 90 of them with a claim; one claim is too young
    nobody = [
        contact("handled", contact_id=b"n%d" % n, reason="claim" if n < 90 else "bill")
        for n in range(100)
    ]
    young = on_day(19, contact("handled", customer_id=b"y", contact_id=b"y", reason="claim"))
    found = ask([*rows, *nobody, young], "fcr_net", "fcr_gross", not_at_once=("claim",))
    assert [v.coverage for v in found.values()] == [900 / 910, 1000 / 1100]
    assert [v.open for v in found.values()] == [0, 1]


@pytest.mark.parametrize(
    ("counts", "score", "ends"),
    [((50, 30, 20), 30, (14.1, 44.2)), ((12, 5, 3), 45, (8.4, 69.8)), ((500, 300, 200), 30, (25.1, 34.7))],
)  # fmt: skip
def test_the_net_promoter_score_has_its_interval(counts, score, ends):
    answers = [scored("nps", s, 0, 10) for s, n in zip((10, 8, 3), counts, strict=True) for _ in range(n)]  # fmt: skip
    found = ask(answers, "nps")["nps"]
    assert (round(found.value), round(found.low, 1), round(found.high, 1)) == (score, *ends)


def test_satisfaction_has_its_interval():
    answers = [asked((score - 1) / 4) for score in (5, 4, 5, 3, 4, 2, 5, 5, 1, 4)]
    found = ask(answers, "csat")["csat"]
    assert (found.value, round(found.low, 3), round(found.high, 3)) == (0.7, 0.397, 0.892)


def test_a_backlog_goes_through_only_in_balance():
    assert through(300, 3600, 3600, 30).days == 2.5
    assert through(450, 4500, 4500, 30).days == 3
    assert through(450, 1000, 951, 30).days is not None
    assert through(450, 1000, 950, 30).days is None


def test_retention_and_churn():
    assert retention(start=1000, end=1050, new=150) == 0.9
    assert round(yearly_churn(0.02), 3) == 0.215
    with pytest.raises(InputError):
        retention(start=1000, end=100, new=150)
