"""Where the time of solved cases goes: with us, with the customer, on hold; and how often they change hands."""

from fiftytwo.measures.model import Measure, Part, Where, Words
from fiftytwo.measures.parts import part
from fiftytwo.measures.voice import minus
from fiftytwo.measures.waits import mean_time, percentiles

__all__ = ["MEASURES"]

SECONDS = 0.001
FACT = "case_solved"
BOOKED = "Booked on the last solution, so cases that are still open are not in it."
NO_PERSON = "Cases of which no person was ever told are left out: read the coverage."
DONE = part("done", FACT)


def _times(stem: str, column: str, *, label: str, meaning: str, traps: str) -> tuple[Measure, ...]:
    unknown = part(f"{column}_unknown", FACT, Where(column, "missing"))
    known = DONE + minus(unknown)
    told: Words = {
        "count": known, "missing": unknown, "meaning": meaning, "traps": traps,
        "better": "as planned" if stem == "agent_wait" else "lower",
    }  # fmt: skip
    return (
        mean_time(stem, label, part(column, FACT, column=column), known, **told),
        *percentiles(stem, label, base=Part("", FACT), column=column, shares=(50, 90), **told),
    )


HANDOFFS_UNKNOWN = part("handoffs_unknown", FACT, Where("handoff_count", "missing"))
HANDOFFS = part("handoffs", FACT, column="handoff_count")
HANDED = part("handed_on", FACT, Where("handoff_count", ">=", 1))
HANDOFFS_KNOWN = DONE + minus(HANDOFFS_UNKNOWN)

MEASURES = (
    *_times(
        "resolution_active",
        "active_ms",
        label="Active resolution",
        meaning="Time in which a case was alive: the length of all its episodes, without the gaps between a solution and its reopening.",
        traps=f"Calendar time. {BOOKED} Unknown where the source tells no messages or states of the case.",
    ),
    *_times(
        "requester_wait",
        "requester_wait_ms",
        label="Requester wait",
        meaning="Time in which the customer waited for us: the case was new, open or on hold.",
        traps=f"Calendar time, the same states as other desks use. {BOOKED} It depends on the state being set honestly.",
    ),
    *_times(
        "agent_wait",
        "agent_wait_ms",
        label="Agent wait",
        meaning="Time in which we waited for the customer.",
        traps=f"Calendar time. {BOOKED} A case parked there to stop the clock looks the same.",
    ),
    *_times(
        "on_hold",
        "on_hold_ms",
        label="On hold",
        meaning="Time in which a case waited for somebody else, such as a supplier or another department.",
        traps=f"Calendar time, part of the requester wait. {BOOKED}",
    ),
    *_times(
        "agent_work",
        "agent_work_ms",
        label="Time with the team",
        meaning="Time in which a case lay with the team: it was new or open.",
        traps=f"Calendar time, nights included: it is not work done. {BOOKED}",
    ),
    Measure(
        name="handoffs",
        label="Handoffs",
        unit="count",
        better="lower",
        kind="sum",
        what=HANDOFFS,
        per=None,
        count=HANDOFFS_KNOWN,
        missing=HANDOFFS_UNKNOWN,
        formula="count of changes from one person to another by a person, after the first human reply",
        meaning="Times a solved case went from one person to another.",
        version=2,  # since 2, unknown where no person was ever told
        traps=f"{BOOKED} Sorting before the first reply does not count, where the source tells replies. {NO_PERSON}",
    ),
    Measure(
        name="handoff_rate",
        label="Handoff rate",
        unit="share",
        better="lower",
        what=HANDED,
        per=HANDOFFS_KNOWN,
        count=HANDOFFS_KNOWN,
        missing=HANDOFFS_UNKNOWN,
        formula="solved cases with at least one handoff ÷ solved cases",
        meaning="Share of solved cases that went from one person to another.",
        version=2,
        traps=f"{BOOKED} A handoff to whoever can solve it is better than a wrong answer. {NO_PERSON}",
    ),
)
