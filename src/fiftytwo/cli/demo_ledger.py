"""The demo company's plain values → rows of the ledger: people, absences, logins, a plan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.demo.company import COUNTRY, Company, Person
from fiftytwo.demo.opening import closing
from fiftytwo.web.accounts.actions import DemoLogin, add_demo_logins
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.people.actions import add_people
from fiftytwo.web.people.entries import AbsenceEntry, PersonEntry, SiteEntry, TeamEntry
from fiftytwo.web.people.queries import holidays, roster_people
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.plans.conversion import values_of
from fiftytwo.week.inputs import gather
from fiftytwo.week.pipeline import plan_week

__all__ = ["add_company", "settings_text", "store_plan"]

SITE = "Ghent"
LOGINS = ("nadia.verhoeven", "leila.haddad", "priya.raman", "yusuf.demir")
NOT_AT_ONCE = ("Move in", "Move out")  # a meter is read first
# They work for the company and not in the service team: no team, no contract with it.
BESIDE = (
    DemoLogin("karin.claes", "Karin Claes", Role.HR),
    DemoLogin("omar.said", "Omar Said", Role.WORKER_REP),
)


def settings_text(company: Company) -> str:
    """Return the lines of a workspace's settings that say what the queues promise and who answers.

    Examples
    --------
    >>> from fiftytwo.demo.company import make_company
    >>> print(settings_text(make_company(today=date(2026, 11, 19))).splitlines()[1])
    [targets.queue."Chat"]
    """
    lines = []
    usual = company.queues[0].target
    for queue in company.queues:
        if queue.target != usual:
            lines += [
                "",
                f'[targets.queue."{queue.name}"]',
                f"answer_within_s = {queue.target.answer_within_s:g}",
                f"service_level = {queue.target.service_level:g}",
                f"short_abandon_s = {queue.target.short_abandon_s:g}",
            ]
    lines += ["", "[pools]"]
    for pool, queues in company.pools.items():
        names = ", ".join(f'"{name}"' for name in queues)
        lines.append(f'"{pool}" = [{names}]')
    names = ", ".join(f'"{name}"' for name in NOT_AT_ONCE)
    lines += ["", "[measures]", f"not_at_once = [{names}]"]
    return "\n".join(lines) + "\n"


def add_company(company: Company, workspace: Workspace) -> None:
    """Write people, teams, contracts, absences and the shown logins."""
    rows = add_people(
        [SiteEntry(SITE, company.zone, country=COUNTRY, schedules=closing(company))],
        [TeamEntry(team, SITE, lead) for team, lead in company.teams.items()],
        [_entry(person) for person in company.people],
        absences=[
            AbsenceEntry(item.person, item.first, item.last, item.kind) for item in company.absences
        ],
        hash_key=workspace.hash_key,
    )
    shown = {person.key: person for person in company.people}
    own = [DemoLogin(key, shown[key].name, Role(shown[key].role), rows[key].pk) for key in LOGINS]
    add_demo_logins([*own, *BESIDE])


def store_plan(
    workspace: Workspace, today: date, *, seconds: float, tell: Callable[[str, float], None]
) -> int:
    """Plan the week after a day, keep the plan, and return how many intervals stay short."""
    monday = today + timedelta(days=7 - today.weekday())
    lake = open_snapshot(workspace.lake)
    inputs = gather(workspace, lake, start=monday, holidays=sorted(holidays()))
    people = roster_people(monday, days=7)
    plan = plan_week(
        replace(inputs, people=people, seconds=seconds),
        on_progress=lambda text, share: tell(text, share),
    )
    keep_plan(values_of(plan))
    return len(plan.roster.unmet)


def _entry(person: Person) -> PersonEntry:
    contract = person.contract
    if contract is None:
        return PersonEntry(person.key, person.name, person.team, joined=person.joined)
    return PersonEntry(
        key=person.key,
        name=person.name,
        team=person.team,
        pool=person.pool or "",
        contract_minutes=contract.minutes_a_week,
        max_days=contract.max_days,
        shift_minutes=contract.shift_minutes,
        availability=contract.available,
        joined=person.joined,
        logins=(person.key,),
    )
