"""One SELECT that types a block of raw lines, names the first fault of each, and flags repairs.

The steps, each a sub-select around the one before: raw text → fields, local times, durations →
instants in UTC → what the kind of file derives from them → faults, flags, ids and hash.
Nothing is dropped: a line ends with a rule, a fault, or neither.
"""

from dataclasses import dataclass, field

from fiftytwo.contacts.ids import entity_id_sql
from fiftytwo.contacts.lake import quote, word
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.profile_parts import Duration, Field, Instant
from fiftytwo.contacts.zones import Change, ambiguous_sql, local_day_sql, nonexistent_sql, utc_sql
from fiftytwo.sources.expressions import (
    Columns,
    all_of,
    duration_ms,
    fault_of_field,
    field_text,
    instant_text,
    instant_us,
    is_absolute,
    present,
)
from fiftytwo.sources.people import customer_hex_sql

__all__ = ["Fault", "Kind", "anchor", "typed_sql", "years_sql"]

HALF_DAY_US = 43_200_000_000
DAY_US = 86_400_000_000
HORIZON_US = DAY_US  # a time more than a day ahead of the clock is a fault

Fault = tuple[str, str, str, str]  # condition, reason, field, detail: SQL, word, word, SQL


@dataclass(frozen=True)
class Kind:
    """What a kind of file adds to the common steps.

    Attributes
    ----------
    entity : str
        Entity of the id.
    derive : str
        SQL around ``{inner}`` that adds the kind's own columns (no braces but this pair).
    payload : tuple of str
        SQL expressions whose texts make a line's content, for its hash.
    kept : tuple of (name, SQL)
        Columns of the staged rows besides the common ones.
    parts : Mapping
        name → part of the profile, computed as f_ (texts), t_ and l_ (instants), d_ (durations).
    guards : Mapping
        name of an instant or duration → SQL that says whether it counts in a line.
    """

    entity: str
    derive: str
    payload: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    texts: dict[str, Field] = field(default_factory=dict)
    instants: dict[str, Instant] = field(default_factory=dict)
    durations: dict[str, Duration] = field(default_factory=dict)
    guards: dict[str, str] = field(default_factory=dict)
    flags_on: dict[str, str] = field(default_factory=dict)  # name → SQL, computed with the texts
    agents: tuple[str, ...] = ()  # names of texts that name a person
    customers: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    natural: str = ""  # SQL of the external id of lines that the profile gives no key


def anchor(profile: Profile) -> str:
    """Return the name of the instant a line is placed by."""
    return next(iter(profile.instants))


def years_sql(profile: Profile, columns: Columns) -> str:
    """Return SQL of the years in which a block's lines lie, for its zone's changes."""
    main = profile.instants[anchor(profile)]
    us = instant_us(instant_text(main, columns), main)
    return f"SELECT DISTINCT ({us} // 31556952000000)::INTEGER + 1970 FROM block"


def typed_sql(
    profile: Profile,
    columns: Columns,
    kind: Kind,
    *,
    found: tuple[Change, ...],
    local: tuple[Change, ...],
    now_us: int,
    version: str,
    hash_key: bytes,
) -> str:
    """Return SQL of the typed lines: raw_line, rule, fault, detail, day, and the kind's columns.

    `found` are the changes of the zone of the file's times, `local` those of local days.
    """
    first = _raw(profile, columns, kind, hash_key)
    inner = kind.derive.replace("{inner}", _instants(profile, kind, first, found))
    faults = [*_own_faults(profile, columns, kind, found, now_us), *kind.faults]
    fault = _numbered([f[0] for f in faults])
    flags = _flags(profile, columns, kind)
    external = _external(profile, columns, kind)
    rule = _rule(profile, columns)
    inner = f"(SELECT *, {fault} AS fault, {rule} AS rule, {flags} AS flags, {external} AS external_id, {version} AS version FROM {inner})"
    content = ", chr(31), ".join(f"({sql})" for sql in kind.payload)  # null counts as empty
    kept = "".join(f", {sql} AS {name}" for name, sql in kind.kept)
    main = f"u_{anchor(profile)}"
    return (
        f"SELECT raw_line, rule, fault, {_named(faults, 3)} AS detail, external_id,"
        f" {local_day_sql(main, local)} AS day,"
        f" if(fault IS NULL, {entity_id_sql(profile.source, kind.entity, 'external_id')}, NULL) AS id,"
        f" version, (md5_number(concat({content})) >> 65)::BIGINT AS payload_hash,"
        f" {main} AS us, strftime(make_timestamp({main}), '%Y-%m') AS month,"
        f" flags{kept} FROM {inner}"
    )


