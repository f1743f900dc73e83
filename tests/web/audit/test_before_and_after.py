"""What an entry says about a change: what was there before, and what is there now."""

import json
from datetime import date

import pytest

from fiftytwo.web.accounts.actions import close_account, give_role, take_role
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.models import Detail
from fiftytwo.web.people import actions
from fiftytwo.web.people.models import SINCE_EVER, AbsenceKind, AgentLogin, Site, Team
from fiftytwo.web.signin.actions import require_factor

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 6)


def newest() -> dict:
    return json.loads(Detail.objects.order_by("-entry__number").first().content)


def change_person(company, _users):
    actions.change_person(company["yusuf"], {"name": "Yusuf Demir", "email": "y@linden.example"})
    return {"email": ""}, {"email": "y@linden.example"}


def change_contract(company, _users):
    actions.change_contract(company["yusuf"], FIRST, {"contract_minutes": 1200, "max_days": 3})
    # his first contract holds since ever
    before = {"first": SINCE_EVER.isoformat(), "contract_minutes": 2280, "max_days": 5}
    return before, {"first": "2026-11-02", "contract_minutes": 1200, "max_days": 3}


def move(company, _users):
    canal, harbour = (Team.objects.get(name=name).pk for name in ("Canal", "Harbour"))
    actions.move(company["yusuf"], Team.objects.get(pk=harbour), FIRST)
    before = {"first": SINCE_EVER.isoformat(), "team": canal}
    return before, {"first": "2026-11-02", "team": harbour}


def lead(company, _users):
    canal = Team.objects.get(name="Canal")
    actions.set_lead(canal, company["leila"], FIRST)
    before = {"first": SINCE_EVER.isoformat(), "lead": company["joris"].pk}
    return before, {"first": "2026-11-02", "lead": company["leila"].pk}


def rename_team(_company, _users):
    actions.save_team(Team.objects.get(name="Canal"), {"name": "Quay", "closed": None})
    return {"name": "Canal"}, {"name": "Quay"}


def add_team(_company, _users):
    site = Site.objects.get()
    actions.save_team(None, {"name": "Quay", "site": site})
    return None, {"name": "Quay", "site": site.pk}


def change_kind(_company, _users):
    actions.save_kind(AbsenceKind.objects.get(code="leave"), {"is_paid": False})
    return {"is_paid": True}, {"is_paid": False}


def end_work(company, _users):
    actions.end_work(company["yusuf"], LAST)
    return {"left": None}, {"left": "2026-11-06"}


def absence(company, _users):
    actions.change_absence(company["yusuf"], None, first=FIRST, last=LAST, kind="sick")
    return None, {"first": "2026-11-02", "last": "2026-11-06"}


def absence_removed(company, _users):
    row = actions.change_absence(company["yusuf"], None, first=FIRST, last=LAST, kind="sick")
    actions.remove_absence(row)
    return {"first": "2026-11-02", "last": "2026-11-06"}, None


def unlink(company, _users):
    link = AgentLogin.objects.get(person=company["yusuf"])
    actions.unlink_agent(link)
    return {"agent": link.agent}, None


def role(_company, users):
    give_role(users["rep"], Role.MENTOR, first=FIRST)
    limits = {"site": None, "team": None, "first": "2026-11-02", "last": None}
    return None, {"role": "mentor"} | limits


def role_taken(_company, users):
    grant = give_role(users["rep"], Role.MENTOR, first=date(2200, 1, 1))
    take_role(grant)
    gone = {"role": "mentor", "site": None, "team": None, "first": "2200-01-01", "last": None}
    return gone, None


def closed(_company, users):
    close_account(users["rep"])
    return {"open": True}, {"open": False}


def factors(_company, users):
    require_factor(["admin"], by=users["head"])
    require_factor(["head"], by=users["head"])
    return {"roles": ["admin"]}, {"roles": ["head"]}


@pytest.mark.parametrize(
    "act",
    [
        change_person, change_contract, move, lead, rename_team, add_team, change_kind, end_work,
        absence, absence_removed, unlink, role, role_taken, closed, factors,
    ],
)  # fmt: skip
def test_an_entry_says_what_was_and_what_is(company, users, act):
    before, after = act(company, users)
    entry = newest()
    assert (entry["before"], entry["after"]) == (before, after)


def test_why_somebody_is_away_stands_in_no_entry(company, users):
    absence(company, users)
    assert "sick" not in json.dumps(newest())
