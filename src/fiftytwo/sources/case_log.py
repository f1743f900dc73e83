"""Case logs: one row a change of a ticket (or a message of it) → rows of `event`.

The profile names the columns; the mapping is one SELECT a block. Names of people and customers
leave this module only as keyed hashes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from fiftytwo.contacts.adapter import Context, Parsed
from fiftytwo.contacts.ids import agent_pseudonym, entity_id_sql
from fiftytwo.contacts.profile_parts import (
    CHANNELS,
    Condition,
    Duration,
    Field,
    Instant,
    read_conditions,
    read_duration,
    read_field,
    read_instant,
)
from fiftytwo.contacts.settings import Settings
from fiftytwo.contacts.zones import Change, ambiguous_sql, changes, nonexistent_sql, utc_sql
from fiftytwo.sources.case_rebuild import rebuild_cases
from fiftytwo.sources.event_rows import connect, finish_rows, keyed_hash_sql, quoted
from fiftytwo.sources.expressions import (
    Columns,
    all_of,
    duration_ms,
    duration_present,
    fault_of_field,
    field_text,
    instant_text,
    instant_us,
    is_absolute,
)

__all__ = ["STATUSES", "CaseLog", "CaseOptions"]

STATUSES = (
    "new", "open", "waiting_customer", "on_hold", "solved", "closed", "merged", "deleted", "spam",
)  # fmt: skip
CHANGE_KINDS = ("human", "rule", "bot", "customer", "system", "import")
MESSAGES = ("in", "out", "bot", "note")
FIELDS: dict[str, tuple[str, ...]] = {
    "case": (), "sequence": (), "status": STATUSES, "assignee": (), "queue": (), "reason": (),
    "priority": (), "case_type": (), "channel": CHANNELS, "customer": (), "changed_by": (),
    "change_kind": CHANGE_KINDS, "message": MESSAGES, "merged_into": (), "excluded": (),
}  # fmt: skip
INSTANTS = ("updated_at", "created_at", "resolved_at", "closed_at")
# What a row says goes into the event's data under these names, where it says anything.
TEXTS = (
    "status", "status_raw", "reason", "priority", "case_type", "channel", "changed_by",
    "change_kind", "merged_into", "excluded",
)  # fmt: skip


@dataclass(frozen=True)
class CaseOptions:
    """The table ``[options]`` of a case log's profile.

    Attributes
    ----------
    fields, instants : Mapping
        Canonical name → column, as in other profiles. `case`, `status` (unless the log has
        messages) and `updated_at` are needed.
    work : Duration or None
        Time spent on the row's message.
    rows : str
        ``full``: every row tells the whole state, an empty assignee is none; ``changes``: an
        empty column says nothing. A row with a message says nothing by its empty columns.
    first_sequence : int or None
        Number of a case's first row: a case that starts later is partial.
    initiation : str
        Who opens cases of a log without messages: customer or agent.
    reported : tuple of str
        Columns kept in `case.reported`, for reconciliation.
    ignore : Mapping
        Rule name → conditions.
    """

    fields: Mapping[str, Field]
    instants: Mapping[str, Instant]
    work: Duration | None = None
    rows: str = "full"
    fold: str = "quarantine"
    first_sequence: int | None = None
    initiation: str = "customer"
    reported: tuple[str, ...] = ()
    ignore: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that are read, each once."""
        parts: list[Any] = [*self.fields.values(), *self.instants.values()]
        parts += [c for rule in self.ignore.values() for c in rule]
        parts += [self.work] if self.work else []
        return tuple(dict.fromkeys([*(c for p in parts for c in p.columns), *self.reported]))


