"""Parts that all kinds with one row a line share: numbers, common columns, the final SELECT."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.lake import quote
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.profile_parts import Field
from fiftytwo.contacts.zones import Change, local_day_sql, local_sql
from fiftytwo.sources.typed import Fault

__all__ = ["Brought", "listed", "local_columns", "number", "number_faults", "provenance", "text"]

MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Brought:
    """What the rows of a block share besides their profile.

    Attributes
    ----------
    context : Context
        Targets in force.
    load_id : str
        The load that brings the rows.
    local : tuple of Change
        Changes of the zone of local days in the years of the rows.
    """

    context: Context
    load_id: str
    local: tuple[Change, ...]


def number(name: str, fields: Mapping[str, Field], decimal: str) -> str:
    """Return SQL of a number among the computed texts; null where it is missing.

    Examples
    --------
    >>> number("offered", {"offered": Field(column="Calls")}, ".")
    'try_cast(f_offered AS DOUBLE)'
    """
    if name not in fields:
        return "NULL::DOUBLE"
    column = f"replace(f_{name}, ',', '.')" if decimal == "," else f"f_{name}"
    return f"try_cast({column} AS DOUBLE)"


def number_faults(names: Iterable[str], profile: Profile, *, negative: bool = False) -> list[Fault]:
    """Return the faults of numbers: none at all, not finite, or below zero."""
    faults: list[Fault] = []
    for name in names:
        given = profile.fields.get(name)
        if given is None:
            continue
        sql = number(name, profile.fields, profile.file.decimal)
        shown = given.column or name
        bad = f"f_{name} IS NOT NULL AND NOT coalesce(isfinite({sql}), false)"
        faults.append((bad, "bad_type", shown, f"f_{name}"))
        if not negative:
            faults.append((f"{sql} < 0", "out_of_range", shown, f"f_{name}"))
    return faults


def text(name: str, fields: Mapping[str, Field], default: str = "NULL::VARCHAR") -> str:
    """Return SQL over staged rows of a text that was computed."""
    return f"f_{name}" if name in fields else default


def local_columns(us: str, found: tuple[Change, ...]) -> dict[str, str]:
    """Return SQL of `local_day` and `local_minute` of an instant [µs]."""
    return {
        "local_day": local_day_sql(us, found),
        "local_minute": f"({local_sql(us, found)} // {MINUTE_US}) % 1440",
    }


def provenance(profile: Profile, load_id: str) -> dict[str, str]:
    """Return SQL of the columns that say where a row came from."""
    return {
        "source_id": quote(profile.source),
        "external_id": "external_id",
        "version": "version",
        "payload_hash": "payload_hash",
        "load_id": quote(load_id),
        "raw_line": "raw_line",
        "month": "month",
    }


def listed(columns: Mapping[str, str]) -> str:
    """Return a SELECT of the columns around ``{staged}``."""
    return (
        f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM {{staged}}"
    )
