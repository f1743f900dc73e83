"""Taking words out of stored bytes: whole records of a customer, the names of an agent.

A block keeps its place and its packed length, so that what the manifest says of it stays true: a
redacted block packs smaller, and a frame that readers skip fills the rest.
"""

import hmac
import io
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import product
from string import ascii_letters, digits

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from fiftytwo.base.errors import BrokenError
from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.contacts.records import cut

__all__ = ["ERASED", "Words", "pack_to", "redact_block", "redact_parquet", "redact_record"]

ERASED = b"[erased]"
FILLING = (ascii_letters + digits).encode()  # does not pack, so each byte more lengthens the frame
LEVELS = (1, 3, 9, 19)
SKIPPED = 0x184D2A50  # magic number of a zstd frame that readers skip
LONGEST_WORD = 200
# What can stand around a word in CSV, JSON lines, and logs with bars; a name may hold blanks.
BOUNDS = re.compile(rb"[,;|\t\"'{}\[\]\r\n]|: ?")
QUOTES = re.compile(rb"[\"\r\n]")


@dataclass(frozen=True)
class Words:
    """Whom to look for.

    Attributes
    ----------
    hash_key : bytes
        Key of the workspace's hashes.
    customers : frozenset of bytes
        Keyed hashes (16 bytes).
    agents : Mapping
        Pseudonym → the one that takes its place.
    texts : frozenset of bytes
        How the file may write a customer, where that is known; else every word is hashed.
    """

    hash_key: bytes
    customers: frozenset[bytes] = frozenset()
    agents: Mapping[str, str] = field(default_factory=dict)
    texts: frozenset[bytes] = frozenset()

    def in_data(self, data: bytes) -> tuple[set[bytes], dict[bytes, bytes]]:
        """Return the words of customers in some bytes, and those of agents → what replaces them."""
        customers = {text for text in self.texts if text in data}
        if self.customers and not self.texts:
            key = self.hash_key
            customers = {
                w for w in _words(data)
                if hmac.digest(key, b"customer\x1f" + w, sha256)[:16] in self.customers
            }  # fmt: skip
        agents = {}
        for word in _words(data) if self.agents else ():
            name = agent_pseudonym(self.hash_key, word.decode(errors="replace"))
            if name in self.agents:
                agents[word] = self.agents[name].encode()
        return customers, agents


def _words(data: bytes) -> set[bytes]:
    pieces = {piece.strip() for bounds in (BOUNDS, QUOTES) for piece in bounds.split(data)}
    return {piece for piece in pieces if 0 < len(piece) <= LONGEST_WORD}


def _whole(words: Iterable[bytes]) -> re.Pattern[bytes] | None:
    """Match any of the words where no letter, digit or sign of an address touches it."""
    listed = sorted((re.escape(w) for w in words), key=len, reverse=True)
    if not listed:
        return None
    return re.compile(rb"(?<![\w@.+-])(?:" + b"|".join(listed) + rb")(?![\w@-]|\.\w)")


def redact_record(record: bytes, words: Words) -> bytes | None:
    """Return a record without the people looked for; None where it has none."""
    customers, agents = words.in_data(record)
    pattern = _whole(customers)
    if pattern and pattern.search(record):
        return ERASED
    renamed = _rename(record, agents)
    return renamed if renamed != record else None


def _rename(data: bytes, agents: Mapping[bytes, bytes]) -> bytes:
    pattern = _whole(agents)
    return pattern.sub(lambda m: agents[m[0]], data) if pattern else data


def redact_block(
    data: bytes, words: Words, *, quote: str | None, known: set[int], first: int
) -> tuple[Callable[[bytes], bytes], int]:
    """Find what to take out of a block.

    `known` are numbers of records that are about the customers, whatever they say; `first` is the
    number of records at the start that are no lines (a header). Returns what gives the block with
    a marker in the place of each erased record, and how many records change.
    """
    customers, agents = words.in_data(data)
    pattern = _whole(customers)
    if not (pattern or agents or known):
        return lambda _marker: data, 0
    block = cut(data, 1, quote)
    starts = block.starts.tolist()
    gone = {n + first for n in known if n + first < block.lines}
    if pattern:
        gone |= {bisect_right(starts, m.start()) - 1 for m in pattern.finditer(data)}
    gone -= set(range(first))
    renamed = sum(
        _rename(block.record(n), agents) != block.record(n)
        for n in (range(first, block.lines) if agents else ()) if n not in gone
    )  # fmt: skip

    def made(marker: bytes) -> bytes:
        parts, done = [], 0
        for n in sorted(gone):
            parts += [_rename(data[done : starts[n]], agents), marker]
            done = int(block.ends[n])
        return b"".join([*parts, _rename(data[done:], agents)])

    return made, len(gone) + renamed


def pack_to(size: int, made: Callable[[bytes], bytes]) -> bytes:
    """Pack a redacted block to exactly `size` bytes, whatever marker that takes.

    Raises
    ------
    BrokenError
        If no marker fits.
    """
    markers = [ERASED + FILLING[:n] for n in range(len(FILLING) + 1)]
    markers += [FILLING[:n] for n in range(1, len(FILLING) + 1)]
    for marker in markers:
        data = made(marker)
        # A checksum is four bytes more: one length more to try.
        for level, checked in product(LEVELS, (False, True)):
            packed = zstandard.ZstdCompressor(level=level, write_checksum=checked).compress(data)
            gap = size - len(packed)
            if gap == 0:
                return packed
            if gap >= 8:
                head = SKIPPED.to_bytes(4, "little") + (gap - 8).to_bytes(4, "little")
                return packed + head + bytes(gap - 8)
    raise BrokenError("a redacted block of raw bytes does not fit its place: please report this")


def redact_parquet(data: bytes, words: Words, known: set[int]) -> tuple[bytes, int]:
    """Return a Parquet file without the people looked for, and how many rows changed.

    `known` are numbers of rows, counted from 1. A customer's row keeps no text at all.
    """
    table = pq.read_table(io.BytesIO(data))
    texts = [f.name for f in table.schema if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)]  # fmt: skip
    changed: set[int] = {n - 1 for n in known if n <= table.num_rows}
    columns = {name: table[name].to_pylist() for name in texts}
    renamed: set[int] = set()
    for name, values in columns.items():
        for n, value in enumerate(values):
            found = None if value is None else redact_record(value.encode(), words)
            if found == ERASED:
                changed.add(n)
            elif found is not None:
                columns[name][n] = found.decode()
                renamed.add(n)
    if not changed and not renamed:
        return data, 0
    for name, values in columns.items():
        kept = [None if n in changed else value for n, value in enumerate(values)]
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, pa.array(kept, type=table.schema.field(name).type))
    target = io.BytesIO()
    pq.write_table(table, target)
    return target.getvalue(), len(changed | renamed)
