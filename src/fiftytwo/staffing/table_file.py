"""A file of intervals in, the same file with the agents they need out; CSV or Parquet."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from fiftytwo.base.errors import InputError
from fiftytwo.base.spreadsheet import write_csv
from fiftytwo.staffing.table import required_table

__all__ = ["COLUMNS", "staff_file"]

Numbers = npt.NDArray[np.float64]
COLUMNS = (
    "calls",
    "aht_s",
    "interval_s",
    "patience_s",
    "service_level",
    "within_s",
    "max_occupancy",
    "max_asa_s",
    "max_abandonment",
)
NEEDED = ("calls", "aht_s")
MAY_BE_EMPTY = ("patience_s", "max_occupancy", "max_asa_s", "max_abandonment")
ADDED = ("agents", "service_level_reached", "asa_s", "occupancy", "abandonment")


def staff_file(
    source: Path, out: Path, *, defaults: dict[str, float | None], definition: str = "offered"
) -> int:
    """Write the rows of `source` to `out` with what each needs, and return how many there are.

    Parameters
    ----------
    source : Path
        A .csv (or .csv.gz) or .parquet file with columns calls and aht_s; interval_s, patience_s
        (empty where nobody leaves), service_level, within_s, max_occupancy, max_asa_s and
        max_abandonment are used where they are present. Other columns are kept as they are. Units as in `required_agents`.
    out : Path
        A .csv or .parquet file; replaced in one step. Columns it adds: agents,
        service_level_reached (by `definition`), asa_s, occupancy, abandonment.
    defaults : dict
        Values of columns that are absent, or of empty cells; None in patience_s means that nobody
        leaves, in a bound that there is none.
    definition : str
        What the service level is a share of, as `required_agents`.

    Raises
    ------
    InputError
        If a file cannot be read or written, or naming the first row (row 1 follows the header) and
        column that cannot be used.
    """
    if out.suffix.lower() not in (".csv", ".parquet"):
        raise InputError(f"{out}: only .csv and .parquet are written: name such a file")
    try:
        table = _read(source)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{source} cannot be read ({reason}): give a CSV or Parquet file"
        ) from None
    try:
        columns = {name: _column(table, name, defaults.get(name)) for name in COLUMNS}
        need = required_table(
            columns["calls"],
            columns["aht_s"],
            definition=definition,
            **{name: columns[name] for name in COLUMNS[2:]},
        )
    except InputError as error:
        raise InputError(f"{source}, {error} (row 1 follows the header)") from None
    values = (need.agents, need.service_level, need.asa_s, need.occupancy, need.abandonment)
    for name, array in zip(ADDED, values):
        if name in table.column_names:
            table = table.drop_columns([name])
        table = table.append_column(name, pa.array(array))
    _write(table, out)
    return int(table.num_rows)


def _read(path: Path) -> pa.Table:
    if not path.exists():
        raise InputError(f"{path} does not exist: check the name")
    name = path.name.lower()
    if name.endswith(".parquet"):
        return pq.read_table(path)
    if not name.endswith((".csv", ".csv.gz")):
        raise InputError(f"{path}: only .csv, .csv.gz and .parquet are read: convert the file")
    ragged: list[pa_csv.InvalidRow] = []

    def stop(row: pa_csv.InvalidRow) -> str:
        ragged.append(row)
        return "error"

    try:
        return pa_csv.read_csv(
            path,
            read_options=pa_csv.ReadOptions(use_threads=False),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=stop),
            convert_options=pa_csv.ConvertOptions(default_column_type=pa.string()),
        )
    except pa.ArrowInvalid:
        if not ragged:
            raise
        row = ragged[0]
        raise InputError(
            f"{path}, row {row.number - 1}: {row.actual_columns} cells where the header has "
            f"{row.expected_columns}: mend that line (row 1 follows the header)"
        ) from None


def _column(table: pa.Table, name: str, default: float | None) -> Numbers:
    """Return a column as floats; NaN only where it may be empty."""
    found = table.column_names.count(name)
    if found > 1:
        raise InputError(f"header: the column {name} is there {found} times")
    empty = np.nan if default is None else default
    if not found:
        if name in NEEDED:
            there = ", ".join(table.column_names) or "none"
            raise InputError(f"header: the column {name} is missing; columns there are: {there}")
        return np.full(table.num_rows, empty)
    numbers = _numbers(table.column(name), name)
    blank = np.asarray(pc.is_null(numbers))
    if name not in MAY_BE_EMPTY and np.isnan(empty) and blank.any():
        raise InputError(
            f"row {int(blank.argmax()) + 1}: {name} is empty, which is not the same as 0"
        )
    values = np.array(pc.fill_null(numbers, empty), dtype=np.float64)
    wrong = ~np.isfinite(values) & ~blank
    if wrong.any():
        raise InputError(f"row {int(wrong.argmax()) + 1}: {name} is no finite number")
    return values


def _numbers(column: pa.ChunkedArray, name: str) -> Any:
    """Return the column as float64 with nulls; text is trimmed, empty text is null."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        text = pc.utf8_trim_whitespace(column)
        column = pc.if_else(pc.equal(text, ""), pa.scalar(None, column.type), text)
    try:
        return pc.cast(column, pa.float64())
    except pa.ArrowException:
        for row, cell in enumerate(column.to_pylist()):
            if cell is not None and not _is_number(cell):
                raise InputError(f"row {row + 1}: {name} is {cell!r}, which is no number") from None
        raise InputError(f"header: the column {name} holds {column.type}, not numbers") from None


def _is_number(cell: object) -> bool:
    try:
        float(str(cell))
    except ValueError:
        return False
    return True


def _write(table: pa.Table, out: Path) -> None:
    part = out.with_name(f".{out.name}.part")
    try:
        if out.suffix.lower() == ".parquet":
            pq.write_table(table, part)
        else:
            with open(part, "w", newline="", encoding="utf-8") as file:
                columns = [column.to_pylist() for column in table.columns]
                write_csv(file, itertools.chain([table.column_names], zip(*columns)), end="\n")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(f"{out} cannot be written: name a file in a folder that exists") from error
