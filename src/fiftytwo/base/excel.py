"""Workbooks that people open in a spreadsheet, guarded as CSV is."""

from collections.abc import Iterable
from math import isfinite
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from fiftytwo.base.spreadsheet import guard

__all__ = ["write_excel"]


def write_excel(to: BinaryIO, rows: Iterable[Iterable[object]], *, title: str) -> None:
    """Write rows as a workbook of one sheet, the first row standing when scrolled.

    Parameters
    ----------
    to : binary file
        Where it goes.
    rows : iterable of iterable
        Cells: texts (guarded), numbers, bools, days and local times without a zone, None for an
        empty one. Numbers that are not finite are empty: a sheet has no word for them.
    title : str
        Name of the sheet.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_cell(value) for value in row])
    book.save(to)


def _cell(value: object) -> object:
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, str):  # signs that XML forbids are shown as unreadable
        return guard(ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    return value
