"""Puts "Behind answers" together: what happened in the contacts of good and of other answers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fiftytwo.base.drivers import Driver
from fiftytwo.base.statistics import Interval
from fiftytwo.measures.answered import Answered
from fiftytwo.web.saying import localised, number_text, share_text
from fiftytwo.web.service.explain import range_words

__all__ = ["driver_context"]

THINGS = {
    "waited_longer": gettext_lazy("Waited longer than promised"),
    "on_hold": gettext_lazy("Was put on hold"),
    "passed_on": gettext_lazy("Was passed on to somebody else"),
    "back_again": gettext_lazy("Had been in touch in the 7 days before"),
    "menu": gettext_lazy("Went through a menu"),
    "bot": gettext_lazy("Talked to a bot"),
}


@dataclass(frozen=True, slots=True)
class DriverRow:
    """A thing that happened, in words; `is_grey` where too few answers are on one side."""

    name: str
    n: str
    rate: str
    interval: str
    other: str
    difference: str
    word: str
    tone: str
    is_grey: bool


def driver_context(found: Answered, *, is_lower_better: bool) -> dict[str, Any]:
    """Return what the page shows."""
    rows = [_row(one, is_lower_better) for one in found.rows]
    return {
        "rows": rows,
        "answers": number_text(found.answers),
        "linked": number_text(found.linked),
        "sentence": _sentence(found) if rows else "",
    }


def _row(one: Driver, is_lower_better: bool) -> DriverRow:
    word, tone = _said(one, is_lower_better)
    low_high, gap = one.interval, one.difference
    return DriverRow(
        name=str(THINGS[str(one.name)]),
        n=number_text(one.n),
        rate=share_text(one.rate),
        interval="–" if low_high is None else range_words(low_high.low, low_high.high, "share"),
        other=share_text(one.other),
        difference="–" if gap is None else _points(gap),
        word=word,
        tone=tone,
        is_grey=one.p is None,
    )


def _points(gap: Interval) -> str:
    low, high = (localised(f"{100 * end:+.1f}".replace("-", "−")) for end in (gap.low, gap.high))
    return _("%(low)s to %(high)s points") % {"low": low, "high": high}


def _said(one: Driver, is_lower_better: bool) -> tuple[str, str]:
    if one.p is None:
        return _("too few to judge"), "none"
    if not one.is_shown:
        return _("no difference shown"), "none"
    is_more = (one.rate or 0) > (one.other or 0)
    tone = "good" if is_more != is_lower_better else "watch"
    return (_("goes with more") if is_more else _("goes with fewer")), tone


def _sentence(found: Answered) -> str:
    judged = [one for one in found.rows if one.p is not None]
    shown = [str(THINGS[str(one.name)]) for one in judged if one.is_shown]
    if not judged:
        return _("Too few answers to judge anything.")
    if not shown:
        return _("Nothing looked at goes with these answers more than chance.")
    words = ngettext(
        "One thing of %(all)s goes with these answers more than chance: %(things)s.",
        "%(n)s things of %(all)s go with these answers more than chance: %(things)s.",
        len(shown),
    )
    return words % {"n": len(shown), "all": len(judged), "things": ", ".join(shown)}
