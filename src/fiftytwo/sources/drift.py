"""Schema drift: columns that a file has and its profile does not read, and headers that changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.raw import read_block
from fiftytwo.contacts.records import cut
from fiftytwo.sources.case_log import read_options
from fiftytwo.sources.load import RETRY, file_type
from fiftytwo.sources.profiles import find_profile
from fiftytwo.sources.tabular import as_utf8, header_names

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
        Beside the file of the same source and profile that was loaded before it.
    problem : str
        Why its header cannot be read now, such as a profile that was broken since; else empty.
    """

    source: str
    profile: str
    file_name: str
    unread: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    problem: str = ""


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
    profiles that are saved no more, are left out; a header that cannot be read says why.
    """
    sql = (
        f"SELECT f.source_id, f.profile, f.file_name, b.sha256, b.offset, b.packed_bytes "
        f"FROM {source.relation('raw_file')} f JOIN {source.relation('raw_block')} b USING (load_id) "
        f"WHERE b.block_no = 0 AND f.profile IS NOT NULL QUALIFY row_number() OVER "
        f"(PARTITION BY f.source_id, f.profile ORDER BY f.received_at DESC) <= {NEWEST} "
        "ORDER BY f.received_at"
    )
    held: dict[tuple[str, str], tuple[str, ...]] = {}
    found: list[Drift] = []
    saved = {path.stem for path in workspace.profiles.glob("*.toml")}
    for name, profile_name, file_name, *place in source.cursor().sql(sql).fetchall():
        if profile_name not in saved or file_name.startswith(RETRY):
            continue
        try:
            profile = find_profile(workspace, profile_name)
            names = _header(workspace, profile, file_name, *place)
            read = _read_by(profile)
        except InputError as error:
            found.append(Drift(name, profile_name, file_name, problem=str(error)))
            continue
        if names is None:
            continue
        key = (name, profile_name)
        added, gone = between(held.get(key, names), names)
        unread = tuple(column for column in names if column not in read)
        held[key] = names
        if unread or added or gone:
            found.append(Drift(name, profile_name, file_name, unread, added, gone))
    return found[::-1]


def _header(
    workspace: Workspace, profile: Profile, file_name: str, sha256: str, offset: int, packed: int
) -> tuple[str, ...] | None:
    """Return the column names of a stored file; None where it has no header."""
    if not profile.file.header or file_type(profile, file_name) != "csv":
        return None
    try:
        data = read_block(workspace.lake, sha256, offset=offset, packed=packed)
    except OSError:
        raise InputError(
            "its stored bytes cannot be read: `fiftytwo doctor --deep` says what is missing"
        ) from None
    return header_names(cut(as_utf8(data, profile), 1, profile.file.quote).record(0), profile.file)


def _read_by(profile: Profile) -> tuple[str, ...]:
    if profile.kind == "case_events":
        return read_options(profile.options).columns
    return profile.columns
