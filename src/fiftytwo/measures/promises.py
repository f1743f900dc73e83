"""Promises to customers of cases: how many got their first response or solution within so many hours."""

from typing import Unpack

from fiftytwo.measures.business import BOOKED, HOURS
from fiftytwo.measures.cases import CREATED, SOLVED_CASES, STILL, UNANSWERED, UNRESPONDED
from fiftytwo.measures.model import Measure, Terms, Where, Words, made
from fiftytwo.measures.parts import part
from fiftytwo.measures.voice import minus

__all__ = [
    "PROMISES", "first_response_business_within", "first_response_within", "resolution_business_within",
    "resolution_within",
]  # fmt: skip

HOUR_MS = 3_600_000
SET_BY_NAME = "The promise is that of the name, whatever the case: ask for each queue by its own."


def _within(stem: str, column: str, fact: str, hours: int, per: Terms, missing: Terms, /, **more: Unpack[Words]) -> Measure:  # fmt: skip
    """Return the share of `per` whose time in a column is within `hours`; the limit itself is within."""
    shared: Words = {
        "name": f"{stem}_within_{hours}h", "unit": "share", "better": "higher", "per": per, "count": per,
        "missing": missing, "what": part(f"{column}_within_{hours}h", fact, Where(column, "<=", hours * HOUR_MS)),
    }  # fmt: skip
    return made(shared, more)


def first_response_within(hours: int) -> Measure:
    """Return the share of cases that got their first response within `hours`."""
    return _within(
        "first_response",
        "first_response_ms",
        "case",
        hours,
        CREATED + minus(UNRESPONDED) + UNANSWERED,
        UNRESPONDED + minus(UNANSWERED),
        open=UNANSWERED,
        needs=("first_response_ms",),
        label=f"First response within {hours} h",
        formula=f"cases with a first response within {hours} h ÷ (cases with a first response + cases that still wait for one)",
        meaning="Share of cases whose customer got a first public reply by a person within the hours in the name.",
        traps=f"Calendar time, booked on opening. {SET_BY_NAME} Who still waits counts as not reached, so the newest days "
        "rise yet. Cases solved without a reply are not in it: read the coverage.",
    )


def first_response_business_within(hours: int) -> Measure:
    """Return the share of cases that got their first response within `hours` of business time."""
    column, fact = "first_response_business_ms", "case_business"
    unknown = part("first_response_business_unknown", fact, Where(column, "missing"))
    return _within(
        "first_response_business",
        column,
        fact,
        hours,
        part("first_response_business_rows", fact) + minus(unknown),
        unknown,
        open=part("awaiting_first_response", fact, *STILL),
        variant="business",
        label=f"First response within {hours} h of business time",
        formula=f"cases with a first response within {hours} h of business time ÷ cases whose business time is known",
        meaning="Share of first public replies by a person that came within the opening hours in the name.",
        traps=f"{HOURS} {SET_BY_NAME} Who still waits is not in it: read owed.",
    )


def resolution_within(hours: int) -> Measure:
    """Return the share of solved cases that were solved for good within `hours`."""
    unknown = part("resolution_ms_unknown", "case_solved", Where("resolution_ms", "missing"))
    return _within(
        "resolution",
        "resolution_ms",
        "case_solved",
        hours,
        SOLVED_CASES + minus(unknown),
        unknown,
        label=f"Solved within {hours} h",
        formula=f"cases last solved within {hours} h of their opening ÷ cases last solved in the period",
        meaning="Share of solved cases whose last solution came within the hours in the name.",
        traps=f"Calendar time, waiting for the customer included. {SET_BY_NAME} {BOOKED}",
    )


def resolution_business_within(hours: int) -> Measure:
    """Return the share of solved cases that were solved for good within `hours` of business time."""
    column, fact = "resolution_business_ms", "done_business"
    unknown = part(f"{column}_unknown", fact, Where(column, "missing"))
    return _within(
        "resolution_business",
        column,
        fact,
        hours,
        part("resolution_business_rows", fact) + minus(unknown),
        unknown,
        variant="business",
        label=f"Solved within {hours} h of business time",
        formula=f"cases last solved within {hours} h of business time ÷ cases whose business time is known",
        meaning="Share of solved cases whose last solution came within the opening hours in the name.",
        traps=f"{HOURS} Waiting for the customer is included. {SET_BY_NAME} {BOOKED}",
    )


# Those that pages offer; with another number in the name they are asked for as well.
PROMISES = (
    first_response_within(24),
    first_response_business_within(8),
    resolution_within(72),
    resolution_business_within(24),
)
