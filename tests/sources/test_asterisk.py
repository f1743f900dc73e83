"""An Asterisk queue_log told as contacts: published example, every event type, bad lines."""

import itertools
import json

import pytest
from sources import queuelog
from sources.queuelog import CONTEXT, fixture_lines, keys, parse, query, stored_events, tables

from fiftytwo.contacts.ids import agent_pseudonym, customer_hash
from fiftytwo.sources.asterisk import AsteriskQueueLog

ZERO = 1_767_600_000


def rep(name: str) -> str:
    return agent_pseudonym(CONTEXT.hash_key, name)


@pytest.fixture(scope="module")
def transferred() -> dict:
    return tables([fixture_lines("attended_transfer.log")])


@pytest.fixture(scope="module")
def told() -> dict:
    return tables([fixture_lines("every_event.log")])


class TestAttendedTransfer:
    """The worked example of a real report: numbers of the schema's section 6.6."""

    def test_one_contact_and_none_for_the_consult_call(self, transferred):
        (contact,) = transferred["contact"]
        assert (contact["external_id"], contact["outcome"], contact["ended_by"]) == (
            "A",
            "handled",
            "agent",
        )
        assert contact["transfer_count"] == 1
        assert (contact["started_at"], contact["ended_at"]) == (ZERO, ZERO + 311)

    def test_waits_are_12_and_6_seconds_and_the_reported_7_is_kept(self, transferred):
        waits = [s for s in transferred["segment"] if s["kind"] == "wait"]
        assert sorted((s["queue"], s["duration_ms"]) for s in waits) == [
            ("1501", 12_000),
            ("1509", 6_000),
        ]
        assert sum(s["duration_ms"] for s in waits) / len(waits) == 9_000  # ASA 9.0 s
        assert [s["leg"] for s in waits] == ["main", "main"]
        (contact,) = transferred["contact"]
        reported = json.loads(contact["reported"])
        assert reported["queue_wait_s"] == [12, 7]
        assert sum(reported["queue_wait_s"]) / 2 == 9.5

    def test_talk_is_120_and_173_seconds_on_two_legs(self, transferred):
        talks = {s["agent"]: s for s in transferred["segment"] if s["kind"] == "talk"}
        assert talks[rep("7009")]["duration_ms"] == 120_000
        assert talks[rep("7009")]["end_reason"] == "transferred"
        assert talks[rep("7009")]["transfer_type"] == "attended"
        assert talks[rep("7009")]["to_queue"] == "1509"
        assert talks[rep("7051")]["duration_ms"] == 173_000
        legs = [s for s in transferred["segment"] if s["leg_first"]]
        total = sum(s["duration_ms"] for s in transferred["segment"] if s["kind"] == "talk")
        assert total / len(legs) == 146_500  # AHT per leg 146.5 s
        assert total == 293_000  # AHT per contact 293 s

    def test_customer_side_does_not_overlap(self, transferred):
        sides = sorted(
            (s["started_at"], s["started_at"] + s["duration_ms"] / 1000)
            for s in transferred["segment"]
            if s["kind"] in ("wait", "talk")
        )
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(sides))

    def test_groups_find_the_consult_call_from_either_side(self):
        lines = fixture_lines("attended_transfer.log")
        both = {"call:A", "call:B", "restart"}
        source = AsteriskQueueLog()
        for late in range(len(lines)):
            new = stored_events([[lines[late]]])
            old = stored_events([lines[:late] + lines[late + 1 :]])
            own = {"restart", new.column("group_key")[0].as_py()}
            assert own <= keys(source.stories(new, old)) <= both
        calls = [stored_events([[line for line in lines if f"|{c}|" in line]]) for c in "AB"]
        assert keys(source.stories(calls[0], calls[1])) == both
        assert keys(source.stories(calls[1], calls[0])) == both


