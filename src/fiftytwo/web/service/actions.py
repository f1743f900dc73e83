"""Writes of the explorer: a figure is published."""

from fiftytwo.base.errors import InputError
from fiftytwo.measures.model import Value
from fiftytwo.measures.published import definition_of
from fiftytwo.web.accounts.models import User
from fiftytwo.web.audit.actions import record
from fiftytwo.web.service.models import PublishedFigure
from fiftytwo.web.service.queries import narrowed_text, published
from fiftytwo.web.service.reading import Question
from fiftytwo.web.transaction import atomic

__all__ = ["publish_figure"]


@atomic
def publish_figure(
    question: Question, period: str, value: Value, *, load_id: str | None, by: User
) -> PublishedFigure:
    """Write a figure into the book, with the version of its definition.

    Raises
    ------
    InputError
        If there is no value, or the period was published before: it keeps that figure.
    """
    if value.value is None:
        raise InputError("there is no value of this period to publish")
    if published(question, [period]):
        raise InputError("this period was published before and keeps that figure")
    made = PublishedFigure.objects.create(
        measure=question.measure,
        definition=definition_of(value),
        grain=question.step,
        period=period,
        narrowed=narrowed_text(question),
        value=value.value,
        n=value.n,
        is_provisional=value.provisional,
        load_id=load_id or "",
        by=by,
    )
    record(
        "service.publish",
        by=by,
        after={
            "definition": made.definition, "period": period, "narrowed": made.narrowed,
            "value": made.value, "n": made.n,
        },
    )  # fmt: skip
    return made
