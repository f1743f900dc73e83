"""The k-rule: how small a group may be before it is not shown, and what is shown of it.

Eight parts: minimum sizes, suppression, complementary suppression, no differencing of snapshots,
no crossing of filters below k, uniform answers withheld, comments, whole percentages and "5–9".
Results of P4, and facts of P2 over people, pass through here; measures of contacts do not.
"""

import random
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fiftytwo.privacy.errors import RuleError

__all__ = [
    "Thresholds",
    "hidden_cells",
    "is_uniform",
    "may_follow",
    "n_text",
    "names_in",
    "released_comments",
    "whole_percent",
]

LEAST = 5  # no site goes below
LEAST_HEALTH = 8
LEAST_COMMENTS = 8
EXACT_FROM = 10  # below it the exact number of people is not told

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Smallest groups [people]; a site may raise them.

    Raises
    ------
    RuleError
        ``OUT_OF_RANGE`` if one is lowered.

    Examples
    --------
    >>> Thresholds().numbers, Thresholds(numbers=6).numbers
    (5, 6)
    >>> Thresholds(numbers=4)
    Traceback (most recent call last):
    fiftytwo.privacy.errors.RuleError: a group of numbers has 5 people at least: 4 is too few
    """

    numbers: int = LEAST
    health: int = LEAST_HEALTH
    comments: int = LEAST_COMMENTS

    def __post_init__(self) -> None:
        for name, least in (
            ("numbers", LEAST),
            ("health", LEAST_HEALTH),
            ("comments", LEAST_COMMENTS),
        ):
            value = getattr(self, name)
            if value < least:
                raise RuleError(
                    "OUT_OF_RANGE",
                    f"a group of {name} has {least} people at least: {value} is too few",
                )


def n_text(n: int, k: int = LEAST) -> str:
    """Return how many people there are, as it may be shown.

    Parameters
    ----------
    n : int
        People, 0 or more.
    k : int
        Smallest group that is shown [people].

    Examples
    --------
    >>> [n_text(n) for n in (0, 4, 5, 9, 10, 137)], n_text(8, k=8)
    (['<5', '<5', '5–9', '5–9', '10', '137'], '8–9')
    """
    if n < k:
        return f"<{k}"
    return str(n) if n >= EXACT_FROM or k >= EXACT_FROM else f"{k}–{EXACT_FROM - 1}"


def whole_percent(part: int, n: int) -> int | None:
    """Return a share as a whole percentage, halves up; None where n is 0.

    Examples
    --------
    >>> whole_percent(1, 8), whole_percent(2, 3), whole_percent(0, 0)
    (13, 67, None)
    """
    return (200 * part + n) // (2 * n) if n else None


def is_uniform(answers: Iterable[Hashable]) -> bool:
    """Return whether all answers are the same: showing them would tell each one.

    Examples
    --------
    >>> is_uniform([1, 1, 1, 1, 1]), is_uniform([1, 1, 2]), is_uniform([])
    (True, False, False)
    """
    return len(set(answers)) == 1


def hidden_cells(
    cells: Mapping[Cell, int],
    *,
    k: int,
    lines: Sequence[Sequence[Cell]] | None = None,
    withheld: Iterable[Cell] = (),
) -> frozenset[Cell]:
    """Return the cells that must be hidden where the sums of their lines are shown.

    A cell below k is hidden, and so is any in `withheld`. What is hidden in one line can be worked
    out together, as its sum less the shown cells. So the next smallest cell is hidden as well
    until at least two are, with k people between them, or none is left to show.

    Parameters
    ----------
    cells : mapping of cell to int
        People in each cell.
    k : int
        Smallest group that is shown [people].
    lines : sequences of cells, optional
        The rows and columns whose sums are shown; by default all cells are one line. An empty
        sequence: no sum is shown.
    withheld : iterable of cells
        Hidden for another reason, such as uniform answers.

    Examples
    --------
    Team A 7 and team B 4: B is too small, and 11 less A would tell it.

    >>> sorted(hidden_cells({"A": 7, "B": 4}, k=5))
    ['A', 'B']
    >>> sorted(hidden_cells({"A": 7, "B": 4, "C": 9, "D": 20}, k=5))
    ['A', 'B']
    """
    hidden = {cell for cell, n in cells.items() if 0 < n < k} | set(withheld)
    sums = [list(cells)] if lines is None else [list(line) for line in lines]
    changed = True
    while changed:
        changed = False
        for line in sums:
            more = _next_to_hide(line, cells, hidden, k)
            if more is not None:
                hidden.add(more)
                changed = True
    return frozenset(hidden)


def _next_to_hide(
    line: Sequence[Cell], cells: Mapping[Cell, int], hidden: set[Cell], k: int
) -> Cell | None:
    dark = [cell for cell in line if cell in hidden]
    if not dark or (len(dark) > 1 and sum(cells[cell] for cell in dark) >= k):
        return None
    open_cells = [cell for cell in line if cell not in hidden and cells[cell]]
    return min(open_cells, key=lambda cell: cells[cell], default=None)


def may_follow(new: Iterable[Hashable], earlier: Iterable[Iterable[Hashable]], *, k: int) -> bool:
    """Return whether results of these people may be shown after those of earlier snapshots.

    Against each earlier snapshot that shares a person with it, at least k people must have been
    added or removed; the same people again change nothing and may not follow either.

    Examples
    --------
    >>> twelve = set(range(12))
    >>> may_follow(twelve | {12}, [twelve], k=5), may_follow(twelve | set(range(12, 17)), [twelve], k=5)
    (False, True)
    >>> may_follow(twelve - {0, 1} | {12, 13, 14}, [twelve], k=5)
    True
    """
    people = frozenset(new)
    before = [frozenset(snapshot) for snapshot in earlier]
    return all(len(people ^ past) >= k for past in before if people & past)


def released_comments(
    comments: Iterable[str], *, k: int = LEAST_COMMENTS, shuffle: random.Random | None = None
) -> list[str]:
    """Return comments as they may be read: shuffled, without time and author; none below k.

    Parameters
    ----------
    comments : iterable of str
        One text a person; empty ones are not counted.
    k : int
        Smallest number of comments [people].
    shuffle : random.Random, optional
        Where the order comes from; by default the system's own randomness.

    Examples
    --------
    >>> released_comments(["good"] * 7)
    []
    >>> len(released_comments(["good"] * 7 + ["  ", "too loud"]))
    8
    """
    texts = [text.strip() for text in comments if text.strip()]
    if len(texts) < k:
        return []
    (shuffle or random.SystemRandom()).shuffle(texts)
    return texts


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Return the names that a comment seems to hold, for the warning before it is sent.

    A first or last name counts where it stands as a word of its own; case is ignored.

    Examples
    --------
    >>> names_in("Ask yusuf, he knows.", ["Yusuf Demir", "Chloé Lambert"])
    ['Yusuf Demir']
    """
    words = {word.strip(".,;:!?()\"'’").casefold() for word in text.split()}
    return [
        name
        for name in names
        if words & {part.casefold() for part in name.split() if len(part) > 2}
    ]
