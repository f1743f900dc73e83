"""Puts the page of data quality together, in words."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.gaps import Gap, Stop
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.quality import DayBalance
from fiftytwo.contacts.quality_books import Difference, QualityReport, read_quality
from fiftytwo.sources.drift import header_drift
from fiftytwo.web.keeping import kept
from fiftytwo.web.people.queries import holidays
from fiftytwo.web.saying import date_text, number_text

__all__ = ["coverage_shown", "quality_context"]

NUMBERS = {
    "queue_wait_s": gettext_lazy("wait in the queue"),
    "talk_s": gettext_lazy("talk"),
}
CAUSES = {
    "": gettext_lazy("equal"),
    "whole seconds": gettext_lazy("the source tells whole seconds"),
    "hold counted as talk": gettext_lazy("the source counts hold as talk"),
    "consult counted": gettext_lazy("the source counts the time of a consult call too"),
    "pieces counted otherwise": gettext_lazy("the source counts other pieces of the contact"),
    "not explained": gettext_lazy("not explained: look at these contacts"),
}


def quality_context(
    workspace: Workspace, books: Snapshot, first: date, last: date, until: date
) -> dict[str, Any]:
    """Read the quality of some days and lay it out; a source is judged as stopped up to `until`."""
    zone = ZoneInfo(workspace.zone)
    found = kept(
        books,
        ("data quality", first, last, until),
        lambda: read_quality(books, first=first, last=last, zone=zone, until=until),
    )
    drift = kept(books, ("drift", _written(workspace)), lambda: header_drift(workspace, books))
    named = holidays() if found.gaps else {}
    return {
        "found": found,
        "span": (first, last),
        "sentence": _sentence(found),
        "days": [(day, _day_words(day), coverage_shown(day)) for day in found.days],
        "gaps": [(gap, _gap_words(gap, named.get(gap.day, ""))) for gap in found.gaps],
        "stops": [(stop, _stop_words(stop)) for stop in found.stops],
        "differences": [_difference(row) for row in found.differences],
        "drift": drift,
    }


def _written(workspace: Workspace) -> tuple[tuple[str, int, int], ...]:
    """Return what tells one state of the saved profiles from another: drift depends on them."""
    paths = sorted(workspace.profiles.glob("*.toml"))
    return tuple((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in paths)


def _sentence(found: QualityReport) -> str:
    broken = [day for day in found.days if not day.holds]
    if broken:
        text = ngettext(
            "The lines of %(n)s day do not add up: please report this.",
            "The lines of %(n)s days do not add up: please report this.",
            len(broken),
        )
        return text % {"n": number_text(len(broken))}
    parts = _missing(found)
    if not found.days and not parts:
        return _("No line speaks of these days.")
    if not parts:
        return _("Every line is accounted for, and no hour is missing.")
    return _("Every line is accounted for; %(what)s.") % {"what": ", ".join(parts)}


def _missing(found: QualityReport) -> list[str]:
    held = sum(day.held + day.pending for day in found.days)
    parts = []
    if held:
        text = ngettext("%(n)s line is not counted", "%(n)s lines are not counted", held)
        parts.append(text % {"n": number_text(held)})
    if found.gaps:
        text = ngettext("%(n)s gap without data", "%(n)s gaps without data", len(found.gaps))
        parts.append(text % {"n": number_text(len(found.gaps))})
    if found.stops:
        n = len(found.stops)
        text = ngettext("%(n)s source has stopped", "%(n)s sources have stopped", n)
        parts.append(text % {"n": number_text(n)})
    return parts


def _day_words(day: DayBalance) -> str:
    return _("day not known") if day.day is None else date_text(day.day, "D j M Y")


def coverage_shown(day: DayBalance) -> float | None:
    """Return the share of a day's lines that are counted, cut off at a tenth of a percent: 100 % is all.

    Examples
    --------
    >>> [coverage_shown(DayBalance("pbx", None, 6040, n, 0, 6040 - n, 0)) for n in (6040, 6038)]
    [1.0, 0.999]
    """
    belongs = day.mapped + day.held + day.pending
    return day.mapped * 1000 // belongs / 1000 if belongs else None


def _gap_words(gap: Gap, holiday: str) -> str:
    said = {
        "first": f"{gap.first:02d}:00",
        "last": f"{gap.last:02d}:00",
        "n": number_text(gap.usual),
    }
    text = _("No data from %(first)s to %(last)s; usually %(n)s contacts.") % said
    if holiday:
        return f"{text} {_('It was a holiday: %(name)s.') % {'name': holiday}}"
    if gap.is_whole_day:
        return f"{text} {_('The whole day is empty: closed, or never delivered.')}"
    return text


def _stop_words(stop: Stop) -> str:
    said = {
        "day": date_text(stop.day, "l j F Y"),
        "hour": f"{stop.hour:02d}:00",
        "n": number_text(stop.usual),
    }
    return (
        _(
            "Nothing since %(day)s, %(hour)s; usually %(n)s contacts in this time. Is the export still"
            " running?"
        )
        % said
    )


def _difference(row: Difference) -> dict[str, str]:
    return {
        "source": row.source,
        "day": date_text(row.day, "D j M Y"),
        "number": str(NUMBERS[row.number]),
        "contacts": number_text(row.contacts),
        "ours": number_text(row.ours, 1),
        "theirs": number_text(row.theirs, 1),
        "cause": str(CAUSES[row.cause]),
    }
