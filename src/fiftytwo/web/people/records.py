"""Tables of this app that point at a person."""

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "people.Person",
        "Person",
        "pk",
        "working_time",
        forget={"name": "{pseudonym}", "key": "{pseudonym}", "email": ""},
    ),
    Table("people.Membership", "Teams", "person", "directory"),
    Table("people.Leadership", "Teams led", "lead", "directory", forget={"lead": None}),
    Table("people.Contract", "Contracts", "person", "working_time", forget={"availability": {}}),
    Table("people.AgentLogin", "Logins in the sources", "person", "performance", forget=None),
    Table(
        "people.Absence",
        "Days away",
        "person",
        "absence_reason",
        forget={"kind": "other"},
        dated="last",
    ),
)
