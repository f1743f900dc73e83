"""No cell of a file that is written here runs as a formula, and every cell comes back."""

import csv
import io
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

import fiftytwo
from fiftytwo.base.excel import write_excel
from fiftytwo.base.spreadsheet import guard, unguard, write_csv
from fiftytwo.staffing.table_file import staff_file

SOURCE = Path(fiftytwo.__file__).parent
# What spreadsheets take for the beginning of a formula, blanks before it left out (OWASP).
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
TEXTS = st.one_of(
    st.text(max_size=20),
    st.builds(
        str.__add__, st.sampled_from(["", "'", "''", " ", "\u00a0"]), st.sampled_from(RUNS)
    ).flatmap(lambda head: st.text(max_size=9).map(head.__add__)),
)


def runs(cell: str) -> bool:
    return cell.startswith(RUNS) or cell.lstrip().startswith(RUNS)


@given(TEXTS)
def test_no_cell_is_run_and_every_cell_comes_back(text):
    assert not runs(guard(text))
    assert unguard(guard(text)) == text


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=4), st.sampled_from(",;\t"))
def test_a_whole_file_is_read_back_as_it_was(rows, delimiter):
    out = io.StringIO()
    write_csv(out, rows, delimiter=delimiter)
    found = list(csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=delimiter))
    assert not any(runs(cell) for row in found for cell in row)
    assert [[unguard(cell) for cell in row] for row in found] == rows


def test_numbers_stay_numbers():
    out = io.StringIO()
    write_csv(out, [["n"], [-3], [-0.5], [None]])
    assert out.getvalue() == 'n\r\n-3\r\n-0.5\r\n""\r\n'


def test_the_table_of_agents_passes_no_formula_on(tmp_path):
    given_file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    given_file.write_text("queue,calls,aht_s\n=cmd|' /C calc'!A0,10,300\nBilling,12,300\n")
    staff_file(given_file, out, defaults={"interval_s": 1800, "service_level": 0.8, "within_s": 20})
    cells = [cell for row in csv.reader(io.StringIO(out.read_text())) for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not any(runs(cell) for cell in cells)


def test_nothing_else_writes_csv():
    """A second writer would be one without the guard; the demo's files are made to be loaded."""
    pattern = re.compile(
        r"csv\.(writer|DictWriter)|to_csv\(|pa_csv\.write|write_csv\(\s*table|openpyxl"
    )
    modules = [p for p in sorted(SOURCE.rglob("*.py")) if p.parent.name != "demo"]
    hits = [p.name for p in modules if pattern.search(p.read_text())]
    assert hits == ["excel.py", "spreadsheet.py"]


def test_a_workbook_holds_whatever_a_source_wrote():
    file = io.BytesIO()
    write_excel(file, [["queue"], ["a\x00b\x0bc"], ["=1+1"]], title="x")
    rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
    assert rows == [("queue",), ("a\ufffdb\ufffdc",), ("'=1+1",)]


def test_a_workbook_keeps_every_kind_of_cell():
    cells = [
        "Größe <&> \"x\"", "  room ", "two\nlines", 12, -0.125, 1e-300, True, None,
        date(2026, 3, 29), datetime(2026, 3, 29, 3, 30, 15), float("nan"), "-", "'=1",
    ]  # fmt: skip
    file = io.BytesIO()
    write_excel(file, [["head"], cells], title="a & b")
    book = openpyxl.load_workbook(file)
    (_head, row) = book.active.iter_rows(values_only=True)
    told = [*cells[:8], datetime(2026, 3, 29), cells[9], None, "'-", "''=1"]
    assert list(row) == told
    assert book.sheetnames == ["a & b"]
    assert book.active.freeze_panes == "A2"
