"""Which state a form was filled in from: one that has changed meanwhile is refused, not overwritten.

A form that changes rows carries a digest of each field as it was shown. It is compared with what
is there inside the transaction that saves, so that of two people, or two tabs, the second is told
what the first has changed and decides again. What a program sends without a digest is taken.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fiftytwo.base.errors import InputError
from fiftytwo.privacy.errors import RuleError
from fiftytwo.web.forms import refusal
from fiftytwo.web.saying import date_text, list_text
from fiftytwo.web.transaction import Row, atomic, lock_row

__all__ = [
    "VERSION",
    "Outcome",
    "Shown",
    "StaleError",
    "save_form",
    "save_fresh",
    "shown_of",
    "stale_error",
    "version_of",
]

VERSION = "version"  # name of the hidden field
DIGITS = 12
MOST_LETTERS = 60


class StaleError(RuleError):
    """What a form shows was changed meanwhile.

    Attributes
    ----------
    names : sequence of str
        Fields that are not what they were.
    now : mapping
        Field → what is there now.
    """

    def __init__(self, names: Sequence[str], now: Mapping[str, Any]) -> None:
        super().__init__("STALE_VERSION", f"{', '.join(names)} changed meanwhile: look again")
        self.names, self.now = names, now


@dataclass(frozen=True)
class Shown:
    """What a form shows of the rows that it changes.

    Attributes
    ----------
    names : tuple of str
        Fields that must be what they were.
    read : function
        Returns field → value as it is now, of rows that nobody else changes until it is saved.
    rows : tuple of Model
        The rows that the action is given: a second try after a deadlock gets them as they were.
    """

    names: tuple[str, ...] = ()
    read: Callable[[], Mapping[str, Any]] = dict
    rows: tuple[Model, ...] = ()


def shown_of(
    row: Row, initial: Callable[[Row], Mapping[str, Any]], names: Sequence[str] | None = None
) -> Shown:
    """Return what a form shows of one row.

    Parameters
    ----------
    row : Model
        What it changes.
    initial : function of the row
        Returns what the form begins with.
    names : sequence of str, optional
        Fields that must be what they were; all that the form begins with where they are left out.
    """
    return Shown(
        tuple(initial(row) if names is None else names),
        lambda: initial(lock_row(row)),
        (row,),
    )


@dataclass(frozen=True)
class Outcome:
    """Whether a form was saved; else the status of the answer, and the version that its page carries."""

    is_saved: bool = False
    status: int = 302
    version: str = ""


def version_of(values: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return a digest of each field, as the hidden field of a form carries it.

    Examples
    --------
    >>> version_of({"name": "Ada", "email": ""}, ["name"])
    'name:99a563ab2f6e'
    """
    return " ".join(f"{name}:{_digest(values.get(name))}" for name in names)


def _digest(value: Any) -> str:
    return hashlib.sha256(_written(value).encode()).hexdigest()[:DIGITS]


def _written(value: Any) -> str:
    """Return a value as a browser sends it back."""
    plain = value.pk if isinstance(value, Model) else value
    return "" if plain is None else str(plain).replace("\r\n", "\n").strip()


@atomic
def _save(version: str | None, shown: Shown, save: Callable[[], Any], *_rows: Model) -> Any:
    if version is not None:
        now = shown.read()
        fresh, given = version_of(now, shown.names).split(), version.split()
        if fresh != given:
            gone = [
                name for name, part in zip(shown.names, fresh, strict=True) if part not in given
            ]
            raise StaleError(gone, now)
    return save()


def save_fresh(version: str | None, shown: Shown, save: Callable[[], Any]) -> Any:
    """Save what a form says if what it showed is still there; all in one transaction.

    Parameters
    ----------
    version : str or None
        What the form carried; None where it carried nothing.
    shown : Shown
        What it showed.
    save : function
        The action.

    Raises
    ------
    StaleError
        If a field is not what it was, or the version is none of ours.
    """
    return _save(version, shown, save, *shown.rows)


def save_form(
    request: HttpRequest, form: forms.Form, save: Callable[[], Any], shown: Shown
) -> Outcome:
    """Judge a form and save what it says; what refuses it stands in the form.

    Parameters
    ----------
    request : HttpRequest
        Only a POST saves.
    form : Form
        Bound to it, or empty.
    save : function
        The action; asked only where the form is valid.
    shown : Shown
        What the form shows of rows that are there; `Shown()` for a new one.
    """
    version = request.POST.get(VERSION, version_of(form.initial, shown.names))
    if request.method != "POST" or not form.is_valid():
        return Outcome(status=422 if form.errors else 200, version=version)
    try:
        save_fresh(request.POST.get(VERSION) if shown.names else None, shown, save)
    except StaleError as error:
        form.add_error(None, stale_error(form, error))
        _take_over(form, error, version.split())
        return Outcome(status=409, version=version_of(error.now, shown.names))
    except InputError as error:
        form.add_error(None, refusal(error))
        return Outcome(status=422, version=version)
    return Outcome(is_saved=True)


def stale_error(form: forms.Form, error: StaleError) -> forms.ValidationError:
    """Return the sentence that says what was changed to what, and what to do."""
    parts = [
        _("%(field)s is now “%(value)s”")
        % {"field": form.fields[name].label, "value": _said(form.fields[name], error.now.get(name))}
        for name in error.names
        if name in form.fields
    ]
    text = _("Somebody changed this after you opened it: %(what)s. What you typed yourself is kept below, the rest is as it is now: look, then save again.")  # fmt: skip
    what = list_text(parts) or _("it is not what it was")
    return forms.ValidationError(text % {"what": what}, code=error.code)


def _take_over(form: forms.Form, error: StaleError, version: Sequence[str]) -> None:
    """Show what is there now in the fields that nobody touched: saved again they wipe nothing."""
    form.data = form.data.copy()
    for name in set(error.names) & set(form.fields):
        if f"{name}:{_digest(form[name].value())}" not in version:
            continue
        now = error.now.get(name)
        if isinstance(now, bool) and not now:
            form.data.pop(form.add_prefix(name), None)
        else:
            form.data[form.add_prefix(name)] = _written(now)


def _said(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_text(value, "j F Y")
    if isinstance(field, forms.ModelChoiceField):
        other = value if isinstance(value, Model) else field.queryset.filter(pk=value).first()
        return str(other) if other is not None else "–"
    return str(value)[:MOST_LETTERS]
