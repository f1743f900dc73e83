"""Answers of the lake, kept until the next load: a load changes all tables at once, or none."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from fiftytwo.measures.evaluate import Facts
from fiftytwo.web.store import Store

__all__ = ["figures", "kept", "load_key"]

Answer = TypeVar("Answer")
MOST_FIGURES = 500_000  # some 50 MB of Python's numbers and texts in a process


def figures(answer: Any) -> int:
    """Return how many plain values an answer holds: what it takes of memory goes with them.

    Examples
    --------
    >>> from datetime import date
    >>> figures({"a": [1, 2.5, None], "b": ("x", date(2026, 3, 2))}), figures([])
    (7, 1)
    """
    found, left = 0, [answer]
    while left:
        thing = left.pop()
        if isinstance(thing, Mapping):
            left += [*thing.keys(), *thing.values()]
        elif isinstance(thing, list | tuple | set | frozenset):
            left += thing
        elif is_dataclass(thing):
            left += [getattr(thing, field.name) for field in fields(thing)]
        else:
            found += 1
    return max(1, found)  # even nothing has a key


_answers: Store[object] = Store(MOST_FIGURES, figures)


def kept(source: Facts, key: Hashable, read: Callable[[], Answer]) -> Answer:
    """Return `read()`, or what it gave before for the same key and the same load.

    A source that does not say which load it is of is always read.
    """
    whole = load_key(source, key)
    return read() if whole is None else _answers.get(whole, read)  # type: ignore[return-value]


def load_key(source: Facts, *key: Hashable) -> Hashable | None:
    """Return a key that holds for one load of one lake and its opening hours; None where the source does not say which."""
    load = getattr(source, "load_id", None)
    return None if load is None else (str(getattr(source, "lake", "")), load, source.schedules, key)
