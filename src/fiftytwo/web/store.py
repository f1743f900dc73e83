"""A small store in this process: what was made before, until it is the one used longest ago."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Store"]

Thing = TypeVar("Thing")


class Store(Generic[Thing]):
    """Things by everything that they depend on: a key that leaves something out is a wrong answer.

    Parameters
    ----------
    most : int
        The sum of sizes that is kept.
    size : callable
        Size of one thing; 1 each where it is left out, so that `most` counts them.

    Examples
    --------
    >>> store = Store(most=2)
    >>> [store.get(key, lambda: key.upper()) for key in "abc"], len(store)
    (['A', 'B', 'C'], 2)
    >>> store.get("b", lambda: "made anew"), store.get("a", lambda: "made anew")
    ('B', 'made anew')
    """

    def __init__(self, most: int, size: Callable[[Thing], int] = lambda _thing: 1) -> None:
        self._most, self._size = most, size
        self._things: OrderedDict[Hashable, tuple[Thing, int]] = OrderedDict()
        self._held = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._things)

    def __iter__(self) -> Iterator[Thing]:
        """Return what is kept now, used longest ago first."""
        with self._lock:
            return iter([thing for thing, _size in self._things.values()])

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """Return what is kept by `key`, else what `make` makes, which is then kept.

        What is larger than all that may be kept is given and not kept: nothing else has to go for it.
        """
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key][0]
        thing = make()  # outside the lock: two may make the same, neither waits for another key
        size = self._size(thing)
        if size > self._most:
            return thing
        with self._lock:
            if key in self._things:
                self._held -= self._things.pop(key)[1]
            self._things[key] = (thing, size)
            self._held += size
            while self._held > self._most:
                _key, (_thing, gone) = self._things.popitem(last=False)
                self._held -= gone
        return thing

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()
            self._held = 0
