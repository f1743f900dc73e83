"""One file that holds many, with a manifest of their checksums; read only if all of it is right.

It is a ZIP file: its directory is at the end, so a file that was cut off is noticed at once, and
any program can look into it. Nothing in it is believed but what the manifest names.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fiftytwo.base.errors import InputError

__all__ = ["Archive", "ArchiveWriter", "open_archive"]

FORMAT = "fiftytwo backup"
VERSION = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
PACKED = (".parquet", ".zst", ".gz", ".zip")  # packing these again would only take time
NAME = re.compile(r"[^/\\\x00-\x1f:]+(/[^/\\\x00-\x1f:]+)*")
MOST_MANIFEST = 256 << 20  # bytes


class ArchiveWriter:
    """Writes `<file>.part`, readable by its owner alone; `finish` makes it count by one rename.

    Raises
    ------
    InputError
        If the file exists already, or its folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(f"{path.name}.part")
        self.files: dict[str, dict[str, Any]] = {}
        if path.exists():
            raise InputError(f"{path} exists already: name another file")
        try:
            handle = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise InputError(f"{self.part} cannot be written ({error.strerror})") from None
        os.fchmod(handle, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if kind is not None:
            self.part.unlink(missing_ok=True)

    def add_file(self, name: str, path: Path) -> None:
        """Add a file of the disk."""
        with open(path, "rb") as file:
            self.add(name, iter(lambda: file.read(CHUNK), b""))

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add bytes that come in pieces."""
        found, size = hashlib.sha256(), 0
        with self._zip.open(_info(name), "w", force_zip64=True) as target:
            for piece in pieces:
                target.write(piece)
                found.update(piece)
                size += len(piece)
        self.files[name] = {"bytes": size, "sha256": found.hexdigest()}

    def finish(self, about: dict[str, Any]) -> None:
        """Write the manifest, bring every byte to the disk, and give the file its name."""
        manifest = {"format": FORMAT, "version": VERSION, **about, "files": self.files}
        self._zip.writestr(_info(MANIFEST), json.dumps(manifest, indent=1))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self.part.replace(self.path)


@dataclass(frozen=True)
class Archive:
    """An archive of which every byte was compared with its manifest."""

    path: Path
    about: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """Names of its files."""
        return list(self.about["files"])

    def lines(self, name: str) -> Iterator[str]:
        """Yield the lines of a text file."""
        with zipfile.ZipFile(self.path) as packed, packed.open(name) as file:
            for line in file:
                yield line.decode()

    def extract(self, names: Iterable[str], folder: Path) -> None:
        """Write files below a folder, readable by their owner alone."""
        with zipfile.ZipFile(self.path) as packed:
            for name in names:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with packed.open(name) as source, os.fdopen(handle, "wb") as file:
                    while piece := source.read(CHUNK):
                        file.write(piece)


def open_archive(path: Path) -> Archive:
    """Compare every byte of an archive with its manifest.

    Raises
    ------
    InputError
        If it is none, was cut off, changed, made by a newer version, or names a file outside.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            about = _manifest(path, packed)
            _check_names(path, packed, about["files"])
            for name, told in about["files"].items():
                _check_file(path, packed, name, told)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}: check the name") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error})") from None
    except (zipfile.BadZipFile, EOFError, RuntimeError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise InputError(
            f"{path} is no backup of fiftytwo, or was cut off or damaged: take another copy"
        ) from None
    return Archive(path, about)


def _info(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    packed = name.endswith(PACKED)
    found.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    found.external_attr = 0o600 << 16
    return found


def _manifest(path: Path, packed: zipfile.ZipFile) -> dict[str, Any]:
    try:
        if packed.getinfo(MANIFEST).file_size > MOST_MANIFEST:
            raise ValueError
        about = json.loads(packed.read(MANIFEST))
        if about["format"] != FORMAT or not isinstance(about["files"], dict):
            raise ValueError
        version = int(about["version"])
    except (KeyError, ValueError, TypeError):
        raise InputError(f"{path} is a ZIP file, but no backup of fiftytwo") from None
    if version > VERSION:
        raise InputError(f"{path} was made by a newer fiftytwo: install the newer version")
    found: dict[str, Any] = about
    return found


def _check_names(path: Path, packed: zipfile.ZipFile, files: dict[str, Any]) -> None:
    there = sorted(packed.namelist())
    for name in files:
        if not NAME.fullmatch(name) or {"..", "."} & set(name.split("/")):
            raise InputError(f"{path} names a file outside its folder ({name!r}): do not trust it")
    if there != sorted([*files, MANIFEST]):
        odd = sorted(set(there) ^ {*files, MANIFEST}) or there
        raise InputError(f"{path} does not hold what its manifest says, such as {odd[0]!r}")


def _check_file(path: Path, packed: zipfile.ZipFile, name: str, told: dict[str, Any]) -> None:
    found, size = hashlib.sha256(), 0
    with packed.open(name) as file:
        while piece := file.read(CHUNK):
            found.update(piece)
            size += len(piece)
    if (size, found.hexdigest()) != (told.get("bytes"), told.get("sha256")):
        raise InputError(f"{path} is damaged: {name} is not what was backed up; take another copy")
