"""Tables of this app that point at a person."""

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "people.Person",
        "Person and contract",
        "pk",
        "working_time",
        forget={"name": "{pseudonym}", "key": "{pseudonym}", "availability": {}},
    ),
    Table("people.AgentLogin", "Logins in the sources", "person", "performance", forget=None),
    Table(
        "people.Absence",
        "Days away",
        "person",
        "absence_reason",
        forget={"kind": "other"},
        dated="last",
    ),
    Table("people.Team", "Teams led", "lead", "directory", forget={"lead": None}),
)
