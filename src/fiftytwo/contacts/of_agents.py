"""What the lake holds about somebody who works here: the rows that an erasure would change.

Read as it is, with others left out: no row says who a customer was, and another agent in it is
"another agent".
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from fiftytwo.contacts.erasure import where_of
from fiftytwo.contacts.erasures import Erasure
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.tables import CANONICAL

__all__ = ["SOMEBODY", "agent_months", "agent_rows", "mask"]

SOMEBODY = "somebody else"
BATCH = 5000
AGENT = re.compile(r"rep-[0-9a-f]{8}")
HASH = re.compile(r"\b[0-9a-f]{32}\b")
JSON_TEXTS = frozenset({"data", "ext", "reported"})  # may hold a customer's hash
# Another person's, or of the store and not of anybody.
LEFT_OUT = frozenset({"customer_id", "payload_hash", "load_id", "raw_line", "month"})


def agent_months(snapshot: Snapshot, agents: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return table → month → how many rows tell of some agents; tables without any are left out.

    Parameters
    ----------
    snapshot : Snapshot
        The lake.
    agents : sequence of str
        Pseudonyms of one person, such as ``rep-3fa91c2b``.
    """
    found: dict[str, dict[str, int]] = {}
    for table in CANONICAL if agents else ():
        where = where_of(table, _erasures(agents))
        if where == "false" or not snapshot.files(table):
            continue
        sql = f"SELECT month, count(*) FROM {snapshot.relation(table)} WHERE {where} GROUP BY 1 ORDER BY 1"
        rows = dict(snapshot.cursor().execute(sql).fetchall())
        if rows:
            found[table] = rows
    return found


def agent_rows(snapshot: Snapshot, table: str, agents: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that tell of some agents, as plain values; memory stays flat.

    A month after the other, by `BATCH` rows: instants and days in ISO form, ids in hexadecimal
    digits, columns without a value left out.

    Parameters
    ----------
    snapshot, agents
        As `agent_months` takes them.
    table : str
        One of `tables.CANONICAL`.
    """
    where = where_of(table, _erasures(agents))
    names = [name for name in CANONICAL[table].names if name not in LEFT_OUT]
    listed = ", ".join(f'"{name}"' for name in names)
    for month in snapshot.months(table) if where != "false" else ():
        relation = snapshot.relation(table, month, month)
        sql = f"SELECT {listed} FROM {relation} WHERE {where}"
        reader: pa.RecordBatchReader = snapshot.cursor().sql(sql).to_arrow_reader(BATCH)
        for batch in reader:
            for row in batch.to_pylist():
                yield {
                    name: _plain(name, value, agents)
                    for name, value in row.items()
                    if value is not None
                }


def mask(name: str, text: str, agents: Sequence[str]) -> str:
    """Return a column's text with other agents, and hashes of customers in JSON, taken out.

    Examples
    --------
    >>> mask("value", "rep-0badcafe", ["rep-3fa91c2b"]), mask("agent", "rep-3fa91c2b", ["rep-3fa91c2b"])
    ('somebody else', 'rep-3fa91c2b')
    """
    text = AGENT.sub(lambda hit: hit[0] if hit[0] in agents else SOMEBODY, text)
    return HASH.sub(SOMEBODY, text) if name in JSON_TEXTS else text


def _plain(name: str, value: Any, agents: Sequence[str]) -> Any:
    if isinstance(value, str):
        return mask(name, value, agents)
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime | date) else value


def _erasures(agents: Sequence[str]) -> list[Erasure]:
    return [Erasure("agent", agent, "") for agent in agents]
