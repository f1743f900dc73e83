"""People as a table: the columns of the CSV file, read and written the same way.

A file is read whole before anything is changed. A cell that cannot be used is refused with its
line, its column and what to do; Excel's way to save (semicolons, a byte order mark) is accepted.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fiftytwo.base.errors import InputError
from fiftytwo.base.spreadsheet import unguard, write_csv
from fiftytwo.web.people import fields

__all__ = ["COLUMNS", "Line", "Refusal", "Table", "read_table", "write_table"]

MOST_LINES = 50_000
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,79}")
EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that cannot be used: where, what was given, what to do; whose login it names, by key."""

    line: int
    column: str
    given: str
    reason: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a file; `values` holds only the columns that the file has."""

    number: int
    values: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The key of the person."""
        return self.values["key"]


@dataclass(frozen=True)
class Table:
    """A file as it was read."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    refused: tuple[Refusal, ...] = field(default=())


def read_table(raw: bytes) -> Table:
    r"""Read a CSV file of people.

    Raises
    ------
    InputError
        If it is no table of people at all: not UTF-8, no header, no column ``key``, an unknown or
        doubled column, or too long. A single cell that cannot be used is a `Refusal` instead.

    Examples
    --------
    >>> table = read_table("\ufeffkey;name;hours\nann;Ann;37,5\nben;;ten\n".encode())
    >>> table.lines[0].values
    {'key': 'ann', 'name': 'Ann', 'hours': 2250}
    >>> [(r.line, r.column) for r in table.refused]
    [(3, 'name'), (3, 'hours')]
    """
    rows = _rows(_text(raw))
    columns = _header(rows)
    lines: list[Line] = []
    refused: list[Refusal] = []
    seen: dict[str, int] = {}
    for number, cells in rows[1:]:
        if not any(cells):
            continue
        line, bad = _line(number, columns, cells)
        if not bad and line.key in seen:
            text = f"the key stands in line {seen[line.key]} too: keep one of the two"
            bad = [Refusal(number, "key", line.key, text)]
        refused += bad
        if not bad:
            seen[line.key] = number
            lines.append(line)
    return Table(columns, tuple(lines), tuple(refused))


def write_table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return people as CSV, every column, guarded against formulas."""
    out = io.StringIO()
    write_csv(
        out,
        (
            list(COLUMNS),
            *([write(row[name]) for name, (_read, write) in COLUMNS.items()] for row in rows),
        ),
    )
    return out.getvalue()


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8: save it as “CSV UTF-8”") from None


def _rows(text: str) -> list[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for cells in reader:
            found.append((begin, [unguard(cell.strip()) for cell in cells]))
            begin = reader.line_num + 1
            if len(found) > MOST_LINES:
                raise InputError(f"the file has more than {MOST_LINES:,} lines: split it")
    except csv.Error as error:
        raise InputError(f"line {begin} of the file is no CSV ({error}): mend its quotes") from None
    return found


def _header(rows: list[tuple[int, list[str]]]) -> tuple[str, ...]:
    names = tuple(name.lower() for name in rows[0][1]) if rows else ()
    known = ", ".join(COLUMNS)
    for name in names:
        if name not in COLUMNS:
            raise InputError(f"there is no column {name!r}: the columns are {known}")
        if names.count(name) > 1:
            raise InputError(f"the column {name!r} stands twice: keep one of the two")
    if "key" not in names:
        raise InputError(f"the first line names no column key: the columns are {known}")
    return names


def _line(number: int, columns: tuple[str, ...], cells: list[str]) -> tuple[Line, list[Refusal]]:
    if len(cells) != len(columns):
        text = f"has {len(cells)} cells for {len(columns)} columns: mend the line"
        return Line(number, {}), [Refusal(number, "", "", text)]
    values: dict[str, Any] = {}
    refused: list[Refusal] = []
    for name, cell in zip(columns, cells, strict=True):
        try:
            values[name] = COLUMNS[name][0](cell)
        except InputError as error:
            refused.append(Refusal(number, name, cell, str(error)))
    if not refused and (bad := _disagree(values)):
        refused.append(Refusal(number, *bad))
    return Line(number, values), refused


def _disagree(values: Mapping[str, Any]) -> tuple[str, str, str] | None:
    joined, left = values.get("joined"), values.get("left")
    if joined and left and left < joined:
        return "left", left.isoformat(), f"this is before the first day {joined.isoformat()}"
    if values.get("site") and "team" in values and not values["team"]:
        return "team", "", "a site needs a team: people belong to a site by their team"
    return None


def _key(cell: str) -> str:
    if not KEY.fullmatch(cell):
        raise InputError("write a key of letters, digits and . _ @ - such as yusuf.demir")
    return cell


def _name(most: int, *, is_needed: bool = False) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if is_needed and not cell:
            raise InputError("write a name")
        if len(cell) > most:
            raise InputError(f"shorten it to {most} characters")
        return cell

    return read


def _email(cell: str) -> str:
    if cell and not EMAIL.fullmatch(cell):
        raise InputError("write an address such as yusuf@desk.example, or leave it empty")
    return cell


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise InputError(f"{cell!r} is no date: write it as 2026-03-02") from None


def _days(cell: str) -> int:
    if cell not in tuple("01234567"):
        raise InputError("write the days a week as 0 to 7")
    return int(cell)


def _logins(cell: str) -> tuple[str, ...]:
    found = tuple(sorted({word.strip() for word in cell.split("|")} - {""}))
    if any(len(login) > 120 for login in found):
        raise InputError("shorten each login to 120 characters")
    return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


# Column → how a cell is read, and how its value is written.
COLUMNS: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    "key": (_key, str),
    "name": (_name(150, is_needed=True), str),
    "email": (_email, str),
    "site": (_name(120), str),
    "team": (_name(120), str),
    "pool": (_name(120), str),
    "hours": (lambda cell: fields.minutes_of(cell or "0"), fields.hours_text),
    "max_days": (lambda cell: _days(cell or "5"), str),
    "shifts": (fields.read_shifts, fields.shifts_text),
    "available": (fields.read_availability, fields.availability_text),
    "joined": (_day, _iso),
    "left": (_day, _iso),
    "logins": (_logins, "|".join),
}
