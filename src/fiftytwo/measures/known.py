"""What a lake can tell at all: last days, parts that occur, queues whose source tells wrap-up.

Learnt once for each load from the day roll-up, or from the facts where there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from fiftytwo.base.errors import InputError
from fiftytwo.measures.derived import LAST_STATE
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.model import Facts, Measure, Part, Terms
from fiftytwo.measures.parts import LEGS
from fiftytwo.measures.reports import with_reports
from fiftytwo.measures.rollup import ROLLED, ROLLUP_TABLES, rollup_select
from fiftytwo.measures.schedules import read_schedules

__all__ = ["Known", "known_of", "resolve", "why_closed"]

Queues = Mapping[str, frozenset[str | None]]
NOTHING = {
    "segment": "no contacts are loaded",
    "contact": "no contacts are loaded",
    "case": "no case logs are loaded",
    "case_solved": "no solved cases are loaded",
    "case_flow": "no case logs are loaded",
    "solve": "no solved cases are loaded",
    **dict.fromkeys(("case_business", "case_last_schedule"), "no case logs are loaded"),
    **dict.fromkeys(("done_business", "done_last_schedule"), "no solved cases are loaded"),
    **dict.fromkeys(("next_business", "next_last_schedule"), "no contacts are loaded"),
    "demand": "no contacts are loaded",
    "bot": "no contacts are loaded",
    "reply": "no surveys are loaded",
    "pair": "no surveys are loaded",
    "survey": "no surveys are loaded",
    "state": "no agent states are loaded",
    "tenure": "no agent states are loaded",
    "segment_end": "no contacts are loaded",
    "contact_end": "no contacts are loaded",
    "owed_flow": "no contacts are loaded",
    "next_wait": "no contacts are loaded",
    "next_wait_end": "no contacts are loaded",
    "waited": "no contacts are loaded",
    "aged_flow": "no case logs are loaded",
}
TOLD = {"talks": "talk", "holds": "hold apart from talk", "wraps": "wrap-up", "works": "text work"}
NO_SCHEDULE = "no opening hours are given: write them into schedules.toml of the workspace"
KEPT: dict[tuple[str, str, str], "Known"] = {}
KEPT_LOADS = 32


@dataclass(frozen=True)
class Known:
    """What a lake can tell.

    Attributes
    ----------
    last_day : mapping
        Fact to the last local day it has any row of.
    queues : mapping
        Fact to part to the queues where the part occurs; a part that is zero everywhere is absent.
    rolled : bool
        Whether the lake has a day roll-up.
    closed : str
        Why nothing is told of opening hours: none are given, or what is wrong with them; else empty.
    """

    last_day: Mapping[str, date]
    queues: Mapping[str, Queues] = field(default_factory=dict)
    rolled: bool = False
    closed: str = ""

    def occurs(self, part: Part) -> bool:
        """Return False only where a part is known to be zero everywhere."""
        if part.fact not in ROLLED:
            return True
        seen = self.queues.get(part.fact, {})
        if part.name in ROLLED[part.fact]:
            return part.name in seen
        return not part.inside or part.inside in seen

    def empty(self, measures: list[Measure]) -> frozenset[Part]:
        """Return the parts of `measures` that are zero everywhere: nobody has to count them."""
        parts = {part for item in measures for terms in item.terms for _, part in terms}
        return frozenset(part for part in parts if not self.occurs(part))


def known_of(source: Facts) -> Known:
    """Return what a lake can tell; kept for each load that a snapshot names, and its opening hours."""
    load_id = getattr(source, "load_id", None)
    key = (str(getattr(source, "lake", "")), str(load_id), source.schedules)
    if load_id is None or key not in KEPT:
        learnt = _learn(source)
        if load_id is None:
            return learnt
        while len(KEPT) >= KEPT_LOADS:
            KEPT.pop(next(iter(KEPT)), None)
        KEPT[key] = learnt
    return KEPT[key]


def _learn(source: Facts) -> Known:
    rolled = _occurrences(source, source.relation("rollup_day"))
    found = rolled or _occurrences(
        source, f"({rollup_select({table: source.relation(table) for table in ROLLUP_TABLES})})"
    )
    last: dict[str, date] = {}
    queues: dict[str, dict[str, set[str | None]]] = {}
    for fact, part, queue, day in found:
        last[fact] = max(day, last.get(fact, day))
        queues.setdefault(fact, {}).setdefault(part, set()).add(queue)
    state = _last_state(source)
    if state is not None:
        last["state"] = state
    if "solved" in queues.get("case_flow", {}):
        last["solve"] = last["case_flow"]
    last |= {n: last[fact.like] for n, fact in FACTS.items() if fact.like in last}
    seen = {
        fact: {part: frozenset(names) for part, names in parts.items()}
        for fact, parts in queues.items()
    }
    return Known(last, seen, bool(rolled), why_closed(source.schedules))


def _last_state(source: Facts) -> date | None:
    sql = LAST_STATE.format(relation=source.relation("agent_state"))
    found: date | None = source.cursor().sql(sql).fetchall()[0][0]
    return found


def _occurrences(source: Facts, relation: str) -> list[tuple[str, str, str | None, date]]:
    found: list[tuple[str, str, str | None, date]] = source.cursor().sql(
        f"SELECT fact, part, queue, max(local_day) FROM {relation} GROUP BY ALL"
    ).fetchall()  # fmt: skip
    return found


def why_closed(text: str) -> str:
    """Return why a text tells nothing of opening hours, or ""; a wrong one breaks no other measure.

    Examples
    --------
    >>> why_closed("holds = 1")
    'schedules.toml: holds is no list of tables: write [[holds]]'
    """
    try:
        return "" if read_schedules(text).holds else NO_SCHEDULE
    except InputError as error:
        return str(error)


def resolve(item: Measure, known: Known) -> tuple[Measure, str]:
    """Return a measure as this lake can tell it, and why it cannot, or "".

    Where only some queues' sources tell a figure, such as wrap-up, only those count and the
    others lower the coverage. Interval reports take part where the lake has any.
    """
    if item.lacks:
        return item, item.lacks
    if "report" in known.last_day:
        item = with_reports(item)
    facts = {part.fact for terms in item.terms for _, part in terms} - {"report"}
    if not facts & set(known.last_day) and not (
        "report" in known.last_day and item.fact == "segment"
    ):
        return item, NOTHING[item.fact]
    if FACTS[item.fact].scheduled and known.closed:
        return item, known.closed
    seen = known.queues.get(item.fact, {})
    for name in item.needs:
        if name not in seen:
            return item, f"no source here tells it ({name.replace('_', ' ')})"
    return _told_by(item, known) if item.told_by else (item, "")


def _told_by(item: Measure, known: Known) -> tuple[Measure, str]:
    seen = known.queues.get("segment", {})
    telling = seen.get(item.told_by, frozenset())
    if not telling:
        return item, f"no source here tells {TOLD[item.told_by]}"
    if telling >= seen.get("legs", frozenset()):
        return item, ""
    queues = tuple(sorted(telling, key=lambda queue: (queue is None, queue or "")))

    def limited(terms: Terms) -> Terms:
        return tuple(
            (factor, replace(part, queues=queues) if part.fact == "segment" else part)
            for factor, part in terms
        )

    untold = reduce(lambda terms, term: (*terms, (-term[0], term[1])), limited(LEGS), LEGS)
    assert isinstance(item.what, tuple)
    return replace(
        item,
        what=limited(item.what),
        per=None if item.per is None else limited(item.per),
        count=limited(item.count),
        missing=(*limited(item.missing), *untold),
    ), ""
