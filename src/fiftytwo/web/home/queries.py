"""Reads of the front page: the lake, the newest plan, the intake's books, one's own people."""

from collections.abc import Collection
from datetime import date

from fiftytwo.contacts.lake import Snapshot
from fiftytwo.web.accounts.models import User
from fiftytwo.web.home.needs import Books
from fiftytwo.web.intake.queries import loads, snapshot
from fiftytwo.web.keeping import kept
from fiftytwo.web.people.models import AgentLogin
from fiftytwo.web.people.queries import persons_visible_to
from fiftytwo.web.plans.models import Plan
from fiftytwo.web.plans.queries import newest_plan

__all__ = ["agents_of", "books", "coming_plan", "lake", "team_people"]


def lake() -> Snapshot:
    """Return the workspace's lake."""
    return snapshot()


def team_people(user: User) -> list[int]:
    """Return whose shifts and contacts a lead sees together, by primary key: the teams led."""
    return list(persons_visible_to(user).order_by().values_list("pk", flat=True))


def agents_of(people: Collection[int]) -> tuple[str, ...]:
    """Return the pseudonyms of people, whose contacts are only ever added up."""
    logins = AgentLogin.objects.filter(person__in=people).order_by()
    return tuple(sorted(logins.values_list("agent", flat=True)))


def coming_plan(today: date) -> Plan | None:
    """Return the newest plan of the last week that has one, if that week is not over."""
    plan = newest_plan()
    if plan is None or (today - plan.first_day).days >= 7:
        return None
    return plan


def books(source: Snapshot, last_day: date | None, *, is_provisional: bool) -> Books:
    """Return what waits in the intake's books."""
    reasons, back = kept(source, "books", lambda: _waiting(source))
    return Books(reasons, back, last_day, is_provisional)


def _waiting(source: Snapshot) -> tuple[list[tuple[str, int]], list[str]]:
    """Return open lines in quarantine by reason, and names of files that are held back."""
    held = source.relation("quarantine")
    rows = (
        source.cursor()
        .execute(
            f"SELECT reason, count(*) FROM {held} WHERE resolution IS NULL GROUP BY 1 ORDER BY 2 DESC"
        )
        .fetchall()
    )
    back = [load.file_name for load in loads(source, limit=20) if load.is_held_back]
    return [(reason, n) for reason, n in rows], back
