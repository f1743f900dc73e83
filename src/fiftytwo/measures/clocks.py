"""What the clock on the wall showed where something ended.

A wait that begins before a change of clocks and ends after it ends on another offset than it began
on; only the zone tells which. It stands in the profile that a source was last loaded with.
"""

import tomllib

from fiftytwo.contacts.zones import changes, local_sql
from fiftytwo.measures.model import Facts

__all__ = ["local_end_sql"]


def local_end_sql(source: Facts) -> str:
    """Return SQL of the local time [µs] at the instant `end_us` [µs] by the zone of `source_id`.

    Null for sources whose zone no profile tells.
    """
    years = _years(source)
    arms = [
        f"WHEN '{name.replace(chr(39), chr(39) * 2)}' THEN {local_sql('end_us', changes(zone, years))}"
        for name, zone in _zones(source).items()
    ]
    return f"CASE source_id {' '.join(arms)} END" if arms and years else "NULL::BIGINT"


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