def fault_names(profile: Profile, columns: Columns, kind: Kind) -> list[tuple[str, str]]:
    """Return (reason, field) of each fault number, counted from 0."""
    faults = [*_own_faults(profile, columns, kind, (), 0), *kind.faults]
    return [(f[1], f[2]) for f in faults]


def _raw(profile: Profile, columns: Columns, kind: Kind, hash_key: bytes) -> str:
    parts = ["b.*"]
    parts += [f"{field_text(f, columns)} AS f_{n}" for n, f in kind.texts.items()]
    parts += [f"{sql} AS {n}" for n, sql in kind.flags_on.items()]
    parts += [f"{instant_text(t, columns)} AS t_{n}" for n, t in kind.instants.items()]
    parts += [f"{duration_ms(d, columns)} AS d_{n}" for n, d in kind.durations.items()]
    inner = f"(SELECT {', '.join(parts)} FROM block b)"
    local = [f"{instant_us(f't_{n}', t)} AS l_{n}" for n, t in kind.instants.items()]
    inner = f"(SELECT *, {', '.join(local)} FROM {inner})"
    for name in kind.agents:
        inner = (
            f"(SELECT r.*, a.word AS p_{name} FROM {inner} r"
            f" LEFT JOIN agents a ON a.name = r.f_{name})"
        )
    hashed = [f"{customer_hex_sql(hash_key, f'f_{n}')} AS h_{n}" for n in kind.customers]
    if hashed:
        # Made for each line: a table of names costs more to keep and to join than the hash itself.
        ids = [f"unhex(h_{n}) AS p_{n}" for n in kind.customers]
        inner = f"(SELECT *, {', '.join(ids)} FROM (SELECT *, {', '.join(hashed)} FROM {inner}))"
    if profile.midnight:
        start = f"l_{anchor(profile)}"
        moved = [
            f"if(l_{n} < {start} - {HALF_DAY_US}, l_{n} + {DAY_US}, l_{n}) AS l_{n},"
            f" coalesce(l_{n} < {start} - {HALF_DAY_US}, false) AS m_{n}"
            for n in kind.instants
            if n != anchor(profile)
        ]
        names = ", ".join(f"l_{n}" for n in kind.instants if n != anchor(profile))
        inner = f"(SELECT * EXCLUDE ({names}), {', '.join(moved)} FROM {inner})" if moved else inner
    return inner


def _instants(profile: Profile, kind: Kind, inner: str, found: tuple[Change, ...]) -> str:
    utc = [
        f"{f'l_{n}' if is_absolute(t) else utc_sql(f'l_{n}', found, _fold(profile))} AS u_{n}"
        for n, t in kind.instants.items()
    ]
    return f"(SELECT *, {', '.join(utc)} FROM {inner})"


def _fold(profile: Profile) -> str:
    return "second" if profile.fold == "second" else "first"


def _own_faults(
    profile: Profile, columns: Columns, kind: Kind, found: tuple[Change, ...], now_us: int
) -> list[Fault]:
    main = anchor(profile)
    faults: list[Fault] = [
        (f"coalesce({columns[k]}, '') = ''", "missing_required", k, "''") for k in profile.key
    ]
    shown = " ".join(profile.instants[main].columns_read)
    faults.append((f"t_{main} IS NULL", "missing_required", shown, "''"))
    for n, duration in kind.durations.items():
        text = present(columns[duration.column], duration.missing)
        guard = kind.guards.get(n, "true")
        faults.append(
            (f"{guard} AND {text} IS NOT NULL AND d_{n} IS NULL", "bad_type", duration.column, text)
        )
    for n, instant in kind.instants.items():
        faults += _time_faults(profile, n, instant, kind.guards.get(n, "true"), found)
    faults.append((f"u_{main} > {now_us + HORIZON_US}", "future_timestamp", shown, f"t_{main}"))
    for n, text_field in kind.texts.items():
        bad = fault_of_field(text_field, columns)
        if bad is not None:
            reason = "unknown_channel" if n == "channel" else "unknown_status_value"
            column = str(text_field.column)
            faults.append((bad, reason, column, columns[column]))
    return faults


