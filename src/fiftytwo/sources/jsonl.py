"""JSON lines → texts of the fields a profile names; ``a.b`` reaches into objects."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from fiftytwo.contacts.lake import quote
from fiftytwo.contacts.records import Block
from fiftytwo.sources.tabular import BAD, Texts, lines_texts

__all__ = ["json_names", "json_texts"]

LOOKED_AT = 100


def json_names(block: Block) -> tuple[str, ...]:
    """Return the fields of the first records, nested ones with a dot."""
    names: dict[str, None] = {}
    for i in range(min(block.lines, LOOKED_AT)):
        try:
            names.update(dict.fromkeys(_paths(json.loads(block.record(i)), "")))
        except ValueError:
            continue
    return tuple(names)


def _paths(value: Any, prefix: str) -> list[str]:
    if not isinstance(value, dict):
        return [prefix.removesuffix(".")] if prefix else []
    return [path for name, inner in value.items() for path in _paths(inner, f"{prefix}{name}.")]


def json_texts(connection: Any, block: Block, wanted: Sequence[str]) -> Texts:
    """Return the wanted fields of each line as texts; lines that are no object are bad."""
    lines = lines_texts(block)
    connection.register("lines", lines.table)
    fields = ", ".join(f"c0 ->> {quote(_pointer(name))} AS c{i}" for i, name in enumerate(wanted))
    table = connection.sql(
        f"SELECT {fields}, raw_line FROM (SELECT c0::JSON AS c0, raw_line FROM lines"
        " WHERE coalesce(try(json_type(c0)), '') = 'OBJECT') ORDER BY raw_line"
    ).to_arrow_table()
    good = table["raw_line"].to_numpy()
    broken = np.setdiff1d(lines.table["raw_line"].to_numpy(), good)
    n = len(broken)
    bad = pa.table([broken, ["parse_error"] * n, ["line"] * n, ["no JSON object"] * n], schema=BAD)
    return Texts(table, pa.concat_tables([lines.bad, bad]))


def _pointer(name: str) -> str:
    parts = ['"' + part.replace('"', "") + '"' for part in name.split(".")]
    return "$." + ".".join(parts)
