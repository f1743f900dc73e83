"""The worked example of a text channel, from the log of a case to every figure made of it."""

from datetime import date

import pytest
from measures.lake import MemoryLake
from sources.caselog import rebuild

from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.reference import evaluate_rows

ZERO, LAST = 1_767_600_000, date(2026, 1, 6)  # from 5 January, 08:00 UTC on
# minute, message, status, person: a customer, a bot, Ann, the customer twice, Ann, solved, and again
STEPS = [
    (0, "in", "", ""), (2, "bot", "", ""), (30, "out", "open", "Ann"), (90, "in", "", ""), (95, "in", "", ""),
    (150, "out", "", "Ann"), (160, "", "solved", ""), (1000, "in", "", ""), (1030, "out", "", "Ann"), (1040, "", "solved", ""),
]  # fmt: skip
EXPECTED = {  # in minutes
    "first_response_s": 30,
    "next_response_s": 45,  # of 60 and 30: the first reply after coming back is a next one
    "next_response_p50_s": 30,
    "next_response_p90_s": 60,
    "resolution_first_s": 160,
    "resolution_s": 1040,
    "resolution_active_s": 200,
    "wait_per_contact_s": (30 + 60 + 30) / 2,
}
COUNTS = {
    "opened": 1,
    "reopened": 1,
    "solved": 2,
    "handled": 2,
    "contacts_per_case": 2,
    "handoffs": 0,
    "waits_per_contact": 1.5,
}


@pytest.fixture(scope="module")
def tables():
    rows = [
        {"case": "T1", "step": n, "at": ZERO + 60 * minute, "message": message, "status": status, "assignee": who}
        for n, (minute, message, status, who) in enumerate(STEPS)
    ]  # fmt: skip
    # eight days later another case, so that the first is old enough to be judged
    rows += [
        {"case": "T2", "step": 0, "at": ZERO + 8 * 86_400, "message": "in", "channel": "email"}
    ]
    return {name: table.to_pylist() for name, table in rebuild(rows).items() if name != "case"}


def both(tables, names, **where):
    [row] = evaluate(MemoryLake(tables), Query(names, **where))
    [(_, plain)] = evaluate_rows(tables, Query(names, **where)).items()
    found = {name: value.value for name, value in row.values.items()}
    assert {name: told[0] for name, told in plain.items()} == pytest.approx(found)
    return found


def test_times_are_those_of_the_example(tables):
    found = both(tables, tuple(EXPECTED), last=LAST)
    assert {name: value / 60 for name, value in found.items() if value is not None} == EXPECTED


def test_counts_are_those_of_the_example(tables):
    assert both(tables, tuple(COUNTS), last=LAST) == COUNTS


def test_a_case_that_came_back_is_not_resolved_at_the_first_contact(tables):
    assert both(tables, ("fcr_reopen", "reopen_rate")) == {"fcr_reopen": 0, "reopen_rate": 1}
