"""Schema drift: columns that a file has and its profile does not read, and headers that changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.raw import read_block
from fiftytwo.contacts.records import cut
from fiftytwo.sources.case_log import read_options
from fiftytwo.sources.profiles import find_profile
from fiftytwo.sources.tabular import header_names

__all__ = ["Drift", "between", "header_drift"]

NEWEST = 20  # files of each source whose headers are read


@dataclass(frozen=True, slots=True)
class Drift:
    """What the header of a file says that an earlier one of the same profile did not.

    Attributes
    ----------
    unread : tuple of str
        Columns that the profile does not read: kept in the raw bytes, in no number.
    added, gone : tuple of str
        Beside the file of the same profile that was loaded before it.
    """

    source: str
    profile: str
    file_name: str
    unread: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


def between(before: Iterable[str], now: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns that came and those that went, each in order.

    Examples
    --------
    >>> between(["a", "b"], ["b", "c"])
    (('c',), ('a',))
    """
    old, new = list(before), list(now)
    return tuple(c for c in new if c not in old), tuple(c for c in old if c not in new)


def header_drift(workspace: Workspace, source: Snapshot) -> list[Drift]:
    """Return the newest files whose header changed or has columns that are not read, newest first.

    Read from the stored bytes, so that files of any version are told. Files without a header, and
    profiles that are saved no more, are left out.
    """
    sql = (
        f"SELECT f.source_id, f.profile, f.file_name, b.sha256, b.offset, b.packed_bytes "
        f"FROM {source.relation('raw_file')} f JOIN {source.relation('raw_block')} b USING (load_id) "
        f"WHERE b.block_no = 0 AND f.profile IS NOT NULL QUALIFY row_number() OVER "
        f"(PARTITION BY f.source_id, f.profile ORDER BY f.received_at DESC) <= {NEWEST} "
        "ORDER BY f.received_at"
    )
    held: dict[str, tuple[str, ...]] = {}
    found: list[Drift] = []
    saved = {path.stem for path in workspace.profiles.glob("*.toml")}
    for name, profile_name, file_name, sha256, offset, packed in (
        source.cursor().sql(sql).fetchall()
    ):
        if profile_name not in saved:
            continue
        profile = find_profile(workspace, profile_name)
        if not profile.file.header or profile.file.type not in (None, "csv"):
            continue
        data = read_block(workspace.lake, sha256, offset=offset, packed=packed)
        names = header_names(cut(data, 1, profile.file.quote).record(0), profile.file)
        added, gone = between(held.get(profile_name, names), names)
        unread = tuple(column for column in names if column not in _read_by(profile))
        held[profile_name] = names
        if unread or added or gone:
            found.append(Drift(name, profile_name, file_name, unread, added, gone))
    return found[::-1]


def _read_by(profile: Profile) -> tuple[str, ...]:
    if profile.kind == "case_events":
        return read_options(profile.options).columns
    return profile.columns
