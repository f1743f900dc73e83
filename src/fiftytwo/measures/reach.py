"""How far the data of a lake reach: first and last instants by source, looked up once a load.

What the SQL of a fact may name: ``"@oldest_contact"``, ``"@newest_contact"`` and ``"@newest_flow"`` are the
instants [µs] of a row's own source, ``"@last_counted"`` is the last local day of any piece that counts and
``"@last_flow"`` the last local instant [µs] at which a case came or went.
"""

from fiftytwo.contacts.lake import quote
from fiftytwo.measures.model import Facts

__all__ = ["REACH", "reach_of"]

INBOUND = "direction = 'inbound' AND is_excluded = false"
# What is told, of which table, and of which rows.
BY_SOURCE = {
    "oldest_contact": ("min(epoch_us(started_at))", "contact", INBOUND),
    "newest_contact": ("max(epoch_us(started_at))", "contact", INBOUND),
    "newest_flow": ('max(epoch_us("at"))', "case_flow", "true"),
}
ONCE = {
    "last_counted": ("CAST(max(local_day) AS VARCHAR)", "segment", "is_counted"),
    "last_flow": (
        "max(epoch_us(CAST(local_day AS TIMESTAMP)) + CAST(local_minute AS BIGINT) * 60000000)",
        "case_flow",
        "true",
    ),
}
TYPES = {"last_counted": "DATE", "last_flow": "BIGINT"}
REACH = frozenset({*BY_SOURCE, *ONCE})
KEPT: dict[tuple[str, str, str], str] = {}
KEPT_MOST = 128


def reach_of(source: Facts, name: str) -> str:
    """Return what stands for one of the names of `REACH` in a lake."""
    load_id = getattr(source, "load_id", None)
    key = (str(getattr(source, "lake", "")), str(load_id), name)
    if load_id is None or key not in KEPT:
        while len(KEPT) >= KEPT_MOST:
            KEPT.pop(next(iter(KEPT)), None)
        KEPT[key] = _once(source, name) if name in ONCE else _by_source(source, name)
    return KEPT[key]


def _by_source(source: Facts, name: str) -> str:
    what, table, where = BY_SOURCE[name]
    sql = f"SELECT source_id, {what} FROM {source.relation(table)} WHERE {where} GROUP BY source_id"
    found = source.cursor().sql(sql).fetchall()
    arms = " ".join(
        f"WHEN source_id {'IS NULL' if owner is None else f'= {quote(owner)}'} THEN {instant}"
        for owner, instant in sorted(found, key=lambda row: row[0] or "")
    )
    return f"CAST(CASE {arms} END AS BIGINT)" if arms else "CAST(NULL AS BIGINT)"


def _once(source: Facts, name: str) -> str:
    what, table, where = ONCE[name]
    sql = f"SELECT {what} FROM {source.relation(table)} WHERE {where}"
    ((found,),) = source.cursor().sql(sql).fetchall()
    told = "NULL" if found is None else quote(str(found))
    return f"CAST({told} AS {TYPES[name]})"
