"""Which page is for whom: the table that the permission matrix test compares with every address.

A page's right is the permission ``page.<name>``; templates ask ``{% if perms.page.sources %}``,
views carry ``@page_right("sources")``. Rows about people obey `people.queries` besides.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from types import MappingProxyType

import rules
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

__all__ = ["RIGHTS", "Role", "page_right"]


class Role(StrEnum):
    """What somebody does here."""

    HEAD = "head"
    LEAD = "lead"
    PLANNER = "planner"
    REP = "rep"


EVERYONE = frozenset(Role)
DESK = frozenset({Role.HEAD, Role.PLANNER})
HEADS = frozenset({Role.HEAD})
LEADERS = frozenset({Role.HEAD, Role.LEAD, Role.PLANNER})

RIGHTS = MappingProxyType(
    {
        "account": EVERYONE,  # one's own name, password and theme
        "home": EVERYONE,  # this week
        "service": LEADERS,  # measures; agents by name only within persons_visible_to
        "rows": LEADERS,  # single contacts behind a measure; a lead those of the own team only
        "plan": EVERYONE,  # the week plan; a rep sees the own row
        "planning": DESK,  # starting a new plan
        "jobs": LEADERS,  # background work one has started
        "sources": DESK,  # files, profiles, quarantine
        "records": EVERYONE,  # who looked at one's own records, and all of them as a file
        "privacy": EVERYONE,  # the rights table, purposes, switches: for everybody to read
        "privacy_change": HEADS,  # switches, legal holds, deletion of what is due
        "person_data": HEADS,  # export and erasure for somebody else, never shown on a page
        "audit": HEADS,  # who did what, without content
        "audit_counts": HEADS,  # how often, without names
    }
)

View = Callable[..., HttpResponse]


def has_role(roles: frozenset[Role]) -> rules.predicates.Predicate:
    """Return the predicate "has one of these roles"."""
    return rules.predicate(lambda user: user.is_active and user.role in roles, name="has_role")


for _name, _roles in RIGHTS.items():
    rules.add_perm(f"page.{_name}", rules.is_authenticated & has_role(_roles))


def page_right(name: str) -> Callable[[View], View]:
    """Let only those in whose role opens the page; others get 403, strangers the sign-in page."""
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
