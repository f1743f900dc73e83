"""Tables of this app that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "people.Person",
        _("Person"),
        "pk",
        "directory",
        forget={"name": "{pseudonym}", "key": "{pseudonym}", "email": ""},
    ),
    Table("people.Membership", _("Teams"), "person", "directory"),
    Table("people.Leadership", _("Teams led"), "lead", "directory", forget={"lead": None}),
    Table("people.Contract", _("Contracts"), "person", "working_time", forget={"availability": {}}),
    Table("people.AgentLogin", _("Logins in the sources"), "person", "agent_link", forget=None),
    Table(
        "people.Absence",
        _("Days away"),
        "person",
        "absence_reason",
        forget={"kind": "other"},
        dated="last",
    ),
)
