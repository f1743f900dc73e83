"""The additive parts that measures share; each is asked of the lake once, whoever needs it."""

from fiftytwo.measures.model import Column, Part, Terms, Where

__all__ = [
    "ABANDONED",
    "ABANDONED_IN",
    "ANSWERED",
    "ANSWERED_IN",
    "ANSWERED_LIVE",
    "CLOSED",
    "FLOW_OUT",
    "HANDLE_MS",
    "HOLD_MS",
    "LEFT_IN",
    "LEGS",
    "OFFERED",
    "SHORT",
    "TALK_MS",
    "TARGET",
    "WAITING",
    "WAIT_MS",
    "WRAP_MS",
    "answered_within",
    "segment",
]

WAIT = Where("kind", "=", "wait")
LIVE = Where("end_reason", "=", "answered")
REPLIED = Where("end_reason", "=", "replied")
LEFT = Where("end_reason", "=", "abandoned")
KNOWN = Where("duration_ms", "known")
UNKNOWN = Where("duration_ms", "missing")
TARGET = Column("target_ms", 20_000)
FLOWN = Where("end_reason", "in", ("timeout", "no_agents", "overflow", "opted_out", "withdrawn"))
UNANSWERED = Where("end_reason", "in", ("resolved_without_reply", "merged"))
FAILED = Where("end_reason", "in", ("dropped", "unknown"))
TALKING = Where("kind", "in", ("talk", "conference"))
HANDLING = Where("kind", "in", ("talk", "conference", "hold", "wrap", "work", "dial"))


def segment(name: str, *where: Where, column: str | None = None) -> Part:
    """Return a part of the segment fact."""
    return Part(name, "segment", where, column)


def _one(part: Part) -> Terms:
    return ((1, part),)


def _wait(name: str, *where: Where, column: str | None = None) -> Terms:
    return _one(segment(name, WAIT, *where, column=column))


def answered_within(limit: int | Column, name: str) -> Terms:
    """Return the answered waits of at most `limit` (milliseconds, or a column of them)."""
    within = Where("duration_ms", "<=", limit)
    return _wait(f"answered_{name}", LIVE, within) + _wait(f"replied_{name}", REPLIED, within)


OFFERED = _wait("offered")
FIRST_OFFERED = _wait("first_offered", Where("first_wait", "=", True))
ANSWERED_LIVE = _wait("answered_live", LIVE)
ANSWERED_UNKNOWN = _wait("answered_unknown", LIVE, UNKNOWN)
REPLIES = _wait("replied", REPLIED)
REPLIES_UNKNOWN = _wait("replied_unknown", REPLIED, UNKNOWN)
ANSWERED = ANSWERED_LIVE + REPLIES
ANSWERED_IN = answered_within(TARGET, "in_target")
ANSWERED_MS = _wait("answered_ms", LIVE, column="duration_ms")
ABANDONED = _wait("abandoned", LEFT)
ABANDONED_IN = _wait("abandoned_in_target", LEFT, Where("duration_ms", "<=", TARGET))
SHORT = _wait("abandoned_short", LEFT, Where("duration_ms", "<", Column("short_ms", 5_000)))
FLOW_OUT = _wait("flow_out", FLOWN)
CLOSED_UNANSWERED = _wait("closed_without_reply", UNANSWERED)
FAILURES = _wait("failed", FAILED)
LEFT_IN = _wait("left_in_target", Where("end_reason", "known"), Where("duration_ms", "<=", TARGET))
WAITING = _wait("still_waiting", Where("end_reason", "missing"))
CLOSED = _wait("closed", Where("end_reason", "known"))
CLOSED_UNKNOWN = _wait("closed_unknown", Where("end_reason", "known"), UNKNOWN)
WAIT_MS = _wait("wait_ms", Where("end_reason", "known"), column="duration_ms")
LATER = Where("first_wait", "=", False)
NEXT_REPLIES = _wait("next_replied", REPLIED, LATER)
NEXT_REPLIES_UNKNOWN = _wait("next_replied_unknown", REPLIED, LATER, UNKNOWN)
NEXT_REPLY_MS = _wait("next_reply_ms", REPLIED, LATER, column="duration_ms")

FIRST_OF_LEG = Where("leg_first", "=", True)
LEGS = _one(segment("legs", FIRST_OF_LEG))
LEGS_MIXED = _one(segment("legs_hold_included", FIRST_OF_LEG, Where("hold_included", "=", True)))
LEGS_OPEN = _one(segment("handling_open", HANDLING, UNKNOWN))
TALK_MS = _one(segment("talk_ms", TALKING, column="duration_ms"))
HOLD_MS = _one(segment("hold_ms", Where("kind", "=", "hold"), column="duration_ms"))
WRAP_MS = _one(segment("wrap_ms", Where("kind", "=", "wrap"), column="duration_ms"))
WORK_MS = _one(segment("work_ms", Where("kind", "=", "work"), column="duration_ms"))
HANDLE_MS = _one(segment("handle_ms", HANDLING, column="duration_ms"))
TRANSFERS = _one(segment("transfers", Where("transfer_type", "known")))
# evidence that a source tells these at all; only looked for in the roll-up
HOLDS = _one(segment("holds", Where("kind", "=", "hold")))
WRAPS = _one(segment("wraps", Where("kind", "=", "wrap")))
WORKS = _one(segment("works", Where("kind", "=", "work")))

EXCLUSIVE = Where("outcome", "=", "handled")
CONTACTS = _one(Part("contacts", "contact"))
HANDLED = _one(Part("handled", "contact", (EXCLUSIVE,)))
TRANSFERRED = _one(Part("transferred", "contact", (EXCLUSIVE, Where("transfer_count", ">=", 1))))
ABANDONED_IVR = _one(Part("abandoned_ivr", "contact", (Where("outcome", "=", "abandoned_ivr"),)))
