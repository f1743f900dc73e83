"""From a checked question to its answer: the same reads, limits and choices as the explorer's."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fiftytwo.base.errors import InputError
from fiftytwo.measures.catalogue import NAMED, measure
from fiftytwo.measures.evaluate import Facts, Query, Row, evaluate
from fiftytwo.measures.model import Measure, Value
from fiftytwo.web.api.problems import ProblemError
from fiftytwo.web.api.schemas import Asked
from fiftytwo.web.keeping import kept
from fiftytwo.web.saying import number_text
from fiftytwo.web.service.forms import EARLIEST, LATEST
from fiftytwo.web.service.reading import Choices, choices, quality
from fiftytwo.web.told import told

__all__ = ["answer_of", "check_names", "definition_of", "definitions", "known_measure"]

USUAL = timedelta(weeks=26)
MOST_DAYS = {"hour": 28, "day": 182}  # as many as the explorer shows
MOST_DAYS_ELSE = 3660
MOST_ROWS = 100_000  # of one answer: it is made and sent whole
ONCE = ("from", "to", "grain")
KNOWN = ("measure", "by", "queue", "channel", "reason", *ONCE)


def check_names(given: dict[str, list[str]]) -> None:
    """Refuse parameters that are unknown, and those named twice that can hold one value."""
    for name, values in given.items():
        if name not in KNOWN:
            known = _("There is no parameter “%(name)s”: use %(known)s.")
            said = {"name": name, "known": ", ".join(KNOWN)}
            raise ProblemError(422, "UNKNOWN", known % said, name)
        if name in ONCE and len(values) > 1:
            raise _twice(name)


def answer_of(source: Facts, asked: Asked) -> dict[str, Any]:
    """Return the figures that were asked for.

    Raises
    ------
    ProblemError
        If a measure, filter or period cannot be answered for.
    """
    for name in ("measure", "by"):
        if len(set(getattr(asked, name))) < len(getattr(asked, name)):
            raise _twice(name)
    _check_measures(asked.measure)
    known = choices(source)
    where = _where(asked, known)
    first, last = _days(asked, known)
    answer = {"first": first, "last": last, "grain": asked.grain, "quarantined": 0, "rows": []}
    if first is None or last is None:
        return answer
    query = Query(
        tuple(asked.measure), tuple(asked.by), asked.grain, first, last, dict(where),
        not_at_once=settings.WORKSPACE.not_at_once,
    )  # fmt: skip
    key = ("api", query.measures, query.by, query.grain, first, last, where)
    rows = kept(source, key, lambda: _within(evaluate(source, query)))
    return answer | {
        "quarantined": quality(source, first, last).held,
        "rows": [
            {
                "by": row.by,
                "period": row.period,
                "measures": {name: _figure(value) for name, value in row.values.items()},
            }
            for row in rows
        ],
    }


def _within(rows: list[Row]) -> list[Row]:
    """Refuse an answer with more rows than a program should take at once; it is not kept either."""
    if len(rows) > MOST_ROWS:
        text = _(
            "The answer has %(rows)s rows, more than %(most)s: shorten the period, take a coarser"
            " grain or group by less."
        )
        said = {"rows": number_text(len(rows)), "most": number_text(MOST_ROWS)}
        raise ProblemError(422, "TOO_LARGE", text % said)
    return rows


def definitions() -> list[dict[str, Any]]:
    """Return all measures and what they mean, in order of name."""
    return [definition_of(NAMED[name]) for name in sorted(NAMED)]


def known_measure(name: str, status: int, where: str) -> Measure:
    """Return a measure; families take a number, such as answered_within_45s.

    Raises
    ------
    ProblemError
        With the status, where there is no such measure.
    """
    try:
        return measure(name)
    except InputError as error:
        code = "NOT_FOUND" if status == 404 else "UNKNOWN"
        raise ProblemError(status, code, told(str(error)), where) from None


def definition_of(item: Measure) -> dict[str, Any]:
    """Return what a measure means, in the caller's language."""
    said = ("label", "formula", "meaning", "traps", "purpose", "inclusions")
    plain = ("name", "unit", "better", "variant", "version", "least_n")
    figures = {name: getattr(item, name) for name in plain}
    texts = {name: told(getattr(item, name)) for name in said}
    return {"id": item.definition, "guardrail": list(item.guardrail)} | figures | texts


def _check_measures(names: list[str]) -> None:
    for name in names:
        known_measure(name, 422, "measure")


def _where(asked: Asked, known: Choices) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the filters, each of whose values the lake knows."""
    found = []
    for name, there in (
        ("queue", known.queues),
        ("channel", known.channels),
        ("reason", known.reasons),
    ):
        values = getattr(asked, name)
        for value in values:
            if value not in there:
                text = _("There is no %(name)s “%(value)s” in the data.")
                raise ProblemError(422, "UNKNOWN", text % {"name": name, "value": value}, name)
        if values:
            found.append((name, tuple(sorted(set(values)))))
    return tuple(found)


def _days(asked: Asked, known: Choices) -> tuple[date | None, date | None]:
    """Return the days asked for; both None where nothing is loaded yet and no days are named."""
    for name, day in (("from", asked.first), ("to", asked.last)):
        if day is not None and not EARLIEST <= day <= LATEST:
            text = _("“%(name)s” is a day from %(first)s to %(last)s.")
            said = {"name": name, "first": EARLIEST, "last": LATEST}
            raise ProblemError(422, "OUT_OF_RANGE", text % said, name)
    last = asked.last or known.last
    if last is None:
        return None, None
    first = asked.first or last - USUAL + timedelta(days=1)
    if first > last:
        text = _("It ends before it begins: swap the days.")
        raise ProblemError(422, "OUT_OF_RANGE", text, "from")
    most = MOST_DAYS.get(asked.grain or "", MOST_DAYS_ELSE)
    if (last - first).days >= most:
        text = ngettext(
            "That is more than %(n)s day: shorten the period.",
            "That is more than %(n)s days: shorten the period or take a coarser grain.",
            most,
        )
        raise ProblemError(422, "OUT_OF_RANGE", text % {"n": most}, "from")
    return first, last


def _figure(value: Value) -> dict[str, Any]:
    definition, _colon, note = value.definition.partition(": ")
    names = (
        "value",
        "numerator",
        "denominator",
        "n",
        "coverage",
        "provisional",
        "open",
        "low",
        "high",
    )
    plain = {name: getattr(value, name) for name in names}
    return plain | {"definition": definition, "note": told(note) if note else None}


def _twice(name: str) -> ProblemError:
    text = _("“%(name)s” is named twice: name it once.")
    return ProblemError(422, "DUPLICATE", text % {"name": name}, name)