# callid → outcome, ended_by, reasons in which its waits ended
STORIES = {
    "c1": ("handled", "agent", ["answered"]),
    "c2": ("handled", "customer", ["answered"]),
    "c3": ("abandoned_queue", "customer", ["abandoned"]),
    "c4": ("flow_out", "system", ["no_agents"]),
    "c5": ("handled", "customer", ["timeout", "answered"]),
    "c6": ("opted_out", "customer", ["opted_out"]),
    "c7": ("withdrawn", "system", ["withdrawn"]),
    "c8": ("handled", "unknown", ["answered"]),
    "c9": ("handled", "unknown", ["answered"]),
    "c10": ("handled", "unknown", ["answered"]),
    "c11": ("handled", "agent", ["answered"]),
    "c12": ("failed", "system", ["dropped"]),
    "c13": ("abandoned_ring", "customer", ["abandoned"]),
    "c14": ("handled", "unknown", []),
    "c15": ("blocked", "system", []),
    "c16": ("blocked", "system", []),
    "c17": ("blocked", "system", []),
    "c18": ("handled", "unknown", ["answered"]),  # the restart cut the talk short
    "c19": ("open", None, ["answered"]),
    "c20": ("open", None, [None]),
}


class TestEveryEvent:
    def test_every_line_ends_somewhere(self):
        lines = fixture_lines("every_event.log")
        parsed = parse(lines)
        rules = {
            lines[r["raw_line"] - 1].split("|")[4]: r["rule"] for r in parsed.ignored.to_pylist()
        }
        assert rules == {
            "CONFIGRELOAD": "configuration_line",
            "PENALTY": "configuration_line",
            "RINGINUSE": "configuration_line",
            "DID": "dialled_number_line",
        }
        assert parsed.quarantined.num_rows == 0
        assert parsed.events.num_rows + 4 == len(lines)

    def test_fixture_holds_every_event_type(self):
        named = {line.split("|")[4] for line in fixture_lines("every_event.log")}
        assert named == {
            "ENTERQUEUE", "CONNECT", "RINGNOANSWER", "RINGCANCELED", "COMPLETEAGENT",
            "COMPLETECALLER", "ABANDON", "EXITEMPTY", "EXITWITHTIMEOUT", "EXITWITHKEY", "WITHDRAW",
            "BLINDTRANSFER", "ATTENDEDTRANSFER", "TRANSFER", "AGENTDUMP", "SYSCOMPAT", "ADDMEMBER",
            "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL", "PENALTY", "RINGINUSE",
            "AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "OUTCALL",
            "CONFIGRELOAD", "QUEUESTART", "DID", "JOINEMPTY", "FULL", "CLOSED",
        }  # fmt: skip

    @pytest.mark.parametrize("callid", STORIES)
    def test_each_call(self, told, callid):
        (contact,) = [c for c in told["contact"] if c["external_id"] == callid]
        waits = sorted(
            (
                s
                for s in told["segment"]
                if s["external_id"].split("/")[0] == callid and s["kind"] == "wait"
            ),
            key=lambda s: s["seq"],
        )
        story = (contact["outcome"], contact["ended_by"], [w["end_reason"] for w in waits])
        assert story == STORIES[callid]

    def test_each_call_is_one_contact(self, told):
        assert sorted(c["external_id"] for c in told["contact"]) == sorted(STORIES)

    def test_rings_are_milliseconds_and_never_end_a_wait(self, told):
        rings = {
            (s["external_id"].split("/")[0], s["end_reason"]): s["duration_ms"]
            for s in told["segment"]
            if s["kind"] == "ring"
        }
        assert rings[("c1", "no_answer")] == 9_500
        assert rings[("c1", "answered")] == 8_000
        assert rings[("c11", "rejected")] is None
        assert rings[("c13", "caller_left")] == 4_000

    def test_outbound_is_not_counted(self, told):
        (call,) = [s for s in told["segment"] if s["external_id"].startswith("c14/")]
        assert (call["direction"], call["kind"], call["is_counted"]) == ("outbound", "talk", False)
        assert call["duration_ms"] == 70_000

    def test_open_and_unknown_have_no_duration(self, told):
        by_call = {
            c: [s for s in told["segment"] if s["external_id"].startswith(f"{c}/")]
            for c in ("c18", "c19", "c20")
        }
        talk = next(s for s in by_call["c18"] if s["kind"] == "talk")
        assert (talk["end_reason"], talk["duration_ms"], talk["time_basis"]) == (
            "unknown",
            None,
            "inferred",
        )
        talk = next(s for s in by_call["c19"] if s["kind"] == "talk")
        assert (talk["end_reason"], talk["duration_ms"], talk["time_basis"]) == (
            None,
            None,
            "inferred",
        )
        (wait,) = by_call["c20"]
        assert (wait["end_reason"], wait["duration_ms"], wait["time_basis"]) == (
            None,
            None,
            "inferred",
        )

    def test_talk_contains_hold(self, told):
        assert all(s["hold_included"] == (s["kind"] == "talk") for s in told["segment"])

    def test_customers_are_hashes_and_anonymous_ones_unlinkable(self, told):
        by_call = {c["external_id"]: c["customer_id"] for c in told["contact"]}
        assert by_call["c1"] == by_call["c3"] == customer_hash(CONTEXT.hash_key, "+4930111111")
        assert by_call["c2"] is None
        text = repr(told)
        assert "4930" not in text
        assert "Ann" not in text

    def test_presence(self, told):
        mine = [
            s for s in told["agent_state"] if s["agent"] == rep("Ann") and s["track"] == "presence"
        ]
        states = [
            (
                s["state"],
                s["started_at"] - ZERO,
                s["ended_at"] and s["ended_at"] - ZERO,
                s["end_basis"],
            )
            for s in sorted(mine, key=lambda s: s["started_at"])
        ]
        assert states == [
            ("available", 2, 1800, "next_state"),
            ("lunch", 1800, 3600, "next_state"),  # PAUSE and PAUSEALL are one pause
            ("available", 3600, 3800, "next_state"),
            ("offline", 3800, 4000, "unknown"),  # the restart ends what was known
        ]

    def test_log_in_and_paused_on_arrival(self, told):
        states = sorted(
            (s["agent"], s["started_at"] - ZERO, s["state"])
            for s in told["agent_state"]
            if s["track"] == "presence" and s["agent"] in (rep("Agent/7"), rep("Ben"))
        )
        assert sorted(states, key=lambda s: s[1]) == [
            (rep("Ben"), 3, "other_aux"),
            (rep("Agent/7"), 6, "available"),
            (rep("Ben"), 10, "available"),
            (rep("Agent/7"), 3700, "offline"),
        ]

    def test_work_track_is_the_talk(self, told):
        work = sum(s["duration_ms"] for s in told["agent_state"] if s["track"] == "work")
        talk = sum(s["duration_ms"] or 0 for s in told["segment"] if s["kind"] == "talk")
        assert work == talk > 0


