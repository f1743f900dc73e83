"""Every kind of notice: what it says and which page it opens. A closed list, as data.

A sentence has no hole: no name, no figure and no file can get into it, neither here nor in a
mail. What it is about is read on the page that it opens, by that page's own rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice.

    Attributes
    ----------
    name : str
        Its name in code.
    sentence : str
        What happened, whole and without a hole.
    title : str
        What its reader switches on and off.
    page : str
        Name of the address that it opens.
    argument, query : str
        Argument of that address, or parameter after it, which names the thing; both empty where
        the page is the same for all.
    is_security : bool
        Sent at once, and cannot be switched off.
    only_digest : bool
        Never sent alone, because each one alone would disturb.
    """

    name: str
    sentence: str | Promise
    title: str | Promise
    page: str
    argument: str = ""
    query: str = ""
    is_security: bool = False
    only_digest: bool = False

    def address(self, about: str) -> str:
        """Return the address of the page that it opens.

        Examples
        --------
        >>> KINDS["plan_done"].address("2026-11-23")
        '/plan/?week=2026-11-23'
        """
        url = reverse(self.page, kwargs={self.argument: about} if self.argument else None)
        return f"{url}?{self.query}={quote(about)}" if self.query else url


_ALL = (
    Kind(
        "load_waits",
        _("A load is over, and something of it waits in quarantine."),
        _("A load left something in quarantine"),
        "quarantine",
    ),
    Kind(
        "job_failed",
        _("Background work was not done."),
        _("Background work was not done"),
        "job",
        argument="job_id",
    ),
    Kind(
        "plan_done",
        _("The week plan you started is made."),
        _("A week plan you started is made"),
        "plan",
        query="week",
    ),
    Kind(
        "week_published",
        _("There is a plan for a week in which you work."),
        _("A plan of your week is there"),
        "plan",
        query="week",
    ),
    Kind(
        "role_given",
        _("What you may do here has changed: a role was given to you."),
        _("A role was given to you"),
        "account",
    ),
    Kind(
        "role_taken",
        _("What you may do here has changed: a role was taken from you."),
        _("A role was taken from you"),
        "account",
    ),
    Kind(
        "records_read",
        _("Somebody looked at records about you."),
        _("Somebody looked at records about you"),
        "records",
        only_digest=True,
    ),
    Kind(
        "factor_added",
        _("A way to sign in was added to your account. If it was not you, remove it now."),
        _("A way to sign in was added"),
        "mfa_index",
        is_security=True,
    ),
    Kind(
        "factor_removed",
        _("A way to sign in was removed from your account. If it was not you, ask your head now."),
        _("A way to sign in was removed"),
        "mfa_index",
        is_security=True,
    ),
    Kind(
        "password_changed",
        _("Your password was changed. If it was not you, ask your head for a new link now."),
        _("Your password was changed"),
        "sessions",
        is_security=True,
    ),
    Kind(
        "records_deleted",
        _("The nightly deletion removed records that were due."),
        _("Records that were due were deleted"),
        "audit",
    ),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
