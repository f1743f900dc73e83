"""Answers of the lake, kept until the next load: a load changes all tables at once, or none."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from fiftytwo.measures.evaluate import Facts
from fiftytwo.web.store import Store

__all__ = ["kept", "load_key"]

Answer = TypeVar("Answer")
_answers: Store[object] = Store(most=512)


def kept(source: Facts, key: Hashable, read: Callable[[], Answer]) -> Answer:
    """Return `read()`, or what it gave before for the same key and the same load.

    A source that does not say which load it is of is always read.
    """
    whole = load_key(source, key)
    return read() if whole is None else _answers.get(whole, read)  # type: ignore[return-value]


def load_key(source: Facts, *key: Hashable) -> Hashable | None:
    """Return a key that holds for one load of one lake; None where the source does not say which."""
    load = getattr(source, "load_id", None)
    return None if load is None else (str(getattr(source, "lake", "")), load, key)
