"""The values that a filter can take in a lake; another one is refused, not answered with 0."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from fiftytwo.base.errors import InputError
from fiftytwo.measures.dimensions import MISSING
from fiftytwo.measures.model import Facts

__all__ = ["check_values", "values_of"]

# Where a dimension's values stand; hours and weekdays are known without looking.
TABLES = {
    "queue": ("rollup_day",),
    "channel": ("rollup_day",),
    "reason": ("rollup_day",),
    "agent": ("segment", "agent_state"),
}
MOST_NAMED = 20


def values_of(source: Facts, dimension: str) -> tuple[str, ...]:
    """Return the values of queue, channel, reason or agent that occur in a lake, in order.

    Raises
    ------
    KeyError
        For any other dimension.
    """
    each = (
        f"SELECT DISTINCT {dimension} AS value FROM {source.relation(table)}"
        for table in TABLES[dimension]
    )
    found = source.cursor().execute(
        f"SELECT value FROM ({' UNION '.join(each)}) WHERE value IS NOT NULL ORDER BY value"
    )
    return tuple(value for (value,) in found.fetchall())


def check_values(source: Facts, where: Mapping[str, Iterable[str]]) -> None:
    """Refuse filters by a value that the lake does not know: a slip in a name would read as none.

    Parameters
    ----------
    source : Facts
        The lake.
    where : mapping
        Dimension to its values as text; a dash asks for rows without one. Hours, weekdays and
        names that are no dimension are left to `dimensions.filters`.

    Raises
    ------
    InputError
        Naming the value, and those there are.
    """
    for dimension in TABLES.keys() & where.keys():
        known = values_of(source, dimension)
        for value in where[dimension]:
            if value != MISSING and value not in known:
                raise InputError(
                    f"there is no {dimension} {value!r} in the data: {_instead(value, known)}"
                )


def _instead(value: str, known: tuple[str, ...]) -> str:
    """Return what to use instead.

    Examples
    --------
    >>> _instead("Bill", ("Billing", "Chat"))
    'use one of Billing, Chat'
    >>> _instead("Bill", ())
    'nothing with one is loaded'
    >>> _instead("Billling", ("Billing", *(f"q{n}" for n in range(1000))))
    'did you mean Billing?'
    """
    if not known:
        return "nothing with one is loaded"
    if len(known) <= MOST_NAMED:
        return f"use one of {', '.join(known)}"
    near = get_close_matches(value, known, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"there are {len(known)}"
