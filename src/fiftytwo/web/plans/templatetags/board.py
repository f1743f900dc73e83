"""The cells of the day board as markup: a thousand of them are too many for a template loop."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fiftytwo.web.plans.board import Cell

__all__ = ["cells"]

register = template.Library()


@register.filter
def cells(row: Iterable[Cell]) -> SafeString:
    """Return the cells of a person's day.

    Examples
    --------
    >>> cells([Cell("h", "", "", -1), Cell("cell a-phone first", "Phone", "09:00 Phone", 0)])[:39]
    '<td class="h"></td><td class="cell a-ph'
    """
    return mark_safe("".join(_cell(cell) for cell in row))  # noqa: S308  (made by format_html)


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
