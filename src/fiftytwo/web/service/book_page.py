"""The book of published figures on the explorer's page: what was published, and how it stands now."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fiftytwo.measures.evaluate import Facts
from fiftytwo.measures.model import Measure, Value
from fiftytwo.measures.published import definition_of, standing
from fiftytwo.web.saying import date_text
from fiftytwo.web.service.explain import value_words
from fiftytwo.web.service.forms import ExplorerForm
from fiftytwo.web.service.models import PublishedFigure
from fiftytwo.web.service.page import newest
from fiftytwo.web.service.periods import last_day, words
from fiftytwo.web.service.queries import published
from fiftytwo.web.service.reading import Question, choices, series

__all__ = ["BookLine", "book_context", "to_publish"]

SHOWN = 6  # newest periods that were published
SAID = {
    "same": gettext_lazy("%(period)s: %(value)s, published on %(day)s. It is the same now."),
    "restated": gettext_lazy(
        "%(period)s: %(value)s, published on %(day)s. Rows came late or changed since: it is"
        " %(now)s now."
    ),
    "redefined": gettext_lazy(
        "%(period)s: %(value)s, published on %(day)s by %(old)s, which the period keeps. The page"
        " follows %(new)s: the two are not compared."
    ),
    "gone": gettext_lazy(
        "%(period)s: %(value)s, published on %(day)s. There are no rows of it any more."
    ),
}


@dataclass(frozen=True, slots=True)
class BookLine:
    """A published figure in words; `standing` is one of `measures.published.Standing`."""

    words: str
    standing: str


def book_context(
    source: Facts, form: ExplorerForm, item: Measure, *, may_publish: bool
) -> dict[str, Any]:
    """Return the published figures among the periods shown, and what could be published next.

    Parameters
    ----------
    source, form, item
        The lake, the explorer's valid form, and its measure.
    may_publish : bool
        Whether the viewer may publish.

    Returns
    -------
    dict
        `lines`, newest first; `next_words` of the figure that can be published, else empty; and
        `fields`, what a form has to send for it.
    """
    question = form.question()
    data = series(source, question)
    known = published(question, data.names)
    now = dict(zip(data.names, data.total, strict=True))
    rows = sorted(known, key=lambda row: row.period, reverse=True)[:SHOWN]
    period, value, why = to_publish(source, question)
    is_free = may_publish and not why and period not in {row.period for row in known}
    said = {"period": words(period, question.step), "value": _value(value, item)}
    return {
        "lines": [_line(row, now[row.period], item) for row in rows],
        "next_words": _("Publish %(value)s for %(period)s") % said if is_free else "",
        "fields": [(name, form.data[name]) for name in form.fields if form.data.get(name)],
    }


def to_publish(source: Facts, question: Question) -> tuple[str, Value | None, str]:
    """Return the newest period with its value, and why it cannot be published, if it cannot."""
    data = series(source, question)
    at = newest(data)
    period, value = data.names[at], data.total[at]
    if value is None or value.value is None:
        return period, value, _("There is no value to publish.")
    told = choices(source).last  # whatever day the address asks for, data end there
    if told is None or last_day(period, question.step) > min(question.last, told):
        return period, value, _("The period is not over: publish it when it is.")
    return period, value, ""


def _line(row: PublishedFigure, now: Value | None, item: Measure) -> BookLine:
    stands = standing(row.told, now)
    said = {
        "period": words(row.period, row.grain),
        "value": value_words(row.value, item.unit),
        "day": date_text(row.at, "j F Y"),
        "now": _value(now, item),
        "old": row.definition,
        "new": definition_of(now) if now is not None else item.definition,
    }
    return BookLine(str(SAID[stands]) % said, stands)


def _value(value: Value | None, item: Measure) -> str:
    return value_words(None if value is None else value.value, item.unit)
