"""Parts of a profile as DuckDB expressions over the raw text columns of a block."""

from collections.abc import Iterable
from dataclasses import dataclass

from fiftytwo.contacts.lake import quote
from fiftytwo.contacts.profile_parts import Condition, Duration, Field, Instant

__all__ = ["Columns", "all_of", "duration_ms", "fault_of_field", "field_text", "instant_us"]

ABSOLUTE = ("epoch_s", "epoch_ms", "iso_offset")
_MS = {"s": 1000, "ms": 1, "min": 60_000, "h": 3_600_000}
_PLACES = {
    "h:mm:ss": (3_600_000, 60_000, 1000),
    "mm:ss": (60_000, 1000),
    "h:mm": (3_600_000, 60_000),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of a file's columns → names in SQL, so that no name of a file can clash or escape."""

    names: tuple[str, ...]

    def __getitem__(self, name: str) -> str:
        """Return the SQL name of a column of the file."""
        return f"c{self.names.index(name)}"


def all_of(conditions: Iterable[Condition], columns: Columns) -> str:
    """Return SQL that is true where all conditions hold, never null."""
    tests = [_test(c, columns[c.column]) for c in conditions]
    return f"({' AND '.join(tests)})" if tests else "true"


def _test(condition: Condition, column: str) -> str:
    listed = ", ".join(quote(v) for v in condition.values)
    number = f"try_cast({column} AS DOUBLE)"
    tests = {
        "equals": f"coalesce({column}, '') IN ({listed})",
        "not": f"coalesce({column}, '') NOT IN ({listed})",
        "above": f"coalesce({number} > {condition.limit}, false)",
        "below": f"coalesce({number} < {condition.limit}, false)",
        "empty": f"coalesce({column}, '') {'=' if condition.values else '<>'} ''",
    }
    return tests[condition.test]


def present(column: str, missing: tuple[str, ...]) -> str:
    """Return SQL of a column's text, null where it stands for a missing value."""
    if len(missing) == 1:
        return f"nullif({column}, {quote(missing[0])})"
    return f"CASE WHEN {column} NOT IN ({', '.join(quote(m) for m in missing)}) THEN {column} END"


def field_text(field: Field | None, columns: Columns) -> str:
    """Return SQL of a field's text; null where it is missing or not to be understood."""
    if field is None:
        return "NULL"
    if field.value is not None:
        return quote(field.value)
    if field.cases:
        arms = " ".join(
            f"WHEN {all_of(case.when, columns)} THEN {_literal(case.value)}" for case in field.cases
        )
        return f"CASE {arms} ELSE {_literal(field.default)} END"
    text = present(columns[str(field.column)], field.missing)
    if field.translate:
        arms = " ".join(f"WHEN {quote(a)} THEN {quote(b)}" for a, b in field.translate.items())
        other = text if field.unknown == "keep" else "NULL"
        text = f"CASE {columns[str(field.column)]} {arms} ELSE {other} END"
    return text if field.default is None else f"coalesce({text}, {quote(field.default)})"


def fault_of_field(field: Field | None, columns: Columns) -> str | None:
    """Return SQL that is true where a text is none of those the profile knows, or None."""
    if field is None or not field.translate or field.unknown == "keep":
        return None
    column = columns[str(field.column)]
    known = ", ".join(quote(a) for a in field.translate)
    return f"({present(column, field.missing)} IS NOT NULL AND {column} NOT IN ({known}))"


def _literal(text: str | None) -> str:
    return "NULL" if text is None else quote(text)


def instant_text(instant: Instant, columns: Columns) -> str:
    """Return SQL of an instant's raw text, null where it is missing."""
    parts = [columns[c] for c in instant.columns_read]
    text = present(parts[-1], instant.missing)
    if len(parts) == 2:
        text = f"({parts[0]} || ' ' || {text})"
    if instant.unless:
        text = f"CASE WHEN NOT {all_of(instant.unless, columns)} THEN {text} END"
    return text


def is_absolute(instant: Instant) -> bool:
    """Return whether its texts name an instant by themselves (epoch, or with an offset)."""
    return all(f in ABSOLUTE or "%z" in f for f in instant.formats)


def instant_us(text: str, instant: Instant) -> str:
    """Return SQL of the microseconds a text means (local ones unless absolute); null if bad."""
    found = [_parse(text, f) for f in instant.formats]
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"


def _parse(text: str, pattern: str) -> str:
    if pattern == "epoch_s":
        return f"try_cast(round(try_cast({text} AS DOUBLE) * 1000000) AS BIGINT)"
    if pattern == "epoch_ms":
        return f"try_cast(round(try_cast({text} AS DOUBLE) * 1000) AS BIGINT)"
    if pattern == "iso_offset":
        # A text without an offset would be read as UTC in silence.
        return f"CASE WHEN {_has_offset(text)} THEN epoch_us(try_cast({text} AS TIMESTAMPTZ)) END"
    if pattern == "iso":
        return f"CASE WHEN NOT {_has_offset(text)} THEN epoch_us(try_cast({text} AS TIMESTAMP)) END"
    return f"epoch_us(try_strptime({text}, {quote(pattern)}))"


def _has_offset(text: str) -> str:
    minus = f"{text} LIKE '%:__-__%' OR {text} LIKE '%:__.%-__%'"
    return f"(suffix({text}, 'Z') OR contains({text}, '+') OR {minus})"


def duration_ms(duration: Duration, columns: Columns) -> str:
    """Return SQL of a duration in whole milliseconds; null where missing or no number."""
    text = present(columns[duration.column], duration.missing)
    if duration.unit in _PLACES:
        return _clock_ms(text, duration.unit)
    if duration.decimal == ",":
        text = f"replace({text}, ',', '.')"
    return f"try_cast(round(try_cast({text} AS DOUBLE) * {_MS[duration.unit]}) AS BIGINT)"


def _clock_ms(text: str, unit: str) -> str:
    places = _PLACES[unit]
    parts = [
        f"try_cast(split_part({text}, ':', {n}) AS DOUBLE) * {ms}" for n, ms in enumerate(places, 1)
    ]
    whole = f"length({text}) - length(replace({text}, ':', '')) = {len(places) - 1}"
    return f"CASE WHEN {whole} THEN try_cast(round({' + '.join(parts)}) AS BIGINT) END"


def duration_present(duration: Duration, columns: Columns) -> str:
    """Return SQL that is true where a duration is written down."""
    return f"({present(columns[duration.column], duration.missing)} IS NOT NULL)"