class CaseLog:
    """The event source of kind `case_events`."""

    tables = ("case", "case_interval", "contact", "segment", "fact_case", "case_flow")
    named = True
    shared = ()

    def columns(self, context: Context) -> tuple[str, ...]:
        """Return the columns of the file that the profile reads.

        Raises
        ------
        InputError
            If a setting of ``[options]`` is missing, unknown or wrong.
        """
        return read_options(context.options).columns

    def parse_texts(self, texts: pa.Table, context: Context) -> Parsed:
        """Map records: texts c0, c1, … in the order of `columns`, and `raw_line`."""
        options = read_options(context.options)
        columns = Columns(options.columns)
        connection = connect()
        connection.register("block", texts)
        found = changes(context.file_zone or context.zone, _years(connection, options, columns))
        connection.execute(f"CREATE TEMP TABLE typed AS {_typed_sql(options, columns, found)}")
        _register_people(connection, context)
        connection.execute(f"CREATE TEMP VIEW mapped AS {_event_sql(options, context)}")
        return Parsed(
            events=finish_rows(connection, "event", "mapped", context),
            ignored=connection.sql(
                "SELECT raw_line, rule FROM typed WHERE rule IS NOT NULL ORDER BY raw_line"
            ).to_arrow_table(),
            quarantined=connection.sql(
                "SELECT raw_line, fault[1] AS reason, fault[2] AS field, fault[3] AS detail "
                "FROM typed WHERE rule IS NULL AND fault IS NOT NULL ORDER BY raw_line"
            ).to_arrow_table(),
        )

    def stories(self, events: pa.Table, stored: pa.Table) -> list[tuple[str, ...]]:
        """Return the cases of the new events: no case needs another one."""
        del stored
        return sorted((str(key),) for key in events.column("group_key").unique().to_pylist())

    def rebuild(self, events: pa.Table, context: Context) -> dict[str, pa.Table]:
        """Return cases, their intervals, contacts, waits and facts of whole groups."""
        options = read_options(context.options)
        return rebuild_cases(
            events,
            context,
            first_sequence=options.first_sequence,
            initiation=options.initiation,
            has_messages="message" in options.fields,
        )


def read_options(values: Mapping[str, object]) -> CaseOptions:
    """Return the options of a profile.

    Raises
    ------
    InputError
        If a setting is missing, unknown or wrong; the text names it.
    """
    settings = Settings("profile: options", values)
    missing = settings.texts("missing")
    formats = settings.texts("formats", ("iso", "iso_offset"))
    fields = Settings("profile: options.fields", settings.table("fields"))
    instants = Settings("profile: options.instants", settings.table("instants"))
    ignore = settings.table("ignore")
    first = settings.take("first_sequence")
    work = settings.take("work")
    options = CaseOptions(
        fields={
            name: read_field(f"{fields.where}.{name}", _with_missing(value, missing), allowed)
            for name, allowed in FIELDS.items()
            if (value := fields.take(name)) is not None
        },
        instants={
            name: read_instant(
                f"{instants.where}.{name}",
                _with_missing(value, missing),
                date=None,
                formats=formats,
            )
            for name in INSTANTS
            if (value := instants.take(name)) is not None
        },
        work=None if work is None else read_duration("profile: options.work", work, decimal="."),
        rows=settings.choice("rows", ("full", "changes"), "full"),
        fold=settings.choice("fold", ("quarantine", "first", "second"), "quarantine"),
        first_sequence=first if isinstance(first, int) else None,
        initiation=settings.choice("initiation", ("customer", "agent"), "customer"),
        reported=settings.texts("reported"),
        ignore={
            name: read_conditions(f"options.ignore.{name}", rule) for name, rule in ignore.items()
        },
    )
    for part in (settings, fields, instants):
        part.finish()
    _check(settings, fields, instants, options)
    return options


def _check(settings: Settings, fields: Settings, instants: Settings, options: CaseOptions) -> None:
    if "case" not in options.fields:
        raise fields.wrong("case", "is missing: name the column of the case's number")
    if "updated_at" not in options.instants:
        raise instants.wrong("updated_at", "is missing: name the column of the change's time")
    if "status" not in options.fields and "message" not in options.fields:
        raise fields.wrong(
            "status", "or `message` is missing: without them nothing is known of a case"
        )
    kinds = {is_absolute(instant) for instant in options.instants.values()}
    if len(kinds) > 1:
        raise settings.wrong("formats", "mix times with and without an offset: give one kind")


