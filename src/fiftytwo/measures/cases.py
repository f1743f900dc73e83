"""Measures of cases: what came in, what was solved, what is open, and how long it took."""

from typing import Unpack

from fiftytwo.measures.model import Measure, Part, Terms, Where, Words, made
from fiftytwo.measures.parts import part, with_number
from fiftytwo.measures.voice import minus
from fiftytwo.measures.waits import mean_time, percentiles

__all__ = ["MEASURES", "REOPEN_DAYS", "reopen_rate"]

SECONDS = 0.001
REOPEN_DAYS = 7


def _flow(cause: str) -> Terms:
    return part(cause, "case_flow", Where("cause", "=", cause))


CHANGE = part("change", "case_flow", column="change")
CREATED = part("cases", "case")
RESPONSE_MS = part("first_response_ms", "case", column="first_response_ms")
STILL = (Where("owed_since", "known"),)  # the first wait of the first episode has not ended
UNANSWERED = part("awaiting_first_response", "case", *STILL)
UNRESPONDED = part("no_first_response", "case", Where("first_response_ms", "missing"))
REOPENED_CASES = part("reopened_cases", "case", Where("reopen_count", ">=", 1))
AGES_DAYS = (1, 3, 7, 14, 30)
SOLVED_CASES = part("solved_cases", "case_solved")
FLOW_TRAP = "opened + reopened − solved − merged − deleted is the change of the backlog, exactly."


def _count(name: str, what: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": what, "per": None, "count": what, "unit": "cases", "better": "as planned",
        "kind": "sum",
    }  # fmt: skip
    return made(shared, more)


def _resolution(
    stem: str, column: str, label: str, /, **more: Unpack[Words]
) -> tuple[Measure, ...]:
    total = part(column, "case_solved", column=column)
    unknown = part(f"{column}_unknown", "case_solved", Where(column, "missing"))
    known = SOLVED_CASES + minus(unknown)
    more = {"count": known, "missing": unknown} | more
    base = Part("", "case_solved")
    return (
        mean_time(stem, label, total, known, **more),
        *percentiles(stem, label, base=base, column=column, shares=(50, 90), **more),
    )


def reopen_rate(days: int) -> Measure:
    """Return the share of solved cases reopened within `days`, of those solved that long ago."""
    late = part(
        f"reopened_{days}d",
        "solve",
        Where("mature_days", ">=", days),
        Where("reopened_days", "<=", days),
    )
    mature = part(f"mature_{days}d", "solve", Where("mature_days", ">=", days))
    young = part(f"young_{days}d", "solve", Where("mature_days", "<", days))
    return Measure(
        name=with_number("reopen_rate", days, REOPEN_DAYS),
        label="Reopen rate",
        unit="share",
        better="lower",
        what=late,
        per=mature,
        count=mature,
        open=young,
        version=2,  # since 2, long enough ago is judged by the days of the case's own source
        formula=f"cases reopened within {days} days of their first solution ÷ cases first solved at least {days} days ago",
        meaning=f"Share of cases that were reopened within {days} days of being solved for the first time.",
        traps="Only cases solved long enough ago count; until then the value is provisional. Booked on the day of the "
        "solution, so the last days are empty.",
    )


def backlog_older(days: int) -> Measure:
    """Return the open cases that were opened at least `days` days ago; `days` is one of the bands."""
    what = part(f"older_{days}d", "aged_flow", Where("older_days", "=", days), column="change")
    span = "1 day" if days == 1 else f"{days} days"
    return Measure(
        name=f"backlog_older_{days}d",
        label=f"Backlog of {span} or more",
        unit="cases",
        better="lower",
        kind="level",
        what=what,
        per=None,
        count=what,
        formula=f"cases open at the end of the period and opened at least {span} before",
        meaning=f"Open cases that were opened {span} or more before the end of the period.",
        traps="A level, not a flow. A reopened case is as old as on the day it was first opened. Days are calendar days.",
    )


def _untold(name: str, label: str, lacks: str, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "label": label, "lacks": lacks, "what": SOLVED_CASES, "per": SOLVED_CASES,
        "count": SOLVED_CASES, "unit": "share", "better": "higher",
    }  # fmt: skip
    return made(shared, more)


