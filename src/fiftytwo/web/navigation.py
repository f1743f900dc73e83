"""The places on the left: only those that exist, and only those that the role opens."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["ELSEWHERE", "PLACES", "Place", "pages_of", "places_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the navigation.

    Attributes
    ----------
    label : str
        What it is called.
    url_name : str
        Name of its first page.
    right : str
        Row of `accounts.rights.RIGHTS` that opens it.
    pages : tuple of Place
        The pages of a place that has several; the place opens the first that the person may see.
    """

    label: str | Promise
    url_name: str
    right: str
    pages: tuple["Place", ...] = ()


SETTINGS = (
    Place(_("Sources"), "sources", "sources"),
    Place(_("People"), "people", "people"),
    Place(_("Teams and sites"), "teams", "teams"),
    Place(_("Agents"), "agents", "agents"),
    Place(_("Signing in"), "sign-in-rules", "security"),
    Place(_("Access tokens"), "tokens", "tokens"),
    Place(_("Audit"), "audit", "audit"),
)
SERVICE = (
    Place(_("Measures"), "service", "service"),
    Place(_("What changed?"), "changes", "service"),
    Place(_("Compare"), "compare", "service"),
    Place(_("Behind answers"), "drivers", "service"),
    Place(_("Saved views"), "saved-views", "service"),
)
PLANS = (
    Place(_("Week plan"), "plan", "plan"),
    Place(_("Day under way"), "plan-today", "today"),
)
PRIVACY = (
    Place(_("Who may read what"), "privacy", "privacy"),
    Place(_("Counts of the audit"), "audit-counts", "audit_counts"),
)
PLACES = (
    Place(_("This week"), "home", "home"),
    Place(_("Service"), "service", "service", SERVICE),
    Place(_("Week plan"), "plan", "plan", PLANS),
    Place(_("Settings"), "sources", "sources", SETTINGS),
    Place(_("Privacy"), "privacy", "privacy", PRIVACY),
)
# Pages that stand in no navigation on the left; with those above the search knows them all.
ELSEWHERE = (
    Place(_("Your account"), "account", "account"),
    Place(_("Notices"), "notices", "account"),
    Place(_("How you are told"), "notice-wishes", "account"),
    Place(_("Where you are signed in"), "sessions", "account"),
    Place(_("Second factor"), "mfa_index", "account"),
    Place(_("Change your password"), "account_change_password", "account"),
    Place(_("Who looked at my records"), "records", "records"),
    Place(_("Background work"), "jobs", "jobs"),
    Place(_("Work of the server"), "operations", "operations"),
    Place(_("Data quality"), "quality", "sources"),
    Place(_("Quarantine"), "quarantine", "sources"),
    Place(_("Add a file"), "source-add", "sources"),
    Place(_("Import people"), "people-import", "people_file"),
    Place(_("Add a person"), "person-add", "people_change"),
    Place(_("What is due for deletion"), "privacy-due", "privacy_change"),
    Place(_("Legal holds"), "privacy-holds", "privacy_change"),
    Place(_("Export or erase a person"), "privacy-people", "person_data"),
    Place(_("Counts of the audit"), "audit-counts", "audit_counts"),
    Place(_("The living style page"), "style", "style"),
)


def pages_of(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return label, label of the place around it and address of each page this person may open.

    A place that opens with one of its own pages is that page, once.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for place in (*PLACES, *ELSEWHERE):
        for page in _opened(request, place):
            around = str(place.label) if page is not place else ""
            found.setdefault(page.url_name, (str(page.label), around, _address(page.url_name)))
    return list(found.values())


def places_of(request: HttpRequest) -> list[dict[str, object]]:
    """Return label, address and "is here" of each place that this person may open."""
    return _shown(request, PLACES)


@cache
def _address(url_name: str) -> str:
    """Return the address of a page, the same for everybody: a frame asks for some forty."""
    return reverse(url_name)


def _shown(request: HttpRequest, places: tuple[Place, ...]) -> list[dict[str, object]]:
    found = [(place, opened) for place in places if (opened := _opened(request, place))]
    here = _nearest(request.path, [_address(p.url_name) for _place, pages in found for p in pages])
    return [
        {
            "label": place.label,
            "url": _address(opened[0].url_name),
            "is_here": here in [_address(page.url_name) for page in opened],
            "pages": _shown(request, place.pages),
        }
        for place, opened in found
    ]


def _opened(request: HttpRequest, place: Place) -> list[Place]:
    """Return the pages of a place that this person may open; the place itself where it has none."""
    pages = place.pages or (place,)
    return [page for page in pages if request.user.has_perm(f"page.{page.right}")]


def _nearest(path: str, urls: list[str]) -> str | None:
    """Return the longest address that `path` lies under; the front page only for itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default=None)
