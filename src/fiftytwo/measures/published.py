"""A figure that was published, beside what the same question gives now.

A period keeps the figure it was published with, and the version of the definition behind it. What
came late since restates it; another version of the definition does not: the two are never compared.
"""

from dataclasses import dataclass
from math import isclose
from typing import Literal

from fiftytwo.measures.model import Value

__all__ = ["Published", "Standing", "definition_of", "standing"]

Standing = Literal["same", "restated", "redefined", "gone"]
EXACT = 1e-9  # sums of the same rows in another order differ by less


@dataclass(frozen=True, slots=True)
class Published:
    """What was published of a period.

    Attributes
    ----------
    definition : str
        Id of the definition, such as ``service_level@1``.
    value : float
        In the measure's unit.
    n : float
        Rows behind it.
    """

    definition: str
    value: float
    n: float


def definition_of(value: Value) -> str:
    """Return the id of the definition behind a value, without its note."""
    return value.definition.partition(": ")[0]


def standing(then: Published, now: Value | None) -> Standing:
    """Return how a published figure stands beside the one of now.

    Examples
    --------
    >>> now = Value(0.8, 80, 100, 100, 1.0, False, "service_level@1")
    >>> standing(Published("service_level@1", 0.8, 100), now)
    'same'
    >>> standing(Published("service_level@1", 0.8, 95), now)
    'restated'
    >>> standing(Published("service_level@0", 0.8, 100), now)
    'redefined'
    >>> standing(Published("service_level@1", 0.8, 100), None)
    'gone'
    """
    if now is None or now.value is None:
        return "gone"
    if definition_of(now) != then.definition:
        return "redefined"
    is_same = isclose(now.value, then.value, rel_tol=EXACT, abs_tol=EXACT) and now.n == then.n
    return "same" if is_same else "restated"
