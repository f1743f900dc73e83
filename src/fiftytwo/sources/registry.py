"""Which code reads which kind of profile."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.intake import Source
from fiftytwo.contacts.merge import Rows
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.zones import changes
from fiftytwo.sources.mapped import contact_kind, contact_rows
from fiftytwo.sources.stage import MappedStager

__all__ = ["make_source"]


class ContactSource(MappedStager):
    """Lines that are contacts."""

    def rows(self, load_id: str) -> list[Rows]:
        """Return how staged rows become contacts and segments."""
        found = changes(self.profile.local_zone, self.years)
        return [
            Rows(
                "contact", "contact_id",
                contact_rows(self.profile, self.context, load_id=load_id, found=found),
                self.profile.source, self.profile.version, bool(self.profile.key),
                self.rename(),
            )
        ]  # fmt: skip


def make_source(
    profile: Profile, context: Context, *, connection: Any, folder: Path, file_type: str,
    sequence: int, now_us: int, opener: Callable[[], BinaryIO],
) -> Source:  # fmt: skip
    """Return the source that maps a file of this profile."""
    if profile.kind != "contacts":
        raise InputError(f"profile {profile.name}: kind {profile.kind} cannot be loaded")
    return ContactSource(
        profile, context, contact_kind, connection=connection, folder=folder,
        file_type=file_type, sequence=sequence, now_us=now_us, opener=opener,
    )  # fmt: skip
