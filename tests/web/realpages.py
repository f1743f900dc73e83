"""The demo company's people with one of every thing that an address can name."""

from datetime import date, timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone
from web.conftest import PASSWORD
from web.pagelake import busy_lake

from fiftytwo.cli.demo_ledger import add_company
from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.demo.company import make_company
from fiftytwo.web.accounts.actions import add_user, give_role
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.models import Actor
from fiftytwo.web.intake.models import Upload
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.people.actions import change_absence
from fiftytwo.web.people.models import AbsenceKind, Person, Site, Team
from fiftytwo.web.saved.actions import save_view
from fiftytwo.web.signin.models import Session

DAY = date(2026, 11, 19)
LEAD, REP = "leila.haddad", "yusuf.demir"


class RealCompany:
    """54 people in four teams, an account a role, and the things that pages are about."""

    def __init__(self, workspace):
        add_company(make_company(52, today=DAY, weeks=1), workspace)
        self.workspace = workspace
        self.rep = Person.objects.get(key=REP)
        self.lead = Person.objects.get(key=LEAD)
        for person in (self.rep, self.lead):  # their demo logins give way to accounts like others
            person.user.delete()
        self.users = {role.value: self._account(role) for role in Role}
        today = timezone.localdate()
        self.absences = [
            change_absence(self.rep, None, first=day, last=day, kind="leave")
            for day in (today + timedelta(days=400 + 7 * n) for n in range(6))
        ]
        self._numbers = count()

    def _account(self, role):
        person = {Role.LEAD: self.lead, Role.REP: self.rep}.get(role)
        name = person.name if person else f"Somebody {role.value}"
        key = person.pk if person else None
        user = add_user(f"a.{role.value}", name, [role], password=PASSWORD, person_id=key)
        Actor.objects.create(user=user, pseudonym=f"actor-{role.value}")  # as after a first entry
        for extra in (Role.MENTOR, Role.COACH):
            if role in (Role.REP, Role.LEAD):
                give_role(user, extra)
        return user

    def lake(self):
        """A lake in which the people of the lead's team answer."""
        key = self.workspace.hash_key
        members = [m.person for m in Team.objects.get(name="Harbour").memberships.all()]
        return busy_lake(tuple(agent_pseudonym(key, person.key) for person in members[:4]))

    def arguments(self, what, role):
        """The arguments of an address that names such a thing, one that the role may open."""
        user, site = self.users[role], Site.objects.first()
        if what in ("person", "hours"):
            return {"person_id": self.rep.pk}
        if what == "absence":
            return {"absence_id": self.absences[0].pk}
        if what == "record":
            return {"key": self.rep.key}
        if what == "view":
            made = save_view(
                f"v{next(self._numbers)}", "measure=offered", is_shared=True, mail="never", by=user
            )
            return {"view_id": made.pk}
        if what == "job":
            return {"job_id": Job.objects.create(kind="test", title="Counting", by=user).pk}
        if what == "session":
            until = timezone.now() + timedelta(days=1)
            row = Session.objects.create(
                session_key=uuid4().hex, public_id=uuid4(), user=user, expire_date=until
            )
            return {"public_id": row.public_id}
        return {
            "team_id": Team.objects.get(name="Harbour").pk,
            "site_id": site.pk,
            "code": AbsenceKind.objects.first().pk,
            "upload_id": Upload.objects.create(name="a.csv", size=1).pk,
            "area": "voice",
            "name": "service_level",
            "kind": "csv",
        }


__all__ = ["LEAD", "REP", "RealCompany"]
