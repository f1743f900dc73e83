"""The relations that measures read, and which dimensions each of them knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

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

    @property
    def has_kinds(self) -> bool:
        """Whether its rows are pieces of contacts: groups without a kind asked for are not shown."""
        return self.name in ("segment", "segment_end")


COUNTED = Where("is_counted", "=", True)
INBOUND = (Where("direction", "=", "inbound"), Where("is_excluded", "=", False))


def _timed(rule: str) -> tuple[Fact, ...]:
    """Return cases and waits with their time within opening hours, by a rule of `business_sql.RULES`."""
    solved = (COUNTED, Where("solved_day", "known"))
    return (
        Fact(
            f"case_{rule}", "fact_case", (COUNTED,), rolled=False, like="case", scheduled=True,
        ),
        Fact(
            f"done_{rule}", "fact_case", solved, day="solved_day", minute="solved_minute", late=True,
            rolled=False, like="case_solved", whole=True, scheduled=True,
        ),
        Fact(
            f"next_{rule}", "segment", (COUNTED,), late=True, rolled=False, like="segment", whole=True,
            scheduled=True,
        ),
    )  # fmt: skip


FACTS = MappingProxyType(
    {
        fact.name: fact
        for fact in (
            # a wait or leg may come months after its contact began (e-mail), never before
            Fact("segment", "segment", (COUNTED,), late=True),
            Fact("contact", "contact", INBOUND),
            Fact("case", "fact_case", (COUNTED,)),
            Fact(
                "case_solved",
                "fact_case",
                (COUNTED, Where("solved_day", "known")),
                day="solved_day",
                minute="solved_minute",
                late=True,
            ),
            Fact("case_flow", "case_flow", late=True),
            Fact("solve", "case_flow", late=True, rolled=False, whole=True),
            Fact(
                "case_done",
                "fact_case",
                (COUNTED, Where("solved_day", "known")),
                day="solved_day",
                minute="solved_minute",
                late=True,
                rolled=False,
                like="case_solved",
                whole=True,
            ),
            *chain.from_iterable(map(_timed, ("business", "last_schedule"))),
            Fact("demand", "contact", rolled=False, like="contact", whole=True),
            Fact("bot", "contact", rolled=False, like="contact", whole=True),
            Fact("survey", "survey_response"),
            Fact("reply", "survey_response", rolled=False, like="survey"),
            # the same waits and contacts booked on their end, and levels made of their ends
            Fact("segment_end", "segment", (COUNTED,), late=True, rolled=False, like="segment"),
            Fact("contact_end", "contact", INBOUND, late=True, rolled=False, like="contact"),
            # whole: the contact of a wait may lie in an earlier month than its days
            Fact(
                "next_wait",
                "segment",
                (COUNTED,),
                late=True,
                rolled=False,
                like="segment",
                whole=True,
            ),
            Fact(
                "next_wait_end",
                "segment",
                (COUNTED,),
                late=True,
                rolled=False,
                like="segment",
                whole=True,
            ),
            Fact("waited", "segment", late=True, rolled=False, like="segment", whole=True),
            Fact("owed_flow", "segment", late=True, rolled=False, like="segment", whole=True),
            Fact("aged_flow", "case_flow", late=True, rolled=False, like="case_flow", whole=True),
            Fact("state", "agent_state", groups=("agent",), rolled=False),
            # people are only counted, never told apart
            Fact("tenure", "agent_state", groups=(), rolled=False, like="state", whole=True),
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
