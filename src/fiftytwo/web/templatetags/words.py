"""Numbers, shares, durations and days in templates: the words of `web.saying`, and small pictures."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from fiftytwo.web import saying
from fiftytwo.web.forms import code_of
from fiftytwo.web.rendering import kept_part
from fiftytwo.web.told import told

register = template.Library()

register.filter("duration", saying.duration_text)
register.filter("share", saying.share_text)
register.filter("number", saying.number_text)
register.filter("hours", saying.hours_text)


@register.filter
def day(value: date | None, pattern: str) -> str:
    """Return a day, or an instant in the workspace's zone, by a pattern in the viewer's order.

    Examples
    --------
    >>> day(date(2026, 11, 23), "j F Y"), day(None, "j F")
    ('23 November 2026', '')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return saying.date_text(value, pattern)


register.filter("told", told)
register.filter("error_code", code_of)


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last name.

    Examples
    --------
    >>> initials("Nadia Verhoeven"), initials("Åsa"), initials("")
    ('NV', 'Å', '·')
    """
    words = name.split()
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "·"


@register.filter
def chosen(field: BoundField) -> str:
    """Return what is chosen in a field as its page says it; a dash for nothing.

    Examples
    --------
    >>> from django import forms
    >>> class Ask(forms.Form):
    ...     step = forms.ChoiceField(choices=[("", "any"), ("day", "Day")])
    ...     last = forms.CharField()
    >>> form = Ask({"step": "day", "last": ""})
    >>> chosen(form["step"]), chosen(form["last"])
    ('Day', '–')
    """
    value = field.value()
    words = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return words.get(str(value or ""), str(value or "")) or "–"


@register.filter
def reason(name: str) -> str:
    """Return the name of a rule or reason in words of the viewer's language.

    Examples
    --------
    >>> reason("ends_before_start")
    'ends before start'
    """
    return told(name.replace("_", " "))


@register.filter
def shift_bar(cell: Any, scale: str) -> SafeString:
    """Return hours over a bar: the same few hundred stand in every week's table."""
    whole = {"cell": cell, "scale": scale}
    return kept_part("components/shift_bar.html", (cell, scale), lambda: whole)


@register.filter
def ruler(week: Any) -> SafeString:
    """Return the year's ruler with a week on it."""
    return kept_part("components/ruler.html", week.monday, lambda: {"week": week})
