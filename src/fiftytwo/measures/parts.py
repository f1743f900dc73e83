"""The additive parts that measures share; each is asked of the lake once, whoever needs it."""

from fiftytwo.measures.model import Column, Part, Terms, Where

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


def part(name: str, fact: str, *where: Where, column: str | None = None) -> Terms:
    """Return one part by itself, as a sum of parts."""
    return ((1, Part(name, fact, where, column)),)


def with_number(name: str, number: int, usual: int, unit: str = "d") -> str:
    """Return the name of a measure of a family: the bare one for the usual number.

    Examples
    --------
    >>> with_number("fcr_repeat", 7, 7), with_number("fcr_repeat", 2, 7)
    ('fcr_repeat', 'fcr_repeat_2d')
    """
    return name if number == usual else f"{name}_{number}{unit}"


def segment(name: str, *where: Where, column: str | None = None, inside: str = "") -> Part:
    """Return a part of the segment fact."""
    return Part(name, "segment", where, column, inside)


def _one(part: Part) -> Terms:
    return ((1, part),)


def _wait(name: str, *where: Where, column: str | None = None, inside: str = "") -> Terms:
    return _one(segment(name, WAIT, *where, column=column, inside=inside))


def answered_within(limit: int | Column, name: str) -> Terms:
    """Return the answered waits of at most `limit` (milliseconds, or a column of them)."""
    within = Where("duration_ms", "<=", limit)
    return _wait(f"answered_{name}", LIVE, within, inside="answered_live") + _wait(
        f"replied_{name}", REPLIED, within, inside="replied"
    )


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
CLOSED = (*OFFERED, *((-factor, part) for factor, part in WAITING))
CLOSED_UNKNOWN = _wait("closed_unknown", Where("end_reason", "known"), UNKNOWN)
WAIT_MS = _wait("wait_ms", column="duration_ms")  # a wait that has not ended has no duration
LATER = Where("first_wait", "=", False)
# A live contact is one piece of work, however often it was sent on; in text each reply owed is one.
LIVE_CHANNELS = Where("channel", "in", ("voice", "callback", "chat", "messaging", "video"))
LIVE_AGAIN = _wait("waited_again_live", LATER, LIVE_CHANNELS)
NEXT_REPLIES = part("next_replied", "next_wait", REPLIED)
NEXT_REPLIES_UNKNOWN = part("next_replied_unknown", "next_wait", REPLIED, UNKNOWN)
NEXT_REPLY_MS = part("next_reply_ms", "next_wait", REPLIED, column="duration_ms")
NEXT_WAITING = part("next_waiting", "next_wait", Where("end_reason", "missing"))

LEG = (Where("kind", "in", ("talk", "conference", "work")), Where("leg_first", "=", True))
LEGS = _one(segment("legs", *LEG))
LEGS_MIXED = _one(
    segment("legs_hold_included", *LEG, Where("hold_included", "=", True), inside="legs")
)
LEGS_OPEN = _one(segment("handling_open", HANDLING, UNKNOWN))
TALK_MS = _one(segment("talk_ms", TALKING, column="duration_ms"))
HOLD_MS = _one(segment("hold_ms", Where("kind", "=", "hold"), column="duration_ms"))
WRAP_MS = _one(segment("wrap_ms", Where("kind", "=", "wrap"), column="duration_ms"))
WORK_MS = _one(segment("work_ms", Where("kind", "=", "work"), column="duration_ms"))
HANDLE_MS = _one(segment("handle_ms", HANDLING, column="duration_ms"))
TRANSFERS = _one(segment("transfers", HANDLING, Where("transfer_type", "known")))
KINDS = {
    "offered": ("wait",),
    "talks": ("talk", "conference"),
    "holds": ("hold",),
    "wraps": ("wrap",),
    "works": ("work",),
    "dials": ("dial",),
}
# Rows of a fact by themselves, kept in the roll-up: they say that a queue's source tells holds or
# wrap-up at all, and which days have rows though a part of them is zero.
PRESENCE = (
    *(
        segment(name, Where("kind", "in", kinds))
        for name, kinds in KINDS.items()
        if name != "offered"
    ),
    Part("segments", "segment"),
    Part("contacts", "contact"),
    Part("cases", "case"),
    Part("solved_cases", "case_solved"),
    Part("changes", "case_flow"),
    Part("surveys", "survey"),
    Part("intervals", "report"),
)

HANDLED_OUTCOME = Where("outcome", "=", "handled")
CONTACTS = _one(Part("contacts", "contact"))
HANDLED = _one(Part("handled", "contact", (HANDLED_OUTCOME,)))
TRANSFERRED = _one(
    Part("transferred", "contact", (HANDLED_OUTCOME, Where("transfer_count", ">=", 1)))
)
ABANDONED_IVR = _one(Part("abandoned_ivr", "contact", (Where("outcome", "=", "abandoned_ivr"),)))
