"""The records of all simulated contacts as a Parquet file."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fiftytwo.base.errors import InputError
from fiftytwo.simulation.book import OUTCOMES, RECORD_FIELDS, Numbers
from fiftytwo.simulation.result import Result

__all__ = ["check_name", "contacts_table", "write_contacts"]


def contacts_table(result: Result) -> pa.Table:
    """Return one row an attempt, in order of day and arrival.

    Columns: day (from 0), queue, contact (its number in the queue that day, from 0), attempt (0 =
    the first), outcome (answered, abandoned, unserved), group (null where nobody answered),
    arrived_s (from opening; below 0: carried over), waited_s, talk_s, wrap_up_s.

    Raises
    ------
    InputError
        If the simulation kept no records.
    """
    if result.contacts is None:
        raise InputError("no contacts were kept: simulate with contacts=True")
    rows = result.contacts
    column = {name: rows[:, k] for k, name in enumerate(("day", *RECORD_FIELDS))}
    order = np.lexsort((column["queue"], column["arrived_s"], column["day"]))
    column = {name: values[order] for name, values in column.items()}
    whole = {name: column[name].astype(np.int32) for name in ("day", "contact", "attempt")}
    names = [queue.name for queue in result.model.queues]
    return pa.table(
        {
            "day": whole["day"],
            "queue": _named(names, column["queue"]),
            "contact": whole["contact"],
            "attempt": whole["attempt"],
            "outcome": _named(list(OUTCOMES), column["outcome"]),
            "group": _named(list(result.group_names), column["group"]),
            **{name: column[name] for name in ("arrived_s", "waited_s", "talk_s", "wrap_up_s")},
        }
    )


def write_contacts(result: Result, path: Path) -> int:
    """Write the records and return how many there are; the file is replaced in one step.

    Raises
    ------
    InputError
        If the file is no .parquet, cannot be written, or no records were kept.
    """
    check_name(path)
    table = contacts_table(result)
    part = path.with_name(f".{path.name}.part")
    try:
        pq.write_table(table, part)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(
            f"{path} cannot be written: name a file in a folder that exists"
        ) from error
    return int(table.num_rows)


def check_name(path: Path) -> None:
    """Refuse a file that is not named as Parquet, or whose folder is missing.

    Raises
    ------
    InputError
        If it is.
    """
    if path.suffix.lower() != ".parquet":
        raise InputError(f"{path}: contacts are written as .parquet: name such a file")
    if not path.parent.is_dir():
        raise InputError(f"{path} cannot be written: name a file in a folder that exists")


def _named(names: list[str], numbers: Numbers) -> pa.Array:
    whole = numbers.astype(np.int32)
    indices = pa.array(whole, mask=whole < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names))
