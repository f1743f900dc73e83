"""The rights table says what pages do: what a role is shown of whom, against what the table allows."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone
from web.plans.stored_week import stored

from fiftytwo.privacy.catalogue import AREAS, ROLES
from fiftytwo.privacy.rights import Answer, Relation, right
from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.people.actions import change_absence
from fiftytwo.web.people.models import Absence
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.privacy.registry import INSIDES, TABLES

PEOPLE = "/settings/people/"
TEAM, OTHER = Relation.TEAM, Relation.OTHER


@pytest.fixture
def shown(client_of, company):
    """Return whether a role is shown a field of somebody of the own team, or of another one."""
    add_user("chloe", "Chloé Lambert", [Role.REP], person_id=company["chloe"].pk)
    today = timezone.localdate()
    Absence.objects.all().delete()
    for key in ("yusuf", "chloe"):
        days = {"first": today + timedelta(days=30), "last": today + timedelta(days=31)}
        change_absence(company[key], None, **days, kind="sick")
    keep_plan(stored())
    names = {TEAM: ("yusuf", "Yusuf Demir"), OTHER: ("chloe", "Chloé Lambert")}

    def look(field: str, role: str, relation: Relation) -> bool:
        key, name = names[relation]
        client = client_of(role)
        if field == "shift":
            return name in html.unescape(client.get("/plan/?day=week").content.decode())
        answer = client.get(f"{PEOPLE}{company[key].pk}/")
        page = html.unescape(answer.content.decode()) if answer.status_code == 200 else ""
        day = f"{today + timedelta(days=30):%-d %b %Y}"
        marks = {"contract": "Billing", "absence_days": day, "absence_kind": ">Sick<"}
        return (marks | {"agent_login": f"{key}.{name.split()[1].lower()}"})[field] in page

    return look


@pytest.mark.parametrize("relation", [TEAM, OTHER], ids=["team", "other"])
@pytest.mark.parametrize(
    ("area", "field"),
    [
        ("working_time", "contract"),
        ("working_time", "absence_days"),
        ("absence_reason", "absence_kind"),
        ("agent_link", "agent_login"),
        ("roster", "shift"),
    ],
)
def test_pages_show_what_the_table_allows_and_no_more(shown, area, field, relation):
    assert field in AREAS[area].fields
    leads = {"lead"} if relation is TEAM else set()  # of these roles only the lead leads somebody
    found, allowed = {}, {}
    for role in sorted(set(ROLES) - {"rep"}):  # the rep is the person in question
        asked = TEAM if role in leads else OTHER
        found[role] = shown(field, role, relation)
        allowed[role] = right(area, role, asked) is Answer.ALLOWED
    assert found == allowed


def test_the_reason_is_private_but_not_that_somebody_is_not_there():
    assert right("roster", "head", OTHER) is Answer.ALLOWED
    assert right("absence_reason", "head", OTHER) is Answer.NEVER
    assert right("absence_reason", "lead", TEAM) is Answer.NEVER


def test_the_export_gives_records_the_class_of_what_they_show():
    areas = {item.title: AREAS[item.area] for item in (*TABLES, *INSIDES)}
    expected = {
        "Person": "directory",
        "Contracts": "working_time",
        "Days away": "absence_reason",
        "Logins in the sources": "agent_link",
        "Shifts and days away in week plans": "roster",
    }
    assert {title: areas[title].key for title in expected} == expected
