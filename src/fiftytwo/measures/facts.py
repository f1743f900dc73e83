"""The relations that measures read, and which dimensions each of them knows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import Any

from fiftytwo.measures.model import Where

__all__ = ["FACTS", "GROUPS", "Fact", "supports"]

GROUPS = ("queue", "channel", "agent", "reason")
CLOCK = ("hour", "weekday")


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation with a local day and minute.

    Attributes
    ----------
    table : str
        Table of the lake it is made from.
    base : tuple of Where
        Holds for every row that counts.
    day, minute : str
        Columns with the local day and the local minute (0..1439) a row is booked on.
    groups : tuple of str
        The dimensions it can be grouped and filtered by, beside hour and weekday.
    early, late : bool
        Whether its rows may lie in an earlier or later month than their partition.
    rolled : bool
        Whether the day roll-up holds its parts.
    like : str
        The fact that knows its last day, where it is made from that one's rows.
    whole : bool
        Whether a row rests on others of any day, such as the next contact of the same customer:
        no month may be left out.
    scheduled : bool
        Whether its figures rest on opening hours.
    within : tuple of str
        Facts that hold every row of this one, with all its columns: where one of them is read, so is this one there.
    """

    name: str
    table: str
    base: tuple[Where, ...] = ()
    day: str = "local_day"
    minute: str = "local_minute"
    groups: tuple[str, ...] = GROUPS
    late: bool = False
    rolled: bool = True
    like: str = ""
    whole: bool = False
    scheduled: bool = False
    within: tuple[str, ...] = ()

    @property
    def has_kinds(self) -> bool:
        """Whether its rows are pieces of contacts: groups without a kind asked for are not shown."""
        return self.name in ("segment", "segment_end")


COUNTED = Where("is_counted", "=", True)
# Every wait but the first of its matter: the first wait after a solved case came back is a next one.
NEXT = (COUNTED, Where("kind", "=", "wait"), Where("next_wait", "=", True))
INBOUND = (Where("direction", "=", "inbound"), Where("is_excluded", "=", False))

# a wait or leg may come months after its contact began (e-mail), never before
SEGMENT = Fact("segment", "segment", (COUNTED,), late=True)
CONTACT = Fact("contact", "contact", INBOUND, within=("demand",))
CASE = Fact("case", "fact_case", (COUNTED,), within=("case_business", "case_last_schedule"))
DONE = ("done_business", "done_last_schedule")
SOLVED = Fact(
    "case_solved",
    "fact_case",
    (COUNTED, Where("solved_day", "known")),
    day="solved_day",
    minute="solved_minute",
    late=True,
    within=DONE,
)
FLOW = Fact("case_flow", "case_flow", late=True)
SURVEY = Fact("survey", "survey_response")
STATE = Fact("state", "agent_state", groups=("agent",), rolled=False)


def _made(name: str, of: Fact, **other: Any) -> Fact:
    """Return a fact that is made from the rows of another one and that no roll-up holds."""
    return replace(of, name=name, like=of.name, rolled=False, **({"within": ()} | other))


def _timed(rule: str) -> tuple[Fact, ...]:
    """Return cases and waits with their time within opening hours, by a rule of `business_sql.RULES`."""
    return (
        _made(f"case_{rule}", CASE, scheduled=True),
        _made(f"done_{rule}", SOLVED, whole=True, scheduled=True),
        _made(f"next_{rule}", SEGMENT, base=NEXT, scheduled=True),
    )


FACTS = MappingProxyType(
    {
        fact.name: fact
        for fact in (
            SEGMENT,
            CONTACT,
            CASE,
            SOLVED,
            FLOW,
            replace(FLOW, name="solve", rolled=False),
            *chain.from_iterable(map(_timed, ("business", "last_schedule"))),
            _made("demand", CONTACT, whole=True),
            _made(
                "bot",
                CONTACT,
                base=(*INBOUND, Where("met_bot", "=", True)),
                within=("demand", "contact"),
            ),
            SURVEY,
            _made("reply", SURVEY),
            # whole: who is asked twice may be asked in two months
            _made("pair", SURVEY, whole=True),
            # the same waits and contacts booked on their end, and levels made of their ends
            _made("segment_end", SEGMENT),
            _made("contact_end", CONTACT, late=True),
            _made("next_wait", SEGMENT, base=NEXT, within=("next_business", "next_last_schedule")),
            _made("next_wait_end", SEGMENT, base=NEXT),
            # all waits of a contact lie in its month of partition, whatever their days
            _made("waited", SEGMENT, base=()),
            _made("owed_flow", SEGMENT, base=(), whole=True),
            _made("aged_flow", FLOW, whole=True),  # an old case may be of any month before
            STATE,
            # people are only counted, never told apart
            _made("tenure", STATE, groups=(), whole=True),
            Fact("report", "interval_report", groups=("queue", "channel")),
        )
    }
)


def supports(fact: str, dimensions: Iterable[str]) -> bool:
    """Return whether a fact can be grouped or filtered by all `dimensions`.

    Examples
    --------
    >>> supports("segment", ["queue", "hour"]), supports("state", ["queue"])
    (True, False)
    """
    return set(dimensions) <= {*FACTS[fact].groups, *CLOCK}
