"""Measures of presence: what is owed at an instant, how signed-in time is used, who stays."""

from typing import Unpack

from fiftytwo.measures.model import Measure, Part, Terms, Where, Words, made
from fiftytwo.measures.parts import with_number
from fiftytwo.measures.voice import minus

__all__ = ["MEASURES", "STAY_MONTHS", "agent_retention"]

STAY_MONTHS = 12
SIGNED_IN = (Where("tells_presence", "=", 1),)
HERE_MS: Terms = ((1, Part("here_ms", "state", SIGNED_IN, "here_ms")),)
AWAY_MS: Terms = ((1, Part("away_ms", "state", SIGNED_IN, "away_ms")),)
WORKING_MS: Terms = ((1, Part("working_ms", "state", SIGNED_IN, "busy_ms")),)
HOURS: Terms = ((1, Part("signed_in_hours", "state", SIGNED_IN)),)
UNTOLD: Terms = ((1, Part("signed_in_untold", "state", (Where("tells_presence", "=", 0),))),)
OWED: Terms = ((1, Part("owed", "owed_flow", (), "change")),)


def agent_retention(months: int) -> Measure:
    """Return the share of those at work in a month who are still at work `months` later."""
    old = Where("mature_months", ">=", months)
    there: Terms = ((1, Part(f"there_{months}m", "tenure", (old,))),)
    stayed = Part(f"stayed_{months}m", "tenure", (old, Where("stays_months", ">=", months)))
    young = Part(f"young_{months}m", "tenure", (Where("mature_months", "<", months),))
    return Measure(
        name=with_number("agent_retention", months, STAY_MONTHS, "m"),
        label="People who stayed",
        unit="share",
        better="higher",
        what=((1, stayed),),
        per=there,
        count=there,
        open=((1, young),),
        version=2,  # since 2, a month that the data do not reach the end of is not a later month yet
        formula=f"people at work in a month and in one at least {months} months later ÷ people at work in that month",
        meaning=f"Share of those at work in a month who are still at work {months} months later.",
        traps="Read from signing in, so long absence looks like leaving, and a change of pseudonym too. Booked on the first "
        "of the month; months too young for an answer count for nothing yet. In small teams it is about persons: do not ask by week.",
    )


def _signed_in(name: str, what: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": what,
        "unit": "share", "better": "as planned", "per": HERE_MS, "count": HOURS, "missing": UNTOLD, "scale": 0.001,
    }  # fmt: skip
    return made(shared, more)


MEASURES = (
    Measure(
        name="owed",
        label="Owed now",
        unit="count",
        better="lower",
        kind="level",
        what=OWED,
        per=None,
        count=OWED,
        formula="sum of all changes up to the end of the period: +1 where a wait begins, −1 where it ends",
        meaning="Customers who wait for an answer or a reply at the end of the period.",
        traps="A level, not a flow: ask by hour to see it move. In text it is the replies owed, which the backlog of cases is not. "
        "Waits that ended at an unknown time are left out.",
    ),
    _signed_in(
        "utilisation",
        WORKING_MS,
        label="Utilisation",
        version=2,  # since 2, a source tells presence of a person by month, not for good
        formula="time on contact or in wrap-up ÷ signed-in time, breaks and meetings included",
        meaning="Share of signed-in time that people spent on contacts.",
        traps="Not occupancy: breaks, meetings and training are below the line. It needs presence, and time that is paid but not "
        "signed in is in neither.",
    ),
    _signed_in(
        "shrinkage_signed_in",
        AWAY_MS,
        label="Shrinkage while signed in",
        version=2,
        formula="signed-in time in breaks, meetings, training and projects ÷ signed-in time",
        meaning="Share of signed-in time in which people were not there for customers.",
        traps="Holidays and sickness are not in it, so staffing needs more than this. Overlapping work on a contact counts as work.",
    ),
    _signed_in(
        "adherence",
        HERE_MS + minus(AWAY_MS),
        label="Adherence",
        lacks="no source here tells the shifts that were planned",
        formula="planned time spent in the planned class of state ÷ planned time",
        meaning="Share of planned time in which people did what the plan said.",
        traps="Never a figure to judge a person by: a helpful call that runs over lowers it.",
    ),
    agent_retention(STAY_MONTHS),
)
