"""Numbers, shares and durations in templates: the words of `base.units`."""

from django import template

from fiftytwo.base import units

register = template.Library()

register.filter("duration", units.duration_text)
register.filter("share", units.share_text)
register.filter("number", units.number_text)


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
def reason(name: str) -> str:
    """Return the name of a rule or reason in words.

    Examples
    --------
    >>> reason("ends_before_start")
    'ends before start'
    """
    return name.replace("_", " ")
