"""The day roll-up: additive parts per queue, channel, reason and local day.

A load writes it for every month it touches; pages read it instead of the contacts.
"""

from collections.abc import Mapping

from fiftytwo.measures.catalogue import CATALOGUE
from fiftytwo.measures.compile import select_rollup
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.model import Part
from fiftytwo.measures.parts import PRESENCE
from fiftytwo.measures.reports import REPORT_PARTS

__all__ = ["ROLLED", "ROLLUP_TABLES", "rollup_select"]


def _rolled() -> dict[str, dict[str, Part]]:
    """Return the parts that the roll-up holds: fact to name to part."""
    found: dict[str, dict[str, Part]] = {name: {} for name, fact in FACTS.items() if fact.rolled}
    asked = [part for item in CATALOGUE.values() for terms in item.terms for _, part in terms]
    for part in (*asked, *PRESENCE, *REPORT_PARTS):
        if part.fact in found:
            found[part.fact][part.name] = part
    return found


ROLLED = _rolled()
ROLLUP_TABLES = tuple(dict.fromkeys(FACTS[fact].table for fact in ROLLED))


def rollup_select(relations: Mapping[str, str], *, by_month: bool = False) -> str:
    """Return a SELECT whose rows are those of table ``rollup_day``, but for its month.

    Parameters
    ----------
    relations : mapping of str to str
        Table name to SQL for FROM, such as ``{"segment": "read_parquet([...])"}``. Facts whose
        table is not given are left out. Give the rows of one month of partition to get that
        month's share: parts add up over months.
    by_month : bool
        Keep the months of partition apart, in the column month; one pass serves many.

    Returns
    -------
    str
        SQL with the columns fact, part, local_day, queue, channel, reason, value (and month). A part that is
        zero has no row.

    Examples
    --------
    >>> rollup_select({"contact": "some_table"}).startswith("SELECT 'contact' AS fact")
    True
    """
    selects = [
        select_rollup(FACTS[fact], tuple(parts.values()), by_month).replace(
            f'"@{FACTS[fact].table}"', relations[FACTS[fact].table]
        )
        for fact, parts in ROLLED.items()
        if FACTS[fact].table in relations and parts
    ]
    return " UNION ALL ".join(selects)
