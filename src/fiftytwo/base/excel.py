"""Workbooks that people open in a spreadsheet, guarded as CSV is, and written while they are sent.

A workbook is a zip archive of a few XML files (ECMA-376, part 1): only the sheet grows with the
rows, so it is the last one and never held whole.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from html import escape
from itertools import islice
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.datetime import to_excel

from fiftytwo.base.sink import Sink
from fiftytwo.base.spreadsheet import guard

__all__ = ["excel_parts", "write_excel"]

BLOCK = 1_000  # rows between two pieces
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FILES = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    # The formats of cells: 0 as it is, 1 a day, 2 a day with its time.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BEGIN = (  # the first row stands when scrolled
    f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1"'
    ' topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
END = "</sheetData></worksheet>"


def excel_parts(rows: Iterable[Iterable[object]], *, title: str) -> Iterator[bytes]:
    """Yield a workbook of one sheet in pieces, as its rows are read.

    Parameters
    ----------
    rows : iterable of iterable
        Cells: texts (guarded), numbers, bools, days and local times without a zone, None for an
        empty one. Numbers that are not finite are empty: a sheet has no word for them.
    title : str
        Name of the sheet.
    """
    sink, left = Sink(), iter(rows)
    with ZipFile(sink, "w", ZIP_DEFLATED) as book:
        for name, text in FILES.items():
            book.writestr(name, XML + text)
        book.writestr("xl/workbook.xml", XML + BOOK % _text(title))
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(BEGIN.encode())
            while block := list(islice(left, BLOCK)):
                sheet.write("".join(map(_row, block)).encode())
                yield sink.taken()
            sheet.write(END.encode())
    yield sink.taken()


def write_excel(to: BinaryIO, rows: Iterable[Iterable[object]], *, title: str) -> None:
    """Write rows as a workbook of one sheet, as `excel_parts` makes it."""
    for part in excel_parts(rows, title=title):
        to.write(part)


def _row(cells: Iterable[object]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: object) -> str:
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    if isinstance(value, date):
        style = 2 if isinstance(value, datetime) else 1
        return f'<c s="{style}"><v>{to_excel(value)!r}</v></c>'
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_text(guard(str(value)))}</t></is></c>'


def _text(text: str) -> str:
    """Return a text that XML can hold: signs that it forbids are shown as unreadable."""
    return escape(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
