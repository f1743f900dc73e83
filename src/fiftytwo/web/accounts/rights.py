"""Which page is for whom: the table that the permission matrix test compares with every address.

A page's right is the permission ``page.<name>``; templates ask ``{% if perms.page.sources %}``,
views carry ``@page_right("sources")``. Rows about people obey `people.queries` besides.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from types import MappingProxyType
from typing import Any

import rules
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fiftytwo.privacy.rights import allowed_roles

__all__ = [
    "DESK",
    "KEEPERS",
    "KIND_KEEPERS",
    "LEADERS",
    "LIMITABLE",
    "LINKERS",
    "OVERSEERS",
    "RIGHTS",
    "ROLE_WORDS",
    "Role",
    "page_right",
]


class Role(StrEnum):
    """What somebody does here; a person may hold several."""

    REP = "rep"
    MENTOR = "mentor"
    COACH = "coach"  # judges quality
    LEAD = "lead"  # direct manager of a team
    HEAD = "head"
    PLANNER = "planner"
    HR = "hr"
    PANELIST = "panelist"  # sits on hiring panels
    EXEC = "exec"
    WORKER_REP = "worker_rep"
    ADMIN = "admin"  # technical: opens no content


ROLE_WORDS: MappingProxyType[Role, str | Promise] = MappingProxyType(
    {
        Role.REP: _("rep"),
        Role.MENTOR: _("mentor"),
        Role.COACH: _("coach"),
        Role.LEAD: _("lead"),
        Role.HEAD: _("head"),
        Role.PLANNER: _("planner"),
        Role.HR: _("HR"),
        Role.PANELIST: _("panelist"),
        Role.EXEC: _("executive"),
        Role.WORKER_REP: _("worker representative"),
        Role.ADMIN: _("administrator"),
    }
)

EVERYONE = frozenset(Role)
STAFF = EVERYONE - {Role.ADMIN}
DESK = frozenset({Role.HEAD, Role.PLANNER})
HEADS = frozenset({Role.HEAD})
LEADERS = frozenset({Role.HEAD, Role.LEAD, Role.PLANNER})
STAFF_DESK = frozenset({Role.HEAD, Role.HR})
# Rows about people of the whole company, or of the site or team that the role is limited to.
OVERSEERS = frozenset({Role.HEAD, Role.PLANNER, Role.HR})
# What the rights table of `privacy` says about others: it and the pages cannot differ.
# Those who keep contracts and days away: P2, so that a head reads them only of own teams.
KEEPERS = frozenset(map(Role, allowed_roles("working_time")))
# Those who keep why somebody is away.
KIND_KEEPERS = frozenset(map(Role, allowed_roles("absence_reason")))
# Those who say which login of the sources is whose.
LINKERS = frozenset(map(Role, allowed_roles("agent_link")))
# Roles about people can be limited to a site or a team; the others are for the company.
LIMITABLE = frozenset({Role.LEAD, Role.MENTOR, Role.COACH, Role.HR, Role.PANELIST, Role.WORKER_REP})

RIGHTS = MappingProxyType(
    {
        "account": EVERYONE,  # one's own name, password and theme
        "search": EVERYONE,  # finds only what another row of this table opens, and rows within the scope
        "home": EVERYONE,  # this week; without a leading role one's own
        "service": LEADERS | {Role.EXEC},  # measures; agents by name only within persons_visible_to
        "publish": DESK,  # the figure of a period, into the book of published figures
        "rows": LEADERS,  # single contacts behind a measure; a lead those of the own team only
        "plan": STAFF,  # the week plan; without a leading role one's own row
        "today": LEADERS,  # the day under way, in counts: forecast again, and starting that
        "planning": DESK,  # starting a new plan
        "jobs": LEADERS,  # background work one has started
        # that background work runs, waits or fails, by kind and without a name; ending what hangs
        "operations": HEADS | {Role.ADMIN},
        "style": DESK,  # the parts that pages are made of, for those who extend it
        "security": HEADS,  # which roles need a second factor
        "sources": DESK,  # files, profiles, quarantine
        "records": EVERYONE,  # who looked at one's own records, and all of them as a file
        "privacy": EVERYONE,  # the rights table, purposes, switches: for everybody to read
        "privacy_change": HEADS | {Role.HR},  # switches, legal holds, deletion of what is due
        # export and erasure for somebody else, never shown on a page
        "person_data": frozenset({Role.HR}),
        "audit": HEADS | {Role.ADMIN},  # who did what, without content
        "audit_counts": HEADS | {Role.ADMIN, Role.WORKER_REP},  # how often, without names
        "people": LEADERS | STAFF_DESK,  # people, within persons_visible_to
        "absences": LEADERS | STAFF_DESK,  # days away, within persons_whose_hours
        "contracts": KEEPERS,  # agreed hours of others, within persons_whose_hours
        "people_change": STAFF_DESK,  # names, teams, end of work
        "people_file": KEEPERS,  # import and export of everybody with their hours
        "teams": DESK | STAFF_DESK,  # sites and teams
        "teams_change": STAFF_DESK,
        "agents": LINKERS,  # which person is which agent of the sources
        "tokens": frozenset({Role.HEAD, Role.ADMIN}),  # access tokens of programs
        "accounts": frozenset({Role.HEAD}),  # roles and invitations
    }
)

# Rows about the whole company: a role that is limited to a site or team does not open them.
COMPANY_WIDE = frozenset({"people_file", "teams_change", "agents", "accounts", "tokens"})

View = Callable[..., HttpResponse]


def has_role(roles: frozenset[Role], *, is_whole: bool = False) -> rules.predicates.Predicate:
    """Return the predicate "has one of these roles", perhaps for the whole company only."""

    def holds(user: Any) -> bool:
        return user.is_active and bool((user.whole_roles if is_whole else user.roles) & roles)

    return rules.predicate(holds, name="has_role")


for _name, _roles in RIGHTS.items():
    _holds = has_role(_roles, is_whole=_name in COMPANY_WIDE)
    rules.add_perm(f"page.{_name}", rules.is_authenticated & _holds)


def page_right(name: str) -> Callable[[View], View]:
    """Let only those in of whose roles one opens the page; others get 403, strangers the sign-in page."""
    if name not in RIGHTS:
        raise KeyError(f"no row for {name!r} in RIGHTS")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.has_perm(f"page.{name}"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.page_right = name
        return login_required(guarded)

    return decorate
