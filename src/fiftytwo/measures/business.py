"""Measures within opening hours: the time that counts while somebody is there to answer."""

from typing import Unpack

from fiftytwo.measures.cases import STILL
from fiftytwo.measures.model import Measure, Part, Terms, Where, Words
from fiftytwo.measures.parts import REPLIED, part
from fiftytwo.measures.voice import minus
from fiftytwo.measures.waits import mean_time, percentiles

__all__ = ["MEASURES"]

HOURS = (
    "Only opening hours count, by the schedule of the case's queue and channel then in force (schedules.toml of the workspace); "
    "a queue without one lowers the coverage."
)
BOOKED = "Booked on the last solution, so cases that are still open are not in it."


def _times(
    stem: str, label: str, base: Part, column: str, unknown: Terms, /, **more: Unpack[Words]
) -> tuple[Measure, ...]:
    """Return mean, median and p90 of one business time over the rows of `base`."""
    known = ((1, Part(f"{stem}_rows", base.fact, base.where)), *minus(unknown))
    shared: Words = {"variant": "business", "count": known, "missing": unknown}
    shared = shared | more
    formula: Words = {"formula": "sum over those whose business time is known ÷ their number"}
    total = part(column, base.fact, *base.where, column=column)
    return (
        mean_time(stem, label, total, known, **(shared | formula)),
        *percentiles(stem, label, base=base, column=column, shares=(50, 90), **shared),
    )


FIRST = "first_response_business_ms"
NO_FIRST = part("first_response_business_unknown", "case_business", Where(FIRST, "missing"))
NEXT = "business_ms"
NO_NEXT = part("next_business_unknown", "next_business", REPLIED, Where(NEXT, "missing"))


def _done(stem: str, column: str, label: str, /, **more: Unpack[Words]) -> tuple[Measure, ...]:
    unknown = part(f"{column}_unknown", "done_business", Where(column, "missing"))
    return _times(stem, label, Part("", "done_business"), column, unknown, **more)


MEASURES = (
    *_times(
        "first_response_business",
        "First response in business time",
        Part("", "case_business"),
        FIRST,
        NO_FIRST,
        open=part("awaiting_first_response", "case_business", *STILL),
        meaning="Opening hours from the customer's first message to the first public reply by a person.",
        traps=f"{HOURS} Automatic replies do not count. Cases without a reply are not in it: read the coverage.",
    ),
    *_times(
        "next_response_business",
        "Next response in business time",
        Part("", "next_business", (REPLIED,)),
        NEXT,
        NO_NEXT,
        open=part("next_waiting", "next_business", Where("end_reason", "missing")),
        meaning="Opening hours for which text customers waited for a reply after their first one.",
        traps=f"{HOURS} A second message before the reply does not restart the wait. Waits that have not ended are not in it.",
    ),
    *_done(
        "resolution_first_business",
        "resolution_first_business_ms",
        "First resolution in business time",
        meaning="Opening hours from opening to the first solution, of cases last solved in the period.",
        traps=f"{HOURS} {BOOKED} Reopened work after it is not in it: see resolution_business_s.",
    ),
    *_done(
        "resolution_business",
        "resolution_business_ms",
        "Full resolution in business time",
        meaning="Opening hours from opening to the last solution, of cases last solved in the period.",
        traps=f"{HOURS} {BOOKED} Waiting for the customer is included.",
    ),
    *_done(
        "requester_wait_business",
        "requester_wait_business_ms",
        "Requester wait in business time",
        meaning="Opening hours in which the customer waited for us: the case was new, open or on hold.",
        traps=f"{HOURS} {BOOKED} It depends on the state being set honestly.",
    ),
    *_done(
        "agent_wait_business",
        "agent_wait_business_ms",
        "Agent wait in business time",
        better="as planned",
        meaning="Opening hours in which we waited for the customer.",
        traps=f"{HOURS} {BOOKED} A case parked there to stop the clock looks the same.",
    ),
)
