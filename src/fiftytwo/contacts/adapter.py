"""What an event source gives the intake: bytes → events, and events → canonical rows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from fiftytwo.base.workspace import Target

__all__ = ["Context", "EventSource", "Parsed", "Rebuilt", "TextEventSource"]


@dataclass(frozen=True, slots=True)
class Context:
    """What an adapter may know besides the bytes.

    Attributes
    ----------
    source_id : str
        Configured source the rows belong to.
    zone : str
        IANA zone of local days.
    hash_key : bytes
        Key of pseudonyms and customer hashes.
    options : Mapping
        The profile's own table for this adapter (enum maps, ignore rules, constants …).
    target, queue_targets
        Targets in force, for `target_ms` and `short_ms`.
    file_zone : str or None
        Zone of naive times, where it is not `zone`.
    """

    source_id: str
    zone: str
    hash_key: bytes
    options: Mapping[str, object] = field(default_factory=dict)
    target: Target = field(default_factory=Target)
    queue_targets: Mapping[str, Target] = field(default_factory=dict)
    file_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """One block of raw lines, every line accounted for exactly once.

    Attributes
    ----------
    events : pa.Table
        Rows of the table `event` without `load_id`; `raw_line` counts from 1 over the file's
        records (a header line is no record).
    ignored : pa.Table
        Columns `raw_line` (int64), `rule` (text).
    quarantined : pa.Table
        Columns `raw_line` (int64), `reason`, `field`, `detail` (text).
    """

    events: pa.Table
    ignored: pa.Table
    quarantined: pa.Table


class Rebuilt(Protocol):
    """Contacts, cases and states that are told anew from all events of a group.

    Rows of a group that no longer exist are found by `rebuild` of the events stored before: the
    keys it gives are taken out, then the new rows are put in.
    """

    tables: tuple[str, ...]  # canonical and derived tables that `rebuild` fills
    named: bool  # False: equal lines of a file are events of their own, so the intake counts them
    shared: tuple[str, ...]  # keys of groups whose events every `rebuild` needs

    def stories(self, events: pa.Table, stored: pa.Table) -> list[tuple[str, ...]]:
        """Return keys of the groups to rebuild, those that are told together side by side.

        They are the groups of `events`, and those linked with them through `stored`.
        """
        ...

    def rebuild(self, events: pa.Table, context: Context) -> dict[str, pa.Table]:
        """Return canonical rows of whole groups: a pure function of their events, in any order."""
        ...


class EventSource(Rebuilt, Protocol):
    """A source whose lines have a form of their own."""

    def parse(self, block: bytes, first_line: int, context: Context) -> Parsed:
        """Map one block of whole lines; `first_line` is the number of its first record.

        Blank lines are no records.
        """
        ...


class TextEventSource(Rebuilt, Protocol):
    """A source whose lines are cut into columns (CSV, JSON lines, Parquet) by the intake."""

    def columns(self, context: Context) -> tuple[str, ...]:
        """Return the columns of the file that the profile reads."""
        ...

    def parse_texts(self, texts: pa.Table, context: Context) -> Parsed:
        """Map records: texts c0, c1, … in the order of `columns`, and `raw_line`."""
        ...
