"""CSV that people open in a spreadsheet: no text of somebody else's runs there as a formula.

Every CSV file that is written goes through `write_csv`; a test holds the rest of the code to it.
Source of the signs: OWASP, CSV Injection.
"""

import csv
import re
from collections.abc import Iterable
from typing import TextIO

__all__ = ["guard", "unguard", "write_csv"]

SIGNS = r"=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # the wide forms are taken for the same
FORMULA = re.compile(rf"'*\s*[{SIGNS}]")
GUARDED = re.compile(rf"'+\s*[{SIGNS}]")


def guard(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; `unguard` gives it back unchanged.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1"), guard("O'Hara"), unguard(guard("'=1"))
    ("'=1+1", "''=1", "O'Hara", "'=1")
    """
    return f"'{text}" if FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Return a cell without the quote that `guard` puts before what looks like a formula."""
    return text[1:] if GUARDED.match(text) else text


def write_csv(
    to: TextIO, rows: Iterable[Iterable[object]], *, delimiter: str = ",", end: str = "\r\n"
) -> None:
    r"""Write rows as CSV, texts guarded; numbers and None (an empty cell) stay as they are.

    Examples
    --------
    >>> import sys
    >>> write_csv(sys.stdout, [["queue", "n"], ["@SUM(A1)", -3], ["PS", None]], end="\n")
    queue,n
    '@SUM(A1),-3
    PS,
    """
    writer = csv.writer(to, delimiter=delimiter, lineterminator=end)
    writer.writerows([guard(c) if isinstance(c, str) else c for c in row] for row in rows)