def _with_missing(value: object, missing: tuple[str, ...]) -> object:
    """Give a column the log's own marks for a missing value."""
    table: dict[str, Any] = {"column": value} if isinstance(value, str) else dict(_table(value))
    if missing and ("column" in table or "time" in table) and "missing" not in table:
        table["missing"] = list(missing)
    return table


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {"value": value}


def _years(
    connection: duckdb.DuckDBPyConnection, options: CaseOptions, columns: Columns
) -> list[int]:
    instant = options.instants["updated_at"]
    us = instant_us(instant_text(instant, columns), instant)
    found = connection.execute(
        f"SELECT DISTINCT CAST({us} // 31556952000000 AS INTEGER) + 1970 FROM block"
    ).fetchall()
    return [int(year) for (year,) in found if year is not None]


def _typed_sql(options: CaseOptions, columns: Columns, found: tuple[Change, ...]) -> str:
    """Return SQL of the typed rows: f_ texts, u_ instants [µs], work_ms, rule, fault."""
    texts = {name: field_text(options.fields.get(name), columns) for name in FIELDS}
    parts = [f"{sql} AS f_{name}" for name, sql in texts.items()]
    status = options.fields.get("status")
    raw = f"nullif({columns[status.column]}, '')" if status and status.column else "NULL"
    parts.append(f"{raw} AS f_status_raw")
    for name in INSTANTS:
        instant = options.instants.get(name)
        text = instant_text(instant, columns) if instant else "CAST(NULL AS VARCHAR)"
        parts.append(f"{text} AS t_{name}")
        parts.append(f"{instant_us(text, instant) if instant else 'NULL'} AS l_{name}")
    work = duration_ms(options.work, columns) if options.work else "NULL"
    parts.append(f"CAST({work} AS BIGINT) AS work_ms")
    parts.append(f"{_reported_sql(options.reported, columns)} AS reported")
    inner = f"SELECT *, {', '.join(parts)} FROM block"
    utc = ", ".join(f"{_utc(options, f'l_{name}', found)} AS u_{name}" for name in INSTANTS)
    rules = [
        f"WHEN {all_of(rule, columns)} THEN {quoted(name)}" for name, rule in options.ignore.items()
    ]
    rule = f"CASE {' '.join(rules)} END" if rules else "CAST(NULL AS VARCHAR)"
    fault = _fault_sql(options, columns, found)
    return f"SELECT *, {utc}, {rule} AS rule, {fault} AS fault FROM ({inner})"


def _utc(options: CaseOptions, local: str, found: tuple[Change, ...]) -> str:
    if is_absolute(options.instants["updated_at"]):
        return local
    return utc_sql(local, found, "second" if options.fold == "second" else "first")


def _reported_sql(names: tuple[str, ...], columns: Columns) -> str:
    if not names:
        return "CAST(NULL AS VARCHAR)"
    pairs = ", ".join(f"{quoted(name)}, {columns[name]}" for name in names)
    return f"CAST(json_object({pairs}) AS VARCHAR)"


def _fault_sql(options: CaseOptions, columns: Columns, found: tuple[Change, ...]) -> str:
    """Return SQL of [reason, field, detail] of a row's first fault, null where it has none."""
    faults = [("f_case IS NULL", "missing_required", "case", "''")]
    faults += _time_faults(options, found)
    for name, part in options.fields.items():
        test = fault_of_field(part, columns)
        if test:
            reason = {"status": "unknown_status_value", "channel": "unknown_channel"}.get(
                name, "bad_type"
            )
            faults.append((test, reason, name, columns[str(part.column)]))
    if "sequence" in options.fields:
        bad = "f_sequence IS NOT NULL AND try_cast(f_sequence AS BIGINT) IS NULL"
        faults.append((bad, "bad_type", "sequence", "f_sequence"))
    if options.work:
        bad = f"work_ms IS NULL AND {duration_present(options.work, columns)}"
        faults += [(bad, "bad_type", "work", "''"), ("work_ms < 0", "out_of_range", "work", "''")]
    arms = " ".join(
        f"WHEN {test} THEN ['{reason}', '{name}', left({detail}, 80)]"
        for test, reason, name, detail in faults
    )
    return f"CASE {arms} END"


