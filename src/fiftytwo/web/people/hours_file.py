"""The file of opening hours in the workspace: read with a mark of what it says, replaced as a whole."""

import codecs
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fiftytwo.base.errors import InputError
from fiftytwo.base.lock import hold
from fiftytwo.contacts.lake import SCHEDULES_FILE

__all__ = ["HoursFile", "hours_file"]


WAIT_S = 5.0  # a change takes milliseconds


@dataclass(frozen=True)
class HoursFile:
    """Where the opening hours stand: `path`, a link followed to the file itself."""

    path: Path

    def text(self) -> str:
        """Return what it says, line ends as they are; what is not UTF-8 as U+FFFD; "" without a file."""
        return self._bytes().removeprefix(codecs.BOM_UTF8).decode(errors="replace")

    def mark(self) -> str:
        """Return a mark of what it says: whoever changes it tells which they saw."""
        return hashlib.sha256(self._bytes()).hexdigest()

    def text_seen(self, mark: str) -> str:
        """Return the text, if it is still the one with that mark.

        Raises
        ------
        InputError
            If it has changed.
        """
        if self.mark() != mark:
            raise InputError(
                f"{SCHEDULES_FILE} was changed since it was shown: nothing was written, look at it again"
            )
        return self.text()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let no other process of ours change it while the block runs.

        Raises
        ------
        BusyError
            If another one still does after five seconds.
        """
        lock = self.path.with_name("schedules.lock")
        with hold(lock, "changing opening hours", wait_s=WAIT_S):
            yield

    def write(self, text: str) -> None:
        """Replace the file: whoever reads it finds the old text or the new one, never half of it.

        Raises
        ------
        InputError
            If the file system refuses.
        """
        start = codecs.BOM_UTF8 if self._bytes().startswith(codecs.BOM_UTF8) else b""
        part = self.path.with_name(f"{self.path.name}.part")
        try:
            with open(part, "wb") as file:
                file.write(start + text.encode())
                file.flush()
                os.fsync(file.fileno())
            if self.path.exists():
                shutil.copymode(self.path, part)
            part.replace(self.path)
        except OSError as error:
            raise InputError(
                f"{SCHEDULES_FILE} cannot be written ({error.strerror}): let the server write it"
            ) from None

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise InputError(
                f"{SCHEDULES_FILE} cannot be read ({error.strerror}): mend or remove it"
            ) from None


def hours_file(root: Path) -> HoursFile:
    """Return the file of opening hours of a workspace."""
    return HoursFile((root / SCHEDULES_FILE).resolve())