def _time_faults(
    profile: Profile, name: str, instant: Instant, guard: str, found: tuple[Change, ...]
) -> list[Fault]:
    shown, text, local = " ".join(instant.columns_read), f"t_{name}", f"l_{name}"
    faults = [(f"{guard} AND {text} IS NOT NULL AND {local} IS NULL", "bad_timestamp", shown, text)]
    if is_absolute(instant):
        return faults
    if profile.fold == "quarantine":
        test = f"{guard} AND {ambiguous_sql(local, found)}"
        faults.append((test, "ambiguous_local_time", shown, text))
    if profile.gap == "quarantine":
        test = f"{guard} AND {nonexistent_sql(local, found)}"
        faults.append((test, "nonexistent_local_time", shown, text))
    return faults


def _flags(profile: Profile, columns: Columns, kind: Kind) -> str:
    named = [(name, all_of(when, columns)) for name, when in profile.flags.items()]
    if profile.midnight:
        moved = [
            f"({kind.guards.get(n, 'true')} AND m_{n})"
            for n in kind.instants
            if n != anchor(profile)
        ]
        named += [("midnight", " OR ".join(moved))] if moved else []
    named += kind.flags
    if not named:
        return "NULL::VARCHAR"
    arms = ", ".join(f"if(coalesce({sql}, false), {quote(name)}, NULL)" for name, sql in named)
    return f"nullif(concat_ws(',', {arms}), '')"


def _external(profile: Profile, columns: Columns, kind: Kind) -> str:
    """SQL of the external id; names of people in it are replaced by their pseudonyms."""
    if not profile.key and kind.natural:
        return kind.natural
    if profile.key:
        hidden = {kind.texts[n].column: f"p_{n}" for n in kind.agents}
        hidden |= {kind.texts[n].column: f"h_{n}" for n in kind.customers}
        return " || '|' || ".join(hidden.get(k, columns[k]) for k in profile.key)
    listed = ", ".join(f"coalesce({columns[n]}, '')" for n in columns.names)
    return f"md5(concat_ws(chr(31), {listed}))"


def _rule(profile: Profile, columns: Columns) -> str:
    arms = " ".join(
        f"WHEN {all_of(when, columns)} THEN {quote(rule)}" for rule, when in profile.ignore.items()
    )
    return f"CASE {arms} END" if arms else "NULL::VARCHAR"


def _numbered(tests: list[str]) -> str:
    arms = " ".join(f"WHEN {test} THEN {n}" for n, test in enumerate(tests))
    return f"(CASE {arms} END)::SMALLINT"


def _named(faults: list[Fault], position: int) -> str:
    arms = " ".join(f"WHEN {n} THEN ({f[position]})::VARCHAR" for n, f in enumerate(faults))
    return f"CASE fault {arms} END"


def version_sql(profile: Profile, columns: Columns, sequence: int) -> str:
    """Return SQL of a line's version: sortable text, the greatest of a key wins."""
    if profile.version == "content":
        return word("'0'")
    if profile.version == "import_sequence":
        return word(quote(f"{sequence:012d}"))
    column, zeros = columns[str(profile.version_column)], quote("0" * 20)
    # Filled up by `right`: half the cost of lpad, and no number is longer than its twenty places.
    number = f"right({zeros} || try_cast({column} AS BIGINT)::VARCHAR, 20)"
    moment = f"right({zeros} || epoch_us(try_cast({column} AS TIMESTAMPTZ))::VARCHAR, 20)"
    return f"coalesce({number}, {moment}, {column}, '')"
