"""Puts the list of saved views together."""

from collections.abc import Iterable
from dataclasses import dataclass

from fiftytwo.measures.catalogue import measure
from fiftytwo.web.accounts.models import User
from fiftytwo.web.saved.forms import ChangeForm, asked_of
from fiftytwo.web.saved.models import SavedView
from fiftytwo.web.service.forms import BY, PERIODS, STEPS, ExplorerForm
from fiftytwo.web.service.judge import group_words
from fiftytwo.web.service.reading import Choices
from fiftytwo.web.told import told

__all__ = ["ViewRow", "rows_of", "words_of"]


@dataclass(frozen=True)
class ViewRow:
    """A view in the list; `form` changes it, None for those of others."""

    view: SavedView
    words: str
    form: ChangeForm | None


def rows_of(views: Iterable[SavedView], user: User, choices: Choices) -> list[ViewRow]:
    """Return the rows of the list, in order of name."""
    return [
        ViewRow(
            view,
            words_of(asked_of(view.query, choices)),
            ChangeForm(
                initial={"mail": view.mail, "is_shared": view.is_shared}, prefix=None,
                auto_id=f"id_{view.pk}_%s",
            ) if view.owner_id == user.pk else None,
        )
        for view in views
    ]  # fmt: skip


def words_of(asked: ExplorerForm) -> str:
    """Say what a view asks: its measure, what it is narrowed to, by what, how long, in which step.

    A view that today's lake no longer understands (its queue is gone) has no words.
    """
    if not asked.is_valid():
        return ""
    data = asked.cleaned_data
    narrowed = [group_words(data[n], n) for n in ("queue", "channel", "reason") if data[n]]
    parts = [
        told(measure(data["measure"]).label), *narrowed, str(BY[data["by"]]),
        str(PERIODS[data["weeks"]]), str(STEPS[data["step"]]),
    ]  # fmt: skip
    return " · ".join(parts)