BAD = {
    "1767600000|c1|q": "parse_error",
    "yesterday|c1|q|NONE|ENTERQUEUE||1|1": "bad_timestamp",
    "99|c1|q|NONE|ENTERQUEUE||1|1": "bad_timestamp",
    "1767600000|c1|q|NONE|HOTDESK|x": "unknown_event",
    "1767600000|c1|q|NONE|COMPLE": "unknown_event",
    "1767600000|c1|q|Ann|COMPLETEAGENT|12": "missing_required",
    "1767600000|c1|q|Ann|COMPLETEAGENT|12||1": "missing_required",
    "1767600000|c1|q|Ann|COMPLETEAGENT|12|x|1": "bad_type",
    "1767600000|c1|q|Ann|COMPLETEAGENT|12|-5|1": "out_of_range",
    "1767600000|c1|q|NONE|CONNECT|1|b|1": "no_agent",
    "1767600000|NONE|q|NONE|ENTERQUEUE||1|1": "missing_required",
}


@pytest.mark.parametrize("line", BAD)
def test_bad_line_is_quarantined_with_its_reason(line):
    parsed = parse([line])
    assert parsed.events.num_rows == parsed.ignored.num_rows == 0
    (row,) = parsed.quarantined.to_pylist()
    assert (row["raw_line"], row["reason"]) == (1, BAD[line])
    assert row["field"]


def test_broken_bytes_and_blank_lines():
    data = (
        b"1767600000|c\xff|q|NONE|ENTERQUEUE||1|1\n\n\r\n1767600000|c2|q|NONE|ENTERQUEUE||1|1\r\n"
    )
    parsed = AsteriskQueueLog().parse(data, 7, CONTEXT)
    assert [(r["raw_line"], r["reason"]) for r in parsed.quarantined.to_pylist()] == [
        (7, "encoding_error")
    ]
    assert parsed.events.column("raw_line").to_pylist() == [8]  # blank lines are no records


