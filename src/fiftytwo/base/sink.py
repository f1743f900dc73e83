"""A file that is never whole: what is written to it is taken away piece by piece, such as to a browser."""

__all__ = ["Sink"]


class Sink:
    """Takes bytes like a file that cannot seek, and gives what came since the last time.

    Examples
    --------
    >>> sink = Sink()
    >>> sink.write(b"ab"), sink.write(b"c"), sink.taken(), sink.taken(), sink.tell()
    (2, 1, b'abc', b'', 3)
    """

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def write(self, data: bytes) -> int:
        """Keep bytes until they are taken; return how many."""
        self._pieces.append(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        """Return how many bytes were written so far."""
        return self._written

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def close(self) -> None:
        """Do nothing: what was written can still be taken."""

    def taken(self) -> bytes:
        """Return what was written since the last time, and forget it."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data
