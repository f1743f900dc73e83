"""What the intake is given: a file's bytes, what maps them, and what is derived from its rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.aside import Aside
from fiftytwo.contacts.counts import Counts
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.merge import Rows, Staged
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.rebuild import Retold

__all__ = ["Derive", "Job", "LayoutError", "Months", "Source"]

Months = dict[str, set[str]]
# (the tables as this load leaves them, table → months it changed) → table → (months, SELECT of
# their rows with the column month; empty where all of them are left without rows)
Derive = Callable[[Snapshot, Months], dict[str, tuple[set[str], str]]]


class LayoutError(InputError):
    """The file's columns are not those of the profile.

    `records` is the number of records in the block that showed it.
    """

    def __init__(self, text: str, records: int = 0) -> None:
        super().__init__(text)
        self.records = records


class Source(Protocol):
    """What a kind of file does with its bytes."""

    counts: Counts
    staged: Staged
    aside: Aside

    def take(self, data: bytes) -> Counts:
        """Map and stage a block of whole records; its counts are whole once `finish` is through."""
        ...

    def finish(self) -> None:
        """Map what can only be mapped when all bytes are there."""
        ...

    def stop(self) -> None:
        """Stop whatever works beside; after this nothing is staged any more."""
        ...

    def bytes_of(self, blocks: Iterable[bytes], lines: set[int]) -> dict[int, bytes]:
        """Return the bytes of some records of the file by their numbers."""
        ...

    def rows(self) -> list[Rows]:
        """Return how the staged rows are told apart."""
        ...

    def retell(self, base: Snapshot, now: Snapshot) -> Iterator[dict[str, Retold]]:
        """Yield what follows from events, before and after this load's, some groups at a time."""
        ...


@dataclass(frozen=True)
class Job:
    """One file to be loaded.

    Attributes
    ----------
    load_id : str
        Made from the file's bytes, the profile's meaning and the source: the same load, the same id.
    blocks : Callable
        Gives the file's bytes as blocks of whole records.
    source : Callable
        Makes the `Source` from a DuckDB connection, a folder for staged rows and the number of
        this load.
    derive : Callable
        Tables rebuilt from canonical ones.
    """

    lake: Path
    load_id: str
    profile: Profile
    file_name: str
    sha256: str
    size: int
    blocks: Callable[[], Iterable[bytes]]
    source: Callable[[Any, Path, int], Source]
    derive: Derive
    on_progress: Callable[[int], None] | None = None
    origins: tuple[str, ...] = ()  # loads whose waiting lines this one tries again