def test_ignored_events_and_aliases_come_from_the_profile():
    options = {"ignore_events": ["HOTDESK"], "agents": {"SIP/ann": "Ann"}}
    context = queuelog.Context("pbx", "UTC", CONTEXT.hash_key, options)
    parsed = parse(["1767600000|c1|q|NONE|HOTDESK|x", "1767600000|NONE|q|SIP/ann|PAUSE|"], context)
    assert parsed.ignored.column("rule").to_pylist() == ["ignored_event"]
    assert parsed.events.column("agent").to_pylist() == [rep("Ann")]


def test_fractions_of_a_second_count():
    parsed = parse(["1767600000.25|c1|q|NONE|ENTERQUEUE||1|1"])
    ((at,),) = query("SELECT epoch_us(occurred_at) FROM e", e=parsed.events)
    assert at == ZERO * 1_000_000 + 250_000


def test_equal_lines_in_one_second_are_two_events_and_loading_twice_changes_nothing():
    ring = f"{ZERO + 5}|c1|q|Ann|RINGNOANSWER|0"
    lines = [
        f"{ZERO}|c1|q|NONE|ENTERQUEUE||123456789|1",
        ring,
        ring,
        f"{ZERO + 9}|c1|q|NONE|ABANDON|1|1|9",
    ]
    found = tables([lines])
    assert sum(s["kind"] == "ring" for s in found["segment"]) == 2
    assert tables([lines, lines]) == found
    assert tables([lines[:2], lines]) == found  # a rotated file that overlaps


def test_a_log_that_begins_in_mid_call_is_told_backwards():
    found = tables([[f"{ZERO + 100}|c1|q|Ann|COMPLETECALLER|20|60|1"]])
    (contact,) = found["contact"]
    assert (contact["completeness"], contact["flags"]) == ("partial", "entry_missing")
    told = {
        s["kind"]: (s["started_at"] - ZERO, s["duration_ms"], s["time_basis"])
        for s in found["segment"]
    }
    assert told == {"wait": (20, 20_000, "reconstructed"), "talk": (40, 60_000, "reconstructed")}


def test_warm_transfer_tells_the_consult_apart_from_the_customers_talk():
    lines = [
        f"{ZERO}|A|q1|NONE|ENTERQUEUE||5551234567|1",
        f"{ZERO + 10}|A|q1|Ann|CONNECT|10|b.1|5",
        f"{ZERO + 60}|B|q2|NONE|ENTERQUEUE||Ann|1",
        f"{ZERO + 70}|B|q2|Ben|CONNECT|10|b.2|5",
        f"{ZERO + 100}|A|q1|Ann|ATTENDEDTRANSFER|BRIDGE|x|10|90|1",
        f"{ZERO + 160}|B|q2|Ben|COMPLETECALLER|10|90|1",
    ]
    found = tables([lines])
    (contact,) = found["contact"]
    assert (contact["external_id"], contact["transfer_count"], contact["outcome"]) == (
        "A",
        1,
        "handled",
    )
    told = sorted(
        (s["kind"], s["agent"], s["started_at"] - ZERO, s["duration_ms"])
        for s in found["segment"]
        if s["kind"] in ("talk", "consult", "wait") and (s["agent"] or s["kind"] == "wait")
    )
    assert ("talk", rep("Ann"), 10, 90_000) in told
    assert ("talk", rep("Ben"), 100, 60_000) in told
    assert ("consult", rep("Ben"), 70, 30_000) in told
    assert sum(kind == "wait" for kind, *_ in told) == 1


def test_a_talk_that_outlasts_its_agents_next_call_is_flagged():
    """A transfer over a Local channel is not logged: Ann has handed A over and takes B."""
    lines = [
        f"{ZERO}|A|q|NONE|ENTERQUEUE||5551234567|1",
        f"{ZERO + 10}|A|q|Ann|CONNECT|10|b.1|5",
        f"{ZERO + 100}|B|q|NONE|ENTERQUEUE||5557654321|1",
        f"{ZERO + 110}|B|q|Ann|CONNECT|10|b.2|5",
        f"{ZERO + 140}|B|q|Ann|COMPLETECALLER|10|30|1",
        f"{ZERO + 500}|A|q|Ann|COMPLETECALLER|10|490|1",
    ]
    flags = {c["external_id"]: c["flags"] for c in tables([lines])["contact"]}
    assert flags == {"A": "agent_double_booked", "B": None}
    late, early = stored_events([lines[3:4]]), stored_events([lines[:3] + lines[4:]])
    assert {"call:A", "call:B"} <= keys(AsteriskQueueLog().stories(late, early))
