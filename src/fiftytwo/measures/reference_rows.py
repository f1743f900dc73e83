"""Rows in plain Python, and whether one meets a condition."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fiftytwo.measures.model import Column, Where

__all__ = ["Rows", "Tables", "holds"]

Rows = list[dict[str, Any]]
Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def holds(item: Where, row: Mapping[str, Any]) -> bool:
    """Return whether a row meets a condition.

    Examples
    --------
    >>> holds(Where("kind", "in", ("talk", None)), {"kind": None})
    True
    """
    left, right = row.get(item.column), item.value
    if item.op in ("known", "missing"):
        return (left is None) == (item.op == "missing")
    if item.op == "in":
        return isinstance(right, tuple) and left in right
    if left is None:
        return False
    if isinstance(right, Column):
        right = right.default if row.get(right.name) is None else row[right.name]
    compare: dict[str, Callable[[], bool]] = {
        "=": lambda: left == right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">=": lambda: left >= right,
    }
    return bool(compare[item.op]())
