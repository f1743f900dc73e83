"""Case logs told as cases, episodes, waits and facts: worked example, traps, any order."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures.hours import ALWAYS_OPEN
from measures.lake import MemoryLake
from measures.test_agreement import compare
from sources.caselog import OPTIONS, context, parse, query, rebuild
from sources.flags import UNTOLD

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.ids import agent_pseudonym, customer_hash
from fiftytwo.measures.evaluate import Query
from fiftytwo.sources.case_log import CaseLog

ZERO = 1_767_600_000
MINUTE = 60_000  # ms


def at(minute: float) -> int:
    return round(ZERO + 60 * minute)


# Section 6.5 of the schema: customer, bot, agent, customer twice, agent, solved, customer, …
WORKED = [
    {"case": "T1", "step": step, "at": at(minute), "message": message, "status": status, "assignee": agent}
    for step, (minute, message, status, agent) in enumerate([
        (0, "in", "", ""), (2, "bot", "", ""), (30, "out", "open", "Ann"), (90, "in", "", ""),
        (95, "in", "", ""), (150, "out", "", "Ann"), (160, "", "solved", ""), (1000, "in", "", ""),
        (1030, "out", "", "Ann"), (1040, "", "solved", ""),
    ])
]  # fmt: skip


@pytest.fixture(scope="module")
def worked() -> dict[str, pa.Table]:
    return rebuild(WORKED)


class TestWorkedExample:
    def test_two_contacts_on_one_case(self, worked):
        rows = query(
            f"SELECT (epoch(started_at) - {ZERO}) / 60, (epoch(ended_at) - {ZERO}) / 60, initiation, "
            "outcome, case_episode_no FROM contact ORDER BY started_at",
            worked,
        )
        assert rows == [(0, 160, "customer", "handled", 1), (1000, 1040, "reopen", "handled", 2)]
        assert worked["case"].num_rows == 1

    def test_active_time_is_200_minutes(self, worked):
        ((active,),) = query(
            "SELECT sum(epoch(ended_at) - epoch(started_at)) / 60 FROM contact", worked
        )
        assert active == 200

    def test_waits_and_next_responses(self, worked):
        rows = query(
            f"SELECT (epoch(started_at) - {ZERO}) / 60, duration_ms // {MINUTE}, end_reason, first_wait "
            "FROM segment WHERE kind = 'wait' ORDER BY started_at",
            worked,
        )
        assert rows == [
            (0, 30, "replied", True),
            (90, 60, "replied", False),
            (1000, 30, "replied", True),
        ]
        told = query(
            "SELECT next_wait, only_wait FROM segment WHERE kind = 'wait' ORDER BY started_at",
            worked,
        )
        assert told == [(False, False), (True, False), (True, True)]

    def test_first_response_resolution_and_reopening(self, worked):
        ((first, first_solved, solved, reopened),) = query(
            "SELECT first_response_ms, resolution_first_ms, resolution_ms, reopen_count FROM fact_case",
            worked,
        )
        told = (first // MINUTE, first_solved // MINUTE, solved // MINUTE, reopened)
        assert told == (30, 160, 1040, 1)

    def test_bot_response_is_kept_apart(self, worked):
        rows = query(
            "SELECT (ext->>'bot_response_ms')::INT FROM contact ORDER BY started_at", worked
        )
        assert rows == [(2 * MINUTE,), (None,)]

    def test_status_is_gap_free_from_the_creation(self, worked):
        rows = query(
            f"SELECT value, (epoch(started_at) - {ZERO}) / 60 FROM case_interval "
            "WHERE attribute = 'status_category' ORDER BY started_at",
            worked,
        )
        assert rows == [("new", 0), ("open", 30), ("solved", 160), ("open", 1000), ("solved", 1040)]


def test_names_and_customers_leave_as_hashes():
    row = {
        "case": "T1",
        "at": at(0),
        "message": "in",
        "assignee": "Ann",
        "customer": "eve@example.org",
    }
    found = rebuild([row])
    ((agent, customer),) = query("SELECT agent, customer_id FROM cases", found)
    key = context().hash_key
    assert (agent, customer) == (agent_pseudonym(key, "Ann"), customer_hash(key, "eve@example.org"))
    events = repr(parse([row]).events.drop_columns(["occurred_at"]).to_pylist())
    assert "eve@example" not in events
    assert "Ann" not in events


def test_solved_without_a_reply_ends_the_wait_so():
    rows = [
        {"case": "T1", "step": 0, "at": at(0), "message": "in"},
        {"case": "T1", "step": 1, "at": at(9), "status": "solved"},
    ]
    found = rebuild(rows)
    assert query("SELECT end_reason, duration_ms FROM segment", found) == [
        ("resolved_without_reply", 9 * MINUTE)
    ]
    assert query("SELECT outcome FROM contact", found) == [("closed_no_reply",)]
    assert query("SELECT first_response_ms FROM fact_case", found) == [(None,)]


def test_open_case_has_an_open_wait_and_no_resolution():
    found = rebuild([{"case": "T1", "at": at(0), "message": "in"}])
    assert query("SELECT end_reason, duration_ms, time_basis FROM segment", found) == [
        (None, None, "inferred")
    ]
    assert query("SELECT outcome, ended_at IS NULL FROM contact", found) == [("open", True)]
    assert query("SELECT resolution_ms, last_solved_at IS NULL FROM fact_case", found) == [
        (None, True)
    ]


def test_agent_who_writes_first_gives_no_response():
    found = rebuild(
        [
            {"case": "T1", "step": 0, "at": at(0), "message": "out", "assignee": "Ann"},
            {"case": "T1", "step": 1, "at": at(5), "message": "in"},
            {"case": "T1", "step": 2, "at": at(8), "message": "out", "assignee": "Ann"},
        ]
    )
    assert query("SELECT first_response_ms FROM fact_case", found) == [(None,)]
    assert query("SELECT duration_ms FROM segment WHERE kind = 'wait'", found) == [(3 * MINUTE,)]


def test_merged_case_keeps_its_wait_and_leaves_the_backlog_once():
    found = rebuild(
        [
            {"case": "T1", "step": 0, "at": at(0), "message": "in"},
            {"case": "T1", "step": 1, "at": at(4), "status": "merged", "into": "T2"},
            {"case": "T1", "step": 2, "at": at(6), "message": "out", "assignee": "Ann"},
            {"case": "T1", "step": 3, "at": at(7), "message": "in"},
        ]
    )
    assert query("SELECT end_reason, duration_ms FROM segment", found) == [("merged", 4 * MINUTE)]
    assert query("SELECT outcome FROM contact", found) == [("merged",)]
    assert query('SELECT cause, change FROM case_flow ORDER BY "at"', found) == [
        ("opened", 1),
        ("merged", -1),
    ]
    assert query("SELECT is_counted, resolution_ms FROM fact_case", found) == [(False, None)]


def test_spam_is_kept_and_left_out():
    found = rebuild(
        [
            {"case": "T1", "step": 0, "at": at(0), "message": "in"},
            {"case": "T1", "step": 1, "at": at(1), "status": "spam"},
        ]
    )
    assert query("SELECT is_excluded, exclude_reason FROM cases", found) == [(True, "spam")]
    assert query("SELECT is_counted FROM segment", found) == [(False,)]
    assert query("SELECT count(*) FROM case_flow", found) == [(0,)]


def test_handoffs_count_after_the_first_reply_only():
    rows = [
        {"case": "T1", "step": 0, "at": at(0), "message": "in"},
        {"case": "T1", "step": 1, "at": at(1), "assignee": "Ann"},
        {"case": "T1", "step": 2, "at": at(2), "assignee": "Ben"},
        {"case": "T1", "step": 3, "at": at(3), "message": "out", "assignee": "Ben"},
        {"case": "T1", "step": 4, "at": at(4), "assignee": "Cem"},
    ]
    assert query("SELECT handoff_count FROM fact_case", rebuild(rows)) == [(1,)]


def test_handoffs_of_a_case_without_any_person_are_unknown_not_none():
    steps = [{"step": n, "at": at(n), "status": s} for n, s in enumerate(("new", "solved"))]
    nobody = [{"case": "T1", **step} for step in steps]
    somebody = [{"case": "T2", **step, "assignee": "Ann"} for step in steps]
    found = query(
        "SELECT handoff_count FROM fact_case ORDER BY external_id", rebuild(nobody + somebody)
    )
    assert found == [(None,), (0,)]


def owed_since(*steps: tuple[str, str]) -> list[tuple]:
    """Return when the first reply of one case began to be owed, in minutes, None where none is."""
    rows = [
        {"case": "T1", "step": n, "at": at(n), "message": message, "status": status}
        for n, (message, status) in enumerate(steps)
    ]
    sql = f"SELECT (epoch(owed_since) - {ZERO}) / 60 FROM fact_case"
    return query(sql, rebuild(rows))


def test_a_first_reply_is_owed_only_while_the_first_wait_has_not_ended():
    assert owed_since(("", "new"), ("in", "open"), ("in", "")) == [(1,)]
    assert owed_since(("in", "open"), ("bot", "")) == [(0,)]
    for nobody_waits in (
        [("in", "open"), ("", "deleted")],
        [("in", "open"), ("", "solved"), ("in", "")],  # the second episode waits, not the first
        [("in", "open"), ("out", ""), ("in", "")],
        [("out", "open"), ("in", "")],  # somebody here wrote first
        [("", "new"), ("", "open")],  # no message at all
    ):
        assert owed_since(*nobody_waits) == [(None,)], nobody_waits


def test_waiting_for_the_customer_is_taken_out():
    rows = [
        {"case": "T1", "step": 0, "at": at(0), "status": "new"},
        {"case": "T1", "step": 1, "at": at(10), "status": "waiting_customer"},
        {"case": "T1", "step": 2, "at": at(70), "status": "open"},
        {"case": "T1", "step": 3, "at": at(100), "status": "solved"},
    ]
    ((whole, own),) = query(
        "SELECT resolution_ms, resolution_excl_waiting_ms FROM fact_case", rebuild(rows)
    )
    assert (whole // MINUTE, own // MINUTE) == (100, 40)


def test_equal_times_are_put_in_order_by_sequence():
    rows = [
        {"case": "T1", "step": step, "at": at(0), "status": status}
        for step, status in enumerate(["new", "open", "solved"])
    ]
    for order in (rows, rows[::-1]):
        assert query("SELECT status_category FROM cases", rebuild(order)) == [("solved",)]


def test_a_sequence_used_twice_is_put_in_order_by_time_and_flagged():
    rows = [
        {"case": "T1", "step": 1, "at": at(0), "status": "new"},
        {"case": "T1", "step": 2, "at": at(50), "status": "closed"},
        {"case": "T1", "step": 2, "at": at(5), "status": "open"},
        {"case": "T1", "step": 3, "at": at(9), "status": "solved"},
    ]
    assert query("SELECT status_category, flags FROM cases", rebuild(rows)) == [
        ("closed", "duplicate_sequence")
    ]
    assert query("SELECT reopen_count FROM fact_case", rebuild(rows)) == [(0,)]


FAULTS = [
    ({"case": "", "at": "1"}, "missing_required", "case"),
    ({"case": "T1"}, "missing_required", "updated_at"),
    ({"case": "T1", "at": "noon"}, "bad_timestamp", "updated_at"),
    ({"case": "T1", "at": at(0), "status": "-100"}, "unknown_status_value", "status"),
    ({"case": "T1", "at": at(0), "step": "first"}, "bad_type", "sequence"),
    ({"case": "T1", "at": at(0), "message": "shout"}, "bad_type", "message"),
]


@pytest.mark.parametrize(("row", "reason", "field"), FAULTS)
def test_bad_row_is_quarantined_with_its_reason(row, reason, field):
    parsed = parse([row], first_line=7)
    (found,) = parsed.quarantined.to_pylist()
    assert (found["raw_line"], found["reason"], found["field"]) == (7, reason, field)
    assert parsed.events.num_rows == 0


def test_local_times_that_exist_twice_or_never_are_named():
    options = OPTIONS | {"formats": ["%Y-%m-%d %H:%M"]}
    rows = [
        {"case": "T1", "at": f"{day} 02:30"} for day in ("2026-10-25", "2026-03-29", "2026-07-01")
    ]
    parsed = parse(rows, context(options, "Europe/Berlin"))
    assert [r["reason"] for r in parsed.quarantined.to_pylist()] == [
        "ambiguous_local_time", "nonexistent_local_time",
    ]  # fmt: skip
    assert query("SELECT strftime(occurred_at, '%H:%M') FROM e", {"e": parsed.events}) == [
        ("00:30",)
    ]


def test_rows_to_ignore_have_a_rule():
    options = OPTIONS | {"ignore": {"test_cases": {"queue": "Test"}}}
    parsed = parse([{"case": "T1", "at": at(0), "queue": "Test"}], context(options))
    assert [(r["raw_line"], r["rule"]) for r in parsed.ignored.to_pylist()] == [(1, "test_cases")]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"colour": 1}, "colour"),
        ({"fields": {"status": "status"}}, "case"),
        ({"instants": {}}, "updated_at"),
        ({"fields": {"case": "case"}}, "status"),
        ({"fields": {"case": "case", "status": {"column": "s", "map": {"a": "done"}}}}, "done"),
    ],
)
def test_wrong_options_are_named(change, word):
    with pytest.raises(InputError, match=word):
        CaseLog().columns(context(OPTIONS | change))


# what cases and their steps carry, so that no question has to look at other rows
OF_CASES = (
    "requester_wait_s", "agent_wait_p50_s", "on_hold_s", "agent_work_s", "resolution_active_s", "handoffs",
    "requester_wait_business_s", "resolution_active_business_s", "reopen_rate_1d", "fcr_reopen_1d",
    "backlog_older_1d",
)  # fmt: skip
COUNTS = [4, pytest.param(150, marks=pytest.mark.soak)]


@st.composite
def case_logs(draw) -> list[dict]:
    rows = []
    for case in range(draw(st.integers(1, 3))):
        minutes = sorted(draw(st.lists(st.integers(0, 20), min_size=1, max_size=8)))
        for step, minute in enumerate(minutes):
            rows.append({
                "case": f"T{case}", "step": step, "at": at(minute),
                "message": draw(st.sampled_from(["", "", "in", "out", "bot", "note"])),
                "status": draw(st.sampled_from(
                    ["", "", "new", "open", "waiting_customer", "on_hold", "solved", "closed", "merged"])),
                "assignee": draw(st.sampled_from(["", "Ann", "Ben"])),
            })  # fmt: skip
    return rows


def backlog(found: dict[str, pa.Table], second: int) -> tuple[int, int]:
    """Cases open at an instant, by their intervals, and the sum of all flows up to it."""
    ((by_interval,),) = query(
        "SELECT count(*) FROM case_interval WHERE attribute = 'status_category' "
        "AND value IN ('new', 'open', 'waiting_customer', 'on_hold') "
        f"AND epoch(started_at) <= {second} AND (ended_at IS NULL OR epoch(ended_at) > {second})",
        found,
    )
    ((by_flow,),) = query(
        f'SELECT coalesce(sum(change), 0) FROM case_flow WHERE epoch("at") <= {second}', found
    )
    return by_interval, int(by_flow)


@pytest.mark.parametrize("examples", COUNTS)
def test_any_order_and_repetition_gives_the_same_tables_and_the_books_balance(examples):

    @settings(max_examples=examples, deadline=None)
    @given(data=st.data(), rows=case_logs())
    def holds(data, rows):
        known = context()
        found = rebuild(rows)
        shuffled = data.draw(st.permutations([*rows, *rows[:2]]))
        again = rebuild(shuffled)
        for name, table in found.items():
            assert sorted(map(repr, _plain(table))) == sorted(map(repr, _plain(again[name])))
        _check_intervals(found)
        told = {name: table.to_pylist() for name, table in found.items()}
        told["schedules"] = [{"text": ALWAYS_OPEN}]
        compare(told, Query(OF_CASES, ("channel",), "week"), MemoryLake(told))
        assert query(UNTOLD.format(segment="segment", contact="contact"), found) == []
        for minute in (0, 7, 20, 99):
            by_interval, by_flow = backlog(found, at(minute))
            assert by_interval == by_flow
        parsed = parse(rows, known)
        assert parsed.events.num_rows + parsed.quarantined.num_rows == len(rows)

    holds()


def _plain(table: pa.Table) -> list[dict]:
    fields = [f.with_type(pa.int64()) if pa.types.is_timestamp(f.type) else f for f in table.schema]
    plain = table.cast(pa.schema(fields))
    return plain.drop_columns([n for n in ("raw_line",) if n in plain.column_names]).to_pylist()


def _check_intervals(found: dict[str, pa.Table]) -> None:
    """Gap-free and without overlap per case and attribute, from the creation on (I11)."""
    gaps = query(
        "SELECT * FROM (SELECT *, lead(started_at) OVER w AS next_at, row_number() OVER w AS nth "
        "FROM case_interval WINDOW w AS (PARTITION BY case_id, attribute ORDER BY started_at)) i "
        "JOIN cases c USING (case_id) WHERE i.ended_at IS DISTINCT FROM next_at "
        "OR i.ended_at <= i.started_at OR (nth = 1 AND i.started_at <> c.created_at)",
        {name: table for name, table in found.items() if name in ("case", "case_interval")}
        | {"dummy": pa.table({"x": [1]})},
    )
    assert gaps == []
