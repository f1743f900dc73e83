"""The places on the left: only those that exist, and only those that the role opens."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["PLACES", "Place", "places_of"]


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
    """

    label: str | Promise
    url_name: str
    right: str


PLACES = (
    Place(_("This week"), "home", "home"),
    Place(_("Service"), "service", "service"),
    Place(_("Week plan"), "plan", "plan"),
    Place(_("Settings"), "sources", "sources"),
    Place(_("Privacy"), "privacy", "privacy"),
    Place(_("Audit"), "audit", "audit"),
)


def places_of(request: HttpRequest) -> list[dict[str, object]]:
    """Return label, address and "is here" of each place that this person may open."""
    shown = [place for place in PLACES if request.user.has_perm(f"page.{place.right}")]
    here = _nearest(request.path, [reverse(place.url_name) for place in shown])
    return [
        {"label": place.label, "url": url, "is_here": url == here}
        for place in shown
        for url in [reverse(place.url_name)]
    ]


def _nearest(path: str, urls: list[str]) -> str | None:
    """Return the longest address that `path` lies under; the front page only for itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default=None)
