"""One row a contact, with the seconds of its pieces: for whoever counts in a program of their own."""

from typing import Any

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.lake import quote
from fiftytwo.measures.evaluate import frame_of, relation_of
from fiftytwo.measures.model import Facts, Query

__all__ = ["COLUMNS", "agents_in", "contact_list", "count_contacts"]

KNOWN = ("queue", "channel", "reason", "agent")  # what the list can be narrowed to
PIECES = {
    "ivr_s": "kind = 'ivr'",
    "wait_s": "kind = 'wait' AND leg = 'main'",
    "talk_s": "kind IN ('talk', 'conference')",
    "hold_s": "kind = 'hold'",
    "wrap_s": "kind = 'wrap'",
    "work_s": "kind = 'work'",
}
COLUMNS = (
    "number", "source", "local_day", "started_at", "ended_at", "channel", "direction", "queue",
    "reason", "agent", "outcome", "transfers", "is_excluded", *PIECES,
)  # fmt: skip


def contact_list(source: Facts, query: Query) -> Any:
    """Return the contacts of a question's days and filters as batches, oldest first.

    Parameters
    ----------
    source : Facts
        The lake.
    query : Query
        Its days and filters (queue, channel, reason, agent); measures, dimensions and grain do not
        matter. A filter without values lets nothing through.

    Returns
    -------
    pyarrow.RecordBatchReader
        `COLUMNS`: `number` as the source writes it, instants in UTC, `local_day` of the contact,
        seconds of each kind of piece (null where there is none), `agent` as a pseudonym.

    Raises
    ------
    InputError
        If the days are in reverse, or a filter is none of the four.
    """
    frame = frame_of(query)
    pieces = ", ".join(
        f"sum(duration_ms) FILTER ({where}) / 1000.0 AS {name}" for name, where in PIECES.items()
    )
    sql = f"""
        WITH listed AS ({_listed(source, query)}),
        spent AS (
          SELECT contact_id, {pieces} FROM {relation_of(source, frame, "segment")}
          WHERE contact_id IN (SELECT contact_id FROM listed) GROUP BY contact_id
        )
        SELECT external_id AS number, source_id AS source, local_day, started_at, ended_at, channel,
          direction, queue, reason, agent, outcome, transfer_count AS transfers, is_excluded,
          {", ".join(PIECES)}
        FROM listed LEFT JOIN spent USING (contact_id)
        ORDER BY started_at, source, number"""
    return source.cursor().sql(sql).to_arrow_reader(20_000)


def count_contacts(source: Facts, query: Query) -> int:
    """Return how many rows `contact_list` gives."""
    sql = f"SELECT count(*) FROM ({_listed(source, query)})"
    return int(source.cursor().execute(sql).fetchall()[0][0])


def agents_in(source: Facts, query: Query) -> frozenset[str]:
    """Return the pseudonyms that stand in the rows of `contact_list`."""
    sql = f"SELECT DISTINCT agent FROM ({_listed(source, query)}) WHERE agent IS NOT NULL"
    return frozenset(agent for (agent,) in source.cursor().execute(sql).fetchall())


def _listed(source: Facts, query: Query) -> str:
    frame = frame_of(query)
    unknown = [name for name, _ in frame.where if name not in KNOWN]
    if unknown:
        raise InputError(
            f"contacts are not listed by {unknown[0]}: narrow them by {', '.join(KNOWN)}"
        )
    limits = ["true"]
    for day, sign in ((frame.first, ">="), (frame.last, "<=")):
        if day is not None:
            limits.append(f"local_day {sign} DATE '{day.isoformat()}'")
    for name, values in frame.where:
        named = ", ".join(quote(str(v)) for v in values if v is not None) or "NULL"
        missing = f" OR {name} IS NULL" if None in values else ""
        limits.append(f"({name} IN ({named}){missing})")
    return f"SELECT * FROM {relation_of(source, frame, 'contact')} WHERE {' AND '.join(limits)}"
