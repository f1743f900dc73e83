"""Which code reads which kind of profile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fiftytwo.contacts.job import Source
from fiftytwo.contacts.merge import Rows
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.zones import Change, changes
from fiftytwo.sources.agent_state import state_kind, state_rows
from fiftytwo.sources.asterisk import AsteriskQueueLog
from fiftytwo.sources.case_log import CaseLog
from fiftytwo.sources.events import EventStager
from fiftytwo.sources.expressions import Columns
from fiftytwo.sources.interval import interval_kind, interval_rows
from fiftytwo.sources.mapped import contact_kind, contact_rows
from fiftytwo.sources.stage import MappedStager, Staging
from fiftytwo.sources.survey import survey_kind, survey_rows
from fiftytwo.sources.typed import Kind

__all__ = ["make_source"]

MakeRows = Callable[[MappedStager, str, tuple[Change, ...]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Mapping:
    """How lines of a kind become rows of one table and its followers."""

    table: str
    key: str
    kind: Callable[[Profile, Columns], Kind]
    rows: MakeRows
    named: bool = False  # a line without a key in the profile still has a natural one


MAPPINGS = {
    "contacts": Mapping(
        "contact", "contact_id", contact_kind,
        lambda s, load_id, found: contact_rows(s.profile, s.context, load_id=load_id, found=found),
    ),
    "interval_report": Mapping(
        "interval_report", "external_id", interval_kind,
        lambda s, load_id, found: interval_rows(s.profile, load_id=load_id, found=found),
        named=True,
    ),
    "agent_state": Mapping(
        "agent_state", "external_id", state_kind,
        lambda s, load_id, found: state_rows(s.profile, load_id=load_id, found=found),
        named=True,
    ),
    "survey": Mapping(
        "survey_response", "survey_id", survey_kind,
        lambda s, load_id, found: survey_rows(s.profile, load_id=load_id, found=found),
    ),
}  # fmt: skip


EVENT_SOURCES: dict[str, Any] = {
    "asterisk_queue_log": AsteriskQueueLog,
    "case_events": CaseLog,
}


class MappedSource(MappedStager):
    """Lines that a profile maps to one table (and its followers)."""

    def __init__(self, mapping: Mapping, staging: Staging) -> None:
        super().__init__(staging, mapping.kind)
        self.mapping = mapping

    def rows(self, load_id: str) -> list[Rows]:
        """Return how staged rows become canonical ones."""
        if self.layout is None:
            return []
        mapping, profile = self.mapping, self.profile
        found = changes(profile.local_zone, self.years)
        return [
            Rows(
                table=mapping.table,
                key=mapping.key,
                select=mapping.rows(self, load_id, found),
                source_id=profile.source,
                policy=profile.version,
                named=bool(profile.key) or mapping.named,
                rename=self.rename(),
            )
        ]


def make_source(staging: Staging) -> Source:
    """Return the source that maps a file of a profile."""
    if staging.profile.kind in EVENT_SOURCES:
        return EventStager(staging, EVENT_SOURCES[staging.profile.kind]())
    return MappedSource(MAPPINGS[staging.profile.kind], staging)
