"""Answers of the lake, kept until the next load: a load changes all tables at once, or none."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from fiftytwo.measures.evaluate import Facts

__all__ = ["kept"]

MOST = 512
Answer = TypeVar("Answer")
_answers: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()


def kept(source: Facts, key: Hashable, read: Callable[[], Answer]) -> Answer:
    """Return `read()`, or what it gave before for the same key and the same load.

    A source that does not say which load it is of is always read.
    """
    load = getattr(source, "load_id", None)
    if load is None:
        return read()
    whole = (str(getattr(source, "lake", "")), load, key)
    with _lock:
        if whole in _answers:
            _answers.move_to_end(whole)
            return _answers[whole]  # type: ignore[return-value]
    answer = read()
    with _lock:
        _answers[whole] = answer
        while len(_answers) > MOST:
            _answers.popitem(last=False)
    return answer