def _time_faults(
    options: CaseOptions, found: tuple[Change, ...]
) -> list[tuple[str, str, str, str]]:
    faults = [("t_updated_at IS NULL", "missing_required", "updated_at", "''")]
    for name in options.instants:
        bad = f"t_{name} IS NOT NULL AND l_{name} IS NULL"
        faults.append((bad, "bad_timestamp", name, f"t_{name}"))
    if is_absolute(options.instants["updated_at"]):
        return faults
    skipped, twice = nonexistent_sql("l_updated_at", found), ambiguous_sql("l_updated_at", found)
    faults.append((skipped, "nonexistent_local_time", "updated_at", "t_updated_at"))
    if options.fold == "quarantine":
        faults.append((twice, "ambiguous_local_time", "updated_at", "t_updated_at"))
    return faults


def _register_people(connection: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Register pseudonyms of assignees and of those who changed a case."""
    found = connection.execute(
        "SELECT DISTINCT f_assignee FROM typed WHERE f_assignee IS NOT NULL "
        "UNION SELECT DISTINCT f_changed_by FROM typed WHERE f_changed_by IS NOT NULL"
    ).fetchall()
    names = sorted(str(row[0]) for row in found)
    words = [agent_pseudonym(context.hash_key, name) for name in names]
    connection.register(
        "people",
        pa.table({"name": pa.array(names, pa.string()), "word": pa.array(words, pa.string())}),
    )


def _event_sql(options: CaseOptions, context: Context) -> str:
    """Return SQL of the rows of `event`; equal rows of a log are one event."""
    sparse = "true" if options.rows == "changes" else "f_message IS NOT NULL"
    customer = keyed_hash_sql(context.hash_key, "customer", "f_customer")
    values = {name: f"f_{name}" for name in TEXTS} | {
        "changed_by": "b.word",
        "customer": f"left({customer}, 32)",
        "created": "u_created_at",
        "resolved": "u_resolved_at",
        "closed": "u_closed_at",
        "work_ms": "work_ms",
        "sparse": f"CASE WHEN {sparse} THEN 1 END",
        "reported": "reported",
    }
    # Empty entries are left out by merging the object with itself: a patch drops nulls.
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in values.items())
    data = f"CAST(json_merge_patch('{{}}', json_object({pairs})) AS VARCHAR)"
    number = "coalesce(CAST(f_sequence AS BIGINT), 0)"
    external = (
        f"f_case || '/' || {number} || '/' || left(md5(concat_ws(chr(31), type, u_updated_at, "
        "coalesce(queue, ''), coalesce(agent, ''), data)), 16)"
    )
    return (
        f"SELECT *, {entity_id_sql(context.source_id, 'event', 'external_id')} AS event_id, "
        "CAST('0x' || right(external_id, 15) AS BIGINT) AS payload_hash FROM ("
        f"SELECT *, {external} AS external_id FROM (SELECT raw_line, f_case, f_sequence, u_updated_at, "
        "'case_events' AS stream, 'case:' || f_case AS group_key, "
        "CASE f_message WHEN 'in' THEN 'message.in' WHEN 'out' THEN 'message.out' "
        "WHEN 'bot' THEN 'message.bot' WHEN 'note' THEN 'note.added' ELSE 'case.changed' END AS type, "
        f"make_timestamptz(u_updated_at) AS occurred_at, {number} AS seq, f_queue AS queue, "
        f"a.word AS agent, {data} AS data, "
        f"lpad(CAST(u_updated_at AS VARCHAR), 20, '0') || '.' || lpad(CAST({number} AS VARCHAR), 9, '0') "
        "AS version FROM typed LEFT JOIN people a ON a.name = f_assignee "
        "LEFT JOIN people b ON b.name = f_changed_by WHERE rule IS NULL AND fault IS NULL))"
    )