MEASURES = (
    _count(
        "opened",
        _flow("opened"),
        label="Opened",
        formula="count of cases opened",
        meaning="Cases that were opened, reopenings not included.",
        traps=FLOW_TRAP,
    ),
    _count(
        "solved",
        _flow("solved"),
        label="Solved",
        better="higher",
        formula="count of solutions",
        meaning="Times a case was solved or closed: a case solved twice counts twice.",
        traps=FLOW_TRAP + " Solved is not closed for good.",
    ),
    _count(
        "reopened",
        _flow("reopened"),
        label="Reopened",
        better="lower",
        formula="count of reopenings",
        meaning="Times a solved case went back to open.",
        traps=FLOW_TRAP,
    ),
    _count(
        "merged",
        _flow("merged"),
        label="Merged",
        formula="count of cases merged into another",
        meaning="Cases that left the backlog by being merged into another.",
        traps=FLOW_TRAP + " The winner alone gets the solution.",
    ),
    _count(
        "deleted",
        _flow("deleted"),
        label="Deleted",
        formula="count of cases deleted",
        meaning="Cases that left the backlog by being deleted.",
        traps=FLOW_TRAP,
    ),
    _count(
        "cases_reopened",
        REOPENED_CASES,
        label="Cases reopened",
        better="lower",
        formula="count of cases with at least one reopening, booked on their opening",
        meaning="Cases opened in the period that were reopened at least once since.",
        traps="It still grows for young cases; reopen_rate looks only at mature ones.",
    ),
    Measure(
        name="backlog",
        label="Backlog",
        unit="cases",
        better="lower",
        kind="level",
        what=CHANGE,
        per=None,
        count=CHANGE,
        formula="sum of all changes up to the end of the period: +1 in, −1 out",
        meaning="Cases open at the end of the period: new, open, waiting for the customer or on hold.",
        traps="A level, not a flow: days do not add up to a week. It has no hour of day or weekday; ask with a grain.",
    ),
    *map(backlog_older, AGES_DAYS),
    *_resolution(
        "resolution_first",
        "resolution_first_ms",
        "First resolution",
        meaning="Time from opening to the first solution, of cases last solved in the period.",
        traps="Calendar time. Reopened work after it is not in it: see resolution_s.",
    ),
    *_resolution(
        "resolution",
        "resolution_ms",
        "Full resolution",
        meaning="Time from opening to the last solution, of cases last solved in the period.",
        traps="Calendar time, waiting for the customer included. A few very old cases move the mean: read the median. "
        "Cases still open are in the backlog, not here.",
    ),
    *_resolution(
        "resolution_excl_waiting",
        "resolution_excl_waiting_ms",
        "Resolution without waiting",
        meaning="Time from opening to the last solution less the time spent waiting for the customer, of cases last solved in the period.",
        traps="Calendar time. It depends on the state being set honestly.",
    ),
    Measure(
        name="first_response_s",
        label="First response, mean",
        unit="seconds",
        better="lower",
        scale=SECONDS,
        what=RESPONSE_MS,
        per=CREATED + minus(UNRESPONDED),
        count=CREATED + minus(UNRESPONDED),
        missing=UNRESPONDED,
        open=UNANSWERED,
        needs=("first_response_ms",),
        formula="sum of first response times ÷ cases with a first response, booked on opening",
        meaning="Mean time from opening a case to the first public reply by a person.",
        version=2,  # since 2, open is whose first wait has not ended, no other case
        traps="Calendar time. Automatic replies do not count. Cases without a reply are not in it: read the coverage.",
    ),
    *percentiles(
        "first_response",
        "First response",
        base=Part("", "case"),
        column="first_response_ms",
        shares=(50, 90),
        still=STILL,
        version=3,  # since 3, still waiting is whose first wait has not ended, no other case
        count=CREATED + minus(UNRESPONDED),
        missing=UNRESPONDED,
        open=UNANSWERED,
        needs=("first_response_ms",),
        meaning="The time to the first public reply by a person that the share in the name of cases did not exceed.",
        traps="Calendar time. Cases solved without a reply are not in it: read the coverage. While more than 1 % still wait for "
        "their first reply, it is estimated with them (Kaplan and Meier).",
    ),
    reopen_rate(REOPEN_DAYS),
    _untold(
        "sla_breach",
        "Promise broken",
        "no source here gives a case its target",
        better="lower",
        formula="cases past their target ÷ cases with a target",
        meaning="Share of cases that took longer than they were promised.",
        traps="It needs each case's own target as it was when it was set. The promise of a queue is judged by service_level; "
        "nearest to it for cases: first_response_business_within_8h and resolution_business_within_24h, with any number of hours.",
    ),
    _untold(
        "one_touch",
        "Solved with one reply",
        "no source here tells replies one by one",
        formula="solved cases with exactly one public reply by a person ÷ solved cases",
        meaning="Share of solved cases that took one reply.",
        traps="Nearest to it: fcr_reopen, cases that one person solved in one go.",
    ),
)
