"""Cells of the boards as markup: a thousand of them are too many for a template loop."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from fiftytwo.web.plans.board import Cell
from fiftytwo.web.plans.week import DayCell
from fiftytwo.web.templatetags.words import shift_bar

__all__ = ["cells", "counts", "days"]

register = template.Library()


@register.filter
@lru_cache(maxsize=1024)
def cells(row: tuple[Cell, ...]) -> SafeString:
    """Return the cells of a person's day.

    Examples
    --------
    >>> cells((Cell("h", "", "", -1), Cell("cell a-phone first", "Phone", "09:00 Phone", 0)))[:39]
    '<td class="h"></td><td class="cell a-ph'
    """
    return mark_safe("".join(_cell(cell) for cell in row))  # noqa: S308  (made by format_html)


@register.filter
def counts(row: Iterable[int]) -> SafeString:
    """Return counts by half-hour; a dot where nobody is.

    Examples
    --------
    >>> counts([2, 0])
    '<td>2</td><td>·</td>'
    """
    return format_html_join("", "<td>{}</td>", ((count or "·",) for count in row))


@register.filter
def days(row: Iterable[DayCell], scale: str) -> SafeString:
    """Return a person's week, a cell a day, on bars `scale` minutes wide.

    Examples
    --------
    >>> days([DayCell("away")], "600")
    '<td class="off">away</td>'
    """
    return mark_safe("".join(_day(cell, scale) for cell in row))  # noqa: S308  (made by format_html)


@lru_cache(maxsize=4096)
def _day(cell: DayCell, scale: str) -> SafeString:
    if not cell.is_on:
        return format_html('<td class="off">{}</td>', cell.words)
    return format_html("<td>{}</td>", shift_bar(cell, scale))


@lru_cache(maxsize=4096)
def _cell(cell: Cell) -> SafeString:
    if not cell.words:
        return format_html('<td class="{}"></td>', cell.css)
    shown = ""
    if cell.label:
        shown = format_html('<span class="lab" aria-hidden="true">{}</span>', cell.label)
    return format_html(
        '<td class="{}" tabindex="{}"><span class="bar-seg"></span>{}<span class="sr">{}</span></td>',
        cell.css,
        cell.tab,
        shown,
        cell.words,
    )
