"""Cases merged in a circle (invariant I13): each says that another one carries on, and none does."""

from collections.abc import Mapping

from fiftytwo.contacts.lake import Snapshot

__all__ = ["circles", "merge_cycles"]


def merge_cycles(snapshot: Snapshot) -> list[tuple[str, list[str]]]:
    """Return (source, numbers of the cases) of every circle of merges, sorted.

    Where a case was merged twice, the later one counts.
    """
    if not snapshot.files("event"):
        return []
    sql = (
        "SELECT source_id, group_key[6:], arg_max(into_case, (occurred_at, seq)) FROM ("
        "SELECT *, json_extract_string(data, '$.merged_into') AS into_case"
        f" FROM {snapshot.relation('event')} WHERE contains(data, 'merged_into'))"
        " WHERE into_case IS NOT NULL GROUP BY ALL"
    )
    merged: dict[str, dict[str, str]] = {}
    for source, case, into in snapshot.cursor().execute(sql).fetchall():
        merged.setdefault(source, {})[case] = into
    return sorted((source, circle) for source, into in merged.items() for circle in circles(into))


def circles(into: Mapping[str, str]) -> list[list[str]]:
    """Return the circles of a mapping, each from its least member on, sorted.

    Examples
    --------
    >>> circles({"a": "b", "b": "c", "c": "b", "d": "d", "e": "f"})
    [['b', 'c'], ['d']]
    """
    found, seen = [], set[str]()
    for start in into:
        path: dict[str, int] = {}
        at = start
        while at in into and at not in seen:
            seen.add(at)
            path[at] = len(path)
            at = into[at]
        if at in path:
            circle = list(path)[path[at] :]
            least = circle.index(min(circle))
            found.append(circle[least:] + circle[:least])
    return sorted(found)
