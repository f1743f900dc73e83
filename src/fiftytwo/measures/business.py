"""Measures within opening hours: the time that counts while somebody is there to answer."""

from typing import Unpack

from fiftytwo.measures.cases import STILL
from fiftytwo.measures.model import Measure, Part, Terms, Where, Words
from fiftytwo.measures.parts import REPLIED, part
from fiftytwo.measures.voice import minus
from fiftytwo.measures.waits import mean_time, percentiles

__all__ = ["LAST_SCHEDULE", "MEASURES"]

HOURS = (
    "Only opening hours count, by the schedule of the case's queue and channel then in force (schedules.toml of the workspace); "
    "a queue without one lowers the coverage."
)
LAST = (
    "All of the past is measured by the schedule of the case's queue and channel as they are now, as Zendesk does: "
    "a change of hours changes figures of closed periods."
)
TRAPS = {"business": HOURS, "last_schedule": LAST}
WORDS = {"business": "in business time", "last_schedule": "by today's schedule"}
BOOKED = "Booked on the last solution, so cases that are still open are not in it."
FIRST, NEXT = "first_response_business_ms", "business_ms"


def _times(
    stem: str, label: str, base: Part, column: str, unknown: Terms, /, **more: Unpack[Words]
) -> tuple[Measure, ...]:
    """Return mean, median and p90 of one business time over the rows of `base`."""
    known = ((1, Part(f"{stem}_rows", base.fact, base.where)), *minus(unknown))
    shared: Words = {"count": known, "missing": unknown}
    shared = shared | more
    formula: Words = {"formula": "sum over those whose business time is known ÷ their number"}
    total = part(column, base.fact, *base.where, column=column)
    return (
        mean_time(stem, label, total, known, **(shared | formula)),
        *percentiles(stem, label, base=base, column=column, shares=(50, 90), **shared),
    )


def _done(
    rule: str, stem: str, label: str, meaning: str, trap: str = "", /, **more: Unpack[Words]
) -> tuple[Measure, ...]:
    column, base = f"{stem}_business_ms", Part("", f"done_{rule}")
    unknown = part(f"{column}_unknown", base.fact, Where(column, "missing"))
    traps = f"{TRAPS[rule]} {BOOKED} {trap}".strip()
    own: Words = {"variant": rule, "meaning": meaning, "traps": traps}
    return _times(f"{stem}_{rule}", f"{label} {WORDS[rule]}", base, column, unknown, **(own | more))


def _measures(rule: str) -> tuple[Measure, ...]:
    """Return every measure of business time by one rule of `business_sql.RULES`."""
    case, later, hours = f"case_{rule}", f"next_{rule}", TRAPS[rule]
    return (
        *_times(
            f"first_response_{rule}",
            f"First response {WORDS[rule]}",
            Part("", case),
            FIRST,
            part("first_response_business_unknown", case, Where(FIRST, "missing")),
            variant=rule,
            open=part("awaiting_first_response", case, *STILL),
            meaning="Opening hours from the customer's first message to the first public reply by a person.",
            traps=f"{hours} Automatic replies do not count. Cases without a reply are not in it: read the coverage.",
        ),
        *_times(
            f"next_response_{rule}",
            f"Next response {WORDS[rule]}",
            Part("", later, (REPLIED,)),
            NEXT,
            part("next_business_unknown", later, REPLIED, Where(NEXT, "missing")),
            variant=rule,
            open=part("next_waiting", later, Where("end_reason", "missing")),
            meaning="Opening hours for which text customers waited for a reply after their first one.",
            traps=f"{hours} A second message before the reply does not restart the wait. Waits that have not ended are not in it.",
        ),
        *_done(
            rule,
            "resolution_first",
            "First resolution",
            "Opening hours from opening to the first solution, of cases last solved in the period.",
            f"Reopened work after it is not in it: see resolution_{rule}_s.",
        ),
        *_done(
            rule,
            "resolution",
            "Full resolution",
            "Opening hours from opening to the last solution, of cases last solved in the period.",
            "Waiting for the customer is included.",
        ),
        *_done(
            rule,
            "resolution_excl_waiting",
            "Resolution without waiting",
            "Opening hours from opening to the last solution less those spent waiting for the customer, of cases last solved in the period.",
            "It depends on the state being set honestly.",
        ),
        *_done(
            rule,
            "resolution_active",
            "Active resolution",
            "Opening hours in which a case was alive: of all its episodes, without the gaps between a solution and its reopening.",
            "Unknown where the source tells no messages or states of the case.",
        ),
        *_done(
            rule,
            "requester_wait",
            "Requester wait",
            "Opening hours in which the customer waited for us: the case was new, open or on hold.",
            "It depends on the state being set honestly.",
        ),
        *_done(
            rule,
            "agent_wait",
            "Agent wait",
            "Opening hours in which we waited for the customer.",
            "A case parked there to stop the clock looks the same.",
            better="as planned",
        ),
        *_done(
            rule,
            "on_hold",
            "On hold",
            "Opening hours in which a case waited for somebody else, such as a supplier or another department.",
            "Part of the requester wait.",
        ),
        *_done(
            rule,
            "agent_work",
            "Time with the team",
            "Opening hours in which a case lay with the team: it was new or open.",
            "It is not work done.",
        ),
    )


MEASURES = _measures("business")
# The same by the schedule of today: to reconcile with a desk that counts so.
LAST_SCHEDULE = _measures("last_schedule")
