"""The rows behind a measure, a page at a time, as far as the viewer's right goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fiftytwo.measures.evaluate import Facts, Query
from fiftytwo.measures.facts import supports
from fiftytwo.measures.model import Measure
from fiftytwo.measures.rows import rows
from fiftytwo.web.saying import date_text, duration_text, localised
from fiftytwo.web.service.queries import RowsView
from fiftytwo.web.service.reading import Question
from fiftytwo.web.told import told

__all__ = ["PAGE", "RowsPage", "read_rows"]

PAGE = 50
# What a row prints, in this order, where the fact has it; ids of the lake are never shown.
COLUMNS = {
    "external_id": _("Number"),
    "queue": _("Queue"),
    "channel": _("Channel"),
    "reason": pgettext_lazy("contact", "Reason"),
    "kind": _("What"),
    "outcome": _("Outcome"),
    "end_reason": _("Ended"),
    "cause": _("Change"),
    "priority": _("Priority"),
    "status_category": _("Status"),
    "instrument": _("Question"),
    "score_norm": _("Score"),
    "offered": _("Offered"),
    "answered": _("Answered"),
    "abandoned": _("Abandoned"),
    "duration_s": _("Length"),
    "waits": _("Waits"),
    "first_response_s": _("First response"),
    "resolution_s": _("Resolution"),
}
AS_WRITTEN = frozenset({"external_id", "queue", "reason"})
INSTANTS = ("started_at", "created_at", "at", "offered_at", "local_day")


@dataclass(frozen=True)
class RowsPage:
    """A page of rows: heads and cells as text; `why` says why there is nothing to see.

    `agents` are the pseudonyms of those who stand on it by name.
    """

    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    has_more: bool = False
    why: str = ""
    agents: frozenset[str] = frozenset()


def read_rows(
    source: Facts, item: Measure, question: Question, view: RowsView, *, page: int, zone: str
) -> RowsPage:
    """Return one page of the rows that a measure counts; it says why there are none.

    Parameters
    ----------
    source, item, question
        The lake, the measure, and the days and filters asked for.
    view : RowsView
        Whose rows the viewer may see: rows of others are not read at all.
    page : int
        From 1; `PAGE` rows each.
    zone : str
        IANA name of the zone of the times shown.
    """
    where: dict[str, tuple[str, ...]] = dict(question.filters)
    if view.agents is not None:
        if not supports(item.fact, ("agent",)):
            return RowsPage(
                why=gettext("The rows of this measure belong to no single person or team.")
            )
        if not view.agents:
            return RowsPage(why=gettext("No login of your team is linked to the lake yet."))
        where["agent"] = view.agents
    query = Query((question.measure,), first=question.first, last=question.last, where=where)
    if not supports(item.fact, tuple(where)):
        return RowsPage(why=gettext("This measure does not know one of the filters: leave it out."))
    found = rows(source, query, limit=PAGE + 1, offset=(page - 1) * PAGE)
    if not found:
        return RowsPage(why=gettext("No row in this period."))
    return _page(found, view, ZoneInfo(zone))


def _page(found: list[dict[str, Any]], view: RowsView, zone: ZoneInfo) -> RowsPage:
    shown = found[:PAGE]
    instant = next(name for name in INSTANTS if name in shown[0])
    names = [name for name in COLUMNS if any(row.get(name) is not None for row in shown)]
    with_person = bool(view.names)
    heads = (
        gettext("When"),
        *(str(COLUMNS[name]) for name in names),
        *((gettext("Rep"),) if with_person else ()),
        gettext("Counts"),
    )
    cells = []
    for row in shown:
        person = (view.names.get(row.get("agent") or "", "–"),) if with_person else ()
        values = (_cell(name, row) for name in names)
        cells.append((_when(row[instant], zone), *values, *person, _counts(row)))
    named = frozenset(row["agent"] for row in shown if row.get("agent") in view.names)
    return RowsPage(heads, tuple(cells), len(found) > PAGE, agents=named)


def _when(text: str | None, zone: ZoneInfo) -> str:
    if text is None:
        return "–"
    if "T" not in text:
        return text
    at = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(zone)
    return f"{date_text(at, 'D j M Y')}, {at:%H:%M:%S}"


def _cell(name: str, row: Mapping[str, Any]) -> str:
    value = row.get(name)
    if value is None:
        return "–"
    if name.endswith("_s"):
        return duration_text(value)
    if isinstance(value, float):
        return localised(f"{value:g}")
    return str(value) if name in AS_WRITTEN else told(str(value).replace("_", " "))


def _counts(row: Mapping[str, Any]) -> str:
    """Return whether the row is in the numerator, or only in what it is divided by."""
    return gettext("above the line") if row.get("in_numerator") else gettext("below the line")
