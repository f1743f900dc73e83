"""Which code reads which kind of profile."""

from typing import Any

from fiftytwo.contacts.job import Source
from fiftytwo.sources.agent_state import state_kind, state_rows
from fiftytwo.sources.asterisk import AsteriskQueueLog
from fiftytwo.sources.case_log import CaseLog
from fiftytwo.sources.events import EventStager
from fiftytwo.sources.interval import interval_kind, interval_rows
from fiftytwo.sources.mapped import contact_kind, contact_rows
from fiftytwo.sources.stage import MappedStager, Mapping, Staging
from fiftytwo.sources.survey import survey_kind, survey_rows

__all__ = ["make_source"]

MAPPINGS = {
    "contacts": Mapping("contact", "contact_id", contact_kind, contact_rows),
    "interval_report": Mapping(
        "interval_report", "external_id", interval_kind, interval_rows, named=True
    ),
    "agent_state": Mapping("agent_state", "external_id", state_kind, state_rows, named=True),
    "survey": Mapping("survey_response", "survey_id", survey_kind, survey_rows),
}


EVENT_SOURCES: dict[str, Any] = {
    "asterisk_queue_log": AsteriskQueueLog,
    "case_events": CaseLog,
}


def make_source(staging: Staging) -> Source:
    """Return the source that maps a file of a profile."""
    if staging.profile.kind in EVENT_SOURCES:
        return EventStager(staging, EVENT_SOURCES[staging.profile.kind]())
    return MappedStager(staging, MAPPINGS[staging.profile.kind])
