"""What the columns of records about a person are called, and which of them say nothing to a reader."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_noop as _

__all__ = ["LABELS", "LAKE_TITLES", "UNTOLD", "label_of"]

# Columns that only tie a row to its person, or serve the program: the file for programs has them.
UNTOLD = frozenset(
    {"id", "person_id", "user_id", "to_id", "by_id", "owner_id", "made_by_id", "detail_id"}
    | {"public_id", "load_id", "next_url", "right", "beat_at", "job_id", "definition", "result"}
    | {"jobs.Job.kind", "people.Leadership.lead_id", "scim.Record.team_id", "is_demo", "about"}
)

# Column, or model and column where it means something else there → what it is called.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "key": _("Key"),
        "name": _("Name"),
        "email": _("E-mail"),
        "joined": _("First day of work"),
        "left": _("Last day of work"),
        "team_id": _("Team"),
        "site_id": _("Site"),
        "first": _("From"),
        "last": _("Until"),
        "pool": _("Pool"),
        "contract_minutes": _("Hours a week"),
        "max_days": _("Days a week"),
        "shift_minutes": _("Lengths of a shift"),
        "availability": _("Can work"),
        "login": _("Login"),
        "agent": _("Word that stands for it in the data"),
        "kind_id": _("Kind"),
        "kind": _("Kind"),
        "username": _("Username"),
        "language": _("Language"),
        "is_active": _("Can sign in"),
        "last_login": _("Last signed in"),
        "date_joined": _("Made"),
        "role": _("Role"),
        "expires_at": _("Ends"),
        "expire_date": _("Ends"),
        "used_at": _("Used"),
        "verified": _("Confirmed"),
        "primary": _("Main address"),
        "created_at": _("Made"),
        "read_at": _("Read"),
        "device": _("Device"),
        "network": _("Network"),
        "began_at": _("Began"),
        "seen_at": _("Last seen"),
        "since": _("Since"),
        "type": _("Kind"),
        "last_used_at": _("Last used"),
        "provider": _("Login service"),
        "uid": _("Known there as"),
        "title": _("What"),
        "state": _("State"),
        "share": _("Share done"),
        "stage": _("Step"),
        "error": _("Why it failed"),
        "started_at": _("Began"),
        "ended_at": _("Ended"),
        "attempts": _("Tries"),
        "cancel_asked": _("Cancelling was asked"),
        "mail": _("By mail"),
        "chat": _("By chat"),
        "digest_at": _("Digest at"),
        "quiet_from": _("Quiet from"),
        "quiet_until": _("Quiet until"),
        "muted": _("Switched off"),
        "channel": _("Way"),
        "next_at": _("Next try"),
        "size": _("Size"),
        "first_day": _("First day of the week"),
        "changes": _("Changes"),
        "made_at": _("Made"),
        "reason": _("Why"),
        "set_at": _("Set on"),
        "set_by_id": _("Set by"),
        "lifted_at": _("Lifted"),
        "pseudonym": _("Word that stands for it in the data"),
        "kept": _("What it told"),
        "deleted_at": _("Deleted"),
        "scopes": _("What it opens"),
        "last_day": _("Last day"),
        "revoked_at": _("Revoked"),
        "used_on": _("Last used"),
        "query": _("What is shown"),
        "is_shared": _("Shared"),
        "mail_since": _("By mail since"),
        "mailed_at": _("Last mailed"),
        "measure": _("Measure"),
        "grain": _("Step"),
        "period": _("Period"),
        "narrowed": _("Only of"),
        "value": _("Value"),
        "n": _("Number"),
        "is_provisional": _("Provisional"),
        "at": _("When"),
        "attempt_time": _("When"),
        "ip_address": _("Network"),
        "user_agent": _("Device"),
        "failures_since_start": _("Tries"),
        "day": _("Day"),
        "start": _("Begins"),
        "end": _("Ends"),
        "away": _("Away"),
        "by": _("Who"),
        "action": _("What"),
        "purpose": _("What for"),
    }
)

# Table of the lake → what its rows about somebody who works here are.
LAKE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "contact": _("Contacts handled"),
        "segment": _("Pieces of contacts"),
        "case": _("Cases"),
        "case_interval": _("Changes of cases"),
        "agent_state": _("States in the phone or desk system"),
        "survey_response": _("Answers of customers"),
        "event": _("Events in the sources"),
    }
)


def label_of(column: str, model: str = "") -> str | None:
    """Return what a column is called, in English; None where it says nothing to a reader.

    Parameters
    ----------
    column : str
        Such as ``contract_minutes``.
    model : str
        Such as ``people.Contract``; empty for records inside other rows.

    Raises
    ------
    KeyError
        If nobody has given it a name: `tests/web/privacy/test_export.py` asks for all of them.

    Examples
    --------
    >>> label_of("contract_minutes", "people.Contract"), label_of("id", "people.Person")
    ('Hours a week', None)
    """
    whole = f"{model}.{column}"
    if column in UNTOLD or whole in UNTOLD:
        return None
    return LABELS[column]
