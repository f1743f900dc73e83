"""Workbooks that people open in a spreadsheet, guarded as CSV is."""

from collections.abc import Iterable
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from fiftytwo.base.spreadsheet import guard

__all__ = ["write_excel"]


def _told(text: str) -> str:
    """Return a text that a workbook can hold: signs that XML forbids are shown as unreadable."""
    return guard(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))


def write_excel(to: BinaryIO, rows: Iterable[Iterable[object]], *, title: str) -> None:
    """Write rows as a workbook of one sheet, texts guarded, the first row standing when scrolled."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_told(c) if isinstance(c, str) else c for c in row])
    book.save(to)
