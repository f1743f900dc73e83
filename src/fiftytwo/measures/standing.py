"""What stood at an instant: open cases with their ages, and the replies and answers then owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fiftytwo.base.errors import InputError
from fiftytwo.measures.business_time import micros
from fiftytwo.measures.cases import AGES_DAYS
from fiftytwo.measures.facts import GROUPS
from fiftytwo.measures.model import Facts

__all__ = ["BANDS_DAYS", "Standing", "standing_at"]

BANDS_DAYS = (0, *AGES_DAYS)  # where each band of ages begins; the last has no end
DAY_US = 86_400_000_000
TOLD = {"case_flow": '"at"', "segment": "started_at"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What one group had open at an instant.

    Attributes
    ----------
    by : mapping
        Dimension to value.
    backlog : int or None
        Cases then in the backlog; None where no case logs are loaded.
    ages : tuple of int
        The same cases by age, one count for each of `BANDS_DAYS`; a day is 24 hours since the case
        was first opened.
    owed : int or None
        Customers who then waited for an answer or a reply; None where no contacts are loaded.
    unknown : int
        Waits begun by then that ended nobody knows when: they may have been owed.
    """

    by: Mapping[str, str | None]
    backlog: int | None
    ages: tuple[int, ...]
    owed: int | None
    unknown: int


def standing_at(source: Facts, at: datetime, by: Sequence[str] = ()) -> list[Standing]:
    """Return what was open at an instant, by group in order, missing values last.

    What begins at the instant is open, what ends at it no more. After the last instant that the data
    tell, it is what was open then.

    Parameters
    ----------
    source : Facts
        The lake.
    at : datetime
        With a zone.
    by : sequence of str
        Any of queue, channel, agent, reason.

    Raises
    ------
    InputError
        If the instant has no zone, or a dimension is none or named twice.
    """
    us = micros(at)
    unknown = [name for name in by if name not in GROUPS]
    if unknown or len(set(by)) < len(by):
        raise InputError(
            f"by {', '.join(by)} is none: name each of {', '.join(GROUPS)} at most once"
        )
    told = [_tells(source, table) for table in TOLD]
    cases = _read(source, _cases_sql(source, us, by), len(by))
    waits = _read(source, _waits_sql(source, us, by), len(by))
    keys = {*cases, *waits} or (set() if by else {()})
    order = sorted(keys, key=lambda key: [(value is None, value or "") for value in key])
    return [
        _standing(dict(zip(by, key, strict=True)), cases.get(key), waits.get(key), told)
        for key in order
    ]


def _standing(
    by: Mapping[str, str | None], cases: Any, waits: Any, told: Sequence[bool]
) -> Standing:
    ages = tuple(cases) if cases else (0,) * len(BANDS_DAYS)
    owed, unknown = waits or (0, 0)
    return Standing(by, sum(ages) if told[0] else None, ages, owed if told[1] else None, unknown)


def _tells(source: Facts, table: str) -> bool:
    sql = f"SELECT 1 FROM {source.relation(table)} LIMIT 1"
    return bool(source.cursor().sql(sql).fetchall())


def _read(source: Facts, sql: str, width: int) -> dict[tuple[str | None, ...], tuple[int, ...]]:
    return {row[:width]: row[width:] for row in source.cursor().sql(sql).fetchall()}


def _cases_sql(source: Facts, us: int, by: Sequence[str]) -> str:
    """Return a SELECT of the open cases by group, one column a band."""
    ends = [*(days * DAY_US for days in BANDS_DAYS[1:]), None]
    bands = ", ".join(
        f"count(*) FILTER (age_us >= {start * DAY_US}{'' if end is None else f' AND age_us < {end}'})"
        for start, end in zip(BANDS_DAYS, ends, strict=True)
    )
    groups = "".join(f"{name}, " for name in by)
    return (
        f'SELECT {groups}{bands} FROM (SELECT case_id, {groups}{us} - min(epoch_us("at")) AS age_us '
        f'FROM {source.relation("case_flow")} WHERE epoch_us("at") <= {us} '
        f"GROUP BY ALL HAVING sum(change) > 0)" + _grouped(by)
    )


def _waits_sql(source: Facts, us: int, by: Sequence[str]) -> str:
    """Return a SELECT of the waits owed, and of those that may be, by group."""
    groups = "".join(f"{name}, " for name in by)
    return (
        f"SELECT {groups}count(*) FILTER (end_reason IS NULL OR end_us > {us}), "
        "count(*) FILTER (end_reason IS NOT NULL AND end_us IS NULL) "
        "FROM (SELECT *, epoch_us(started_at) + duration_ms * 1000 AS end_us "
        f"FROM {source.relation('segment')} WHERE is_counted AND kind = 'wait') "
        f"WHERE epoch_us(started_at) <= {us} AND (end_reason IS NULL OR end_us IS NULL OR end_us > {us})"
        + _grouped(by)
    )


def _grouped(by: Sequence[str]) -> str:
    return f" GROUP BY {', '.join(by)}" if by else ""
