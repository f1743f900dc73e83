"""What clocks on the wall showed: of each source, its local time less UTC from an instant on.

A wait that begins before a change of clocks and ends after it ends on another offset than it began
on; only the zone tells which. It stands in the profile that a source was last loaded with.
"""

import tomllib

from fiftytwo.contacts.zones import changes
from fiftytwo.measures.model import Facts

__all__ = ["clock_sql"]

NONE = "(SELECT NULL::TEXT AS source_id, 0::BIGINT AS at_us, 0::BIGINT AS offset_us WHERE false)"


def clock_sql(source: Facts) -> str:
    """Return SQL for FROM with source_id, at_us and offset_us, in microseconds, in no order.

    Sources whose zone no profile tells are not in it.
    """
    years = _years(source)
    rows = [
        f"('{name.replace(chr(39), chr(39) * 2)}', {change.at}, {change.after})"
        for name, zone in _zones(source).items()
        for change in (changes(zone, years) if years else ())
    ]
    if not rows:
        return NONE
    return f"(SELECT * FROM (VALUES {', '.join(rows)}) AS clock(source_id, at_us, offset_us))"


def _zones(source: Facts) -> dict[str, str]:
    """Return the zone of each source's local days, by the newest profile it was loaded with."""
    sql = (
        "SELECT source_id, arg_max(profile_text, received_at) "
        f"FROM {source.relation('raw_file')} GROUP BY source_id ORDER BY source_id"
    )
    texts = {name: tomllib.loads(text or "") for name, text in source.cursor().sql(sql).fetchall()}
    zones = {name: text.get("local_zone", text.get("zone")) for name, text in texts.items()}
    return {name: zone for name, zone in zones.items() if zone}


def _years(source: Facts) -> range:
    """Return the years of which anything is told."""
    both = " UNION ALL ".join(
        f"SELECT min(started_at) AS a, max(started_at) AS b FROM {source.relation(table)}"
        for table in ("segment", "contact")
    )
    ((first, last),) = source.cursor().sql(f"SELECT year(min(a)), year(max(b)) FROM ({both})").fetchall()  # fmt: skip
    return range(0) if first is None else range(first, last + 2)
