"""Whose answer could be worked out from everything that is shown: the gate before publishing.

The one who tries is given more than a page tells: who is in each shown group, and exactly how often
each answer occurs in it. People who are in the same shown groups cannot be told apart, so they are
counted together, as an *atom*. An answer is given away where every way to spread the answers over
the atoms that agrees with all that is shown gives all people of an atom the same one.
"""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

__all__ = ["given_away"]


def given_away(shown: Sequence[frozenset[str]], answers: Mapping[str, Hashable]) -> frozenset[str]:
    """Return the people whose answer follows from the shown groups.

    Parameters
    ----------
    shown : sequence of sets of people
        Every group whose results are shown, of this and all earlier snapshots.
    answers : mapping of person to answer
        One answer each.

    Returns
    -------
    frozenset of people

    Examples
    --------
    Eleven people and seven of them are shown; the other four all said 1.

    >>> people = [f"p{at}" for at in range(11)]
    >>> answers = {name: 1 if at > 6 else at % 3 + 1 for at, name in enumerate(people)}
    >>> sorted(given_away([frozenset(people), frozenset(people[:7])], answers))
    ['p10', 'p7', 'p8', 'p9']
    >>> given_away([frozenset(people)], answers)
    frozenset()
    """
    atoms = _atoms(shown, answers)
    sizes = [len(people) for people in atoms.values()]
    within = np.array([[at in key for key in atoms] for at in range(len(shown))], dtype=float)
    found: set[str] = set()
    for value in set(answers.values()):
        sums = np.array(
            [sum(answers[p] == value for p in group if p in answers) for group in shown],
            dtype=float,
        )
        for at, people in enumerate(atoms.values()):
            suspects = all(answers[person] == value for person in people)
            if suspects and _least(at, within, sums, sizes) >= sizes[at]:
                found |= people
    return frozenset(found)


def _atoms(
    shown: Sequence[frozenset[str]], answers: Mapping[str, Hashable]
) -> dict[frozenset[int], set[str]]:
    atoms: dict[frozenset[int], set[str]] = {}
    for person in answers:
        key = frozenset(at for at, group in enumerate(shown) if person in group)
        if key:
            atoms.setdefault(key, set()).add(person)
    return atoms


def _least(at: int, within: np.ndarray, sums: np.ndarray, sizes: Sequence[int]) -> float:
    """Return how many people of atom `at` gave the answer at the very least."""
    wish = np.zeros(len(sizes))
    wish[at] = 1.0
    result = milp(
        wish,
        constraints=LinearConstraint(within, sums, sums),
        bounds=Bounds(0, np.array(sizes, dtype=float)),
        integrality=np.ones(len(sizes)),
    )
    # No answer of the solver counts as given away: the careful side.
    return round(result.fun) if result.success else float("inf")
