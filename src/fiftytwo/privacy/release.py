"""Group results as frozen snapshots: everything the k-rule asks for, in one function.

A caller hands over answers and the filters it wants, and keeps what comes back; it never shows a
group that is not in a snapshot.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fiftytwo.privacy.disclosure import given_away
from fiftytwo.privacy.krule import (
    Thresholds,
    hidden_cells,
    is_uniform,
    may_follow,
    n_text,
    whole_percent,
)

__all__ = ["Reply", "Shown", "Snapshot", "release"]

TOTAL = ()  # the cell of everybody
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One person's answer to one item; `groups` maps a filter such as ``team`` to a value."""

    person: str
    answer: int
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page prints of one group.

    Attributes
    ----------
    n : str
        People, such as ``5–9``.
    percent : mapping of answer to int
        Whole percentages; empty where withheld.
    mean : float or None
        One decimal.
    reason : str
        ``""``, ``TOO_FEW``, ``HIDDEN_WITH`` (hidden so that another cell stays hidden) or
        ``UNIFORM`` (all the same, so withheld).
    """

    n: str
    percent: Mapping[int, int] = field(default_factory=dict)
    mean: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Frozen results.

    Attributes
    ----------
    tables : mapping of filters to mapping of cell to Shown
        ``()`` holds everybody; ``("team",)`` a cell a team; ``("team", "shift")`` crossed cells.
    dropped : tuple of filters
        Tables that were asked for and would have given somebody away, or have a uniform cell: beside
        a total even the word "uniform" can tell the answer.
    people : frozenset of str
        Whom the total is about. Never shown.
    groups : tuple of frozensets of str
        The people of each group with results. Never shown; kept to judge the next snapshot.
    """

    tables: Mapping[Key, Mapping[Key, Shown]]
    people: frozenset[str]
    groups: tuple[frozenset[str], ...] = ()
    dropped: tuple[Key, ...] = ()


def release(
    replies: Sequence[Reply],
    tables: Sequence[Key] = (),
    *,
    earlier: Sequence[tuple[Snapshot, Mapping[str, int]]] = (),
    thresholds: Thresholds | None = None,
    is_health: bool = False,
) -> Snapshot:
    """Return the snapshot to show: a new one where it may follow, else the newest earlier one.

    Parameters
    ----------
    replies : sequence of Reply
        One a person.
    tables : sequence of filters
        Breakdowns wanted, the most wanted first; several filters in one are crossed.
    earlier : sequence of (Snapshot, answers)
        Every snapshot of this item that was ever shown, oldest first, with the answers it was
        made of: two snapshots may tell together what none of them tells alone.
    thresholds : Thresholds, optional
        Smallest groups of the site.
    is_health : bool
        Whether the item is about health.

    Examples
    --------
    >>> replies = [Reply(f"p{at}", at % 3 + 1, {"team": "AB"[at > 6]}) for at in range(11)]
    >>> shown = release(replies, [("team",)])
    >>> shown.tables[()][()].n, [cell.reason for cell in shown.tables[("team",)].values()]
    ('11', ['HIDDEN_WITH', 'TOO_FEW'])
    """
    limits = thresholds or Thresholds()
    k = limits.health if is_health else limits.numbers
    people = frozenset(reply.person for reply in replies)
    shown_before = [snapshot for snapshot, _answers in earlier if snapshot.groups]
    if not may_follow(people, [snapshot.people for snapshot in shown_before], k=k):
        return shown_before[-1]
    made: dict[Key, Mapping[Key, Shown]] = {}
    groups: list[frozenset[str]] = []
    dropped: list[Key] = []
    for filters in [TOTAL, *tables]:
        table, visible = _table(replies, filters, k)
        uniform = any(cell.reason == "UNIFORM" for cell in table.values())
        if not (uniform and filters) and _is_safe([*groups, *visible], replies, earlier):
            made[filters] = table
            groups += visible
        elif filters == TOTAL:
            return shown_before[-1] if shown_before else _nothing(people, tables)
        else:
            dropped.append(filters)
    return Snapshot(made, people, tuple(groups), tuple(dropped))


def _nothing(people: frozenset[str], tables: Sequence[Key]) -> Snapshot:
    return Snapshot({}, people, (), (TOTAL, *tables))


def _table(
    replies: Sequence[Reply], filters: Key, k: int
) -> tuple[dict[Key, Shown], list[frozenset[str]]]:
    cells: dict[Key, list[Reply]] = {}
    for reply in replies:
        cells.setdefault(tuple(reply.groups.get(name, "") for name in filters), []).append(reply)
    counts = {key: len(found) for key, found in cells.items()}
    uniform = {
        key
        for key, found in cells.items()
        if len(found) >= k and is_uniform(r.answer for r in found)
    }
    hidden = hidden_cells(counts, k=k, lines=_lines(cells, filters), withheld=uniform)
    table = {
        key: _shown(found, k, is_hidden=key in hidden, is_same=key in uniform)
        for key, found in cells.items()
    }
    visible = [frozenset(r.person for r in cells[key]) for key in cells if key not in hidden]
    return table, visible


def _lines(cells: Mapping[Key, object], filters: Key) -> list[list[Key]]:
    """Return the cells whose sums are shown: all of them, and those that share a filter's value."""
    if not filters:
        return []
    lines = [list(cells)]
    for at in range(len(filters) if len(filters) > 1 else 0):
        by_value: dict[str, list[Key]] = {}
        for key in cells:
            by_value.setdefault(key[at], []).append(key)
        lines += by_value.values()
    return lines


def _shown(found: Sequence[Reply], k: int, *, is_hidden: bool, is_same: bool) -> Shown:
    n = len(found)
    if n < k:
        return Shown(n_text(n, k), reason="TOO_FEW")
    if is_same:
        return Shown(n_text(n, k), reason="UNIFORM")
    if is_hidden:
        return Shown(n_text(n, k), reason="HIDDEN_WITH")
    counts = Counter(reply.answer for reply in found)
    percent = {answer: whole_percent(counts[answer], n) or 0 for answer in sorted(counts)}
    return Shown(n_text(n, k), percent, round(sum(r.answer for r in found) / n, 1))


def _is_safe(
    groups: Sequence[frozenset[str]],
    replies: Sequence[Reply],
    earlier: Sequence[tuple[Snapshot, Mapping[str, int]]],
) -> bool:
    """Return whether nobody is given away by these groups and all that was shown before.

    A person who answered differently in two snapshots is two people here: what is said about one
    answer must not follow from another.
    """
    answers = {f"{reply.person}={reply.answer}": reply.answer for reply in replies}
    shown = [frozenset(_named(group, {r.person: r.answer for r in replies})) for group in groups]
    for snapshot, past in earlier:
        answers |= {f"{person}={answer}": answer for person, answer in past.items()}
        shown += [frozenset(_named(group, past)) for group in snapshot.groups]
    return not given_away(shown, answers)


def _named(group: frozenset[str], answers: Mapping[str, int]) -> list[str]:
    return [f"{person}={answers[person]}" for person in group if person in answers]
