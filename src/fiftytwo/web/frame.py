"""What every page shows around its content: places, scope, week, year ruler, theme."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.web.accounts.rights import LEADERS, Role
from fiftytwo.web.navigation import places_of
from fiftytwo.web.saying import date_text

__all__ = ["ScopeChoice", "Week", "frame", "week_of"]

RULER_WIDTH = 1160
COMPANY = frozenset({Role.HEAD, Role.PLANNER, Role.HR, Role.EXEC})


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week as the top bar shows it.

    A page that can show other weeks puts its own `week` with `before` and `after` (addresses) in
    its context; everywhere else there are no arrows.

    Attributes
    ----------
    monday : date
        First day.
    before, after : str
        Addresses of the same page a week earlier and later; empty where it cannot.
    """

    monday: date
    before: str = ""
    after: str = ""

    @property
    def number(self) -> int:
        """ISO week number, 1..53."""
        return self.monday.isocalendar().week

    @property
    def last_number(self) -> int:
        """Number of weeks of this ISO year: the week of 28 December is always its last."""
        return date(self.monday.isocalendar().year, 12, 28).isocalendar().week

    @property
    def span(self) -> str:
        """First to last day in words, such as ``16–22 Nov 2026``."""
        last = self.monday + timedelta(days=6)
        if self.monday.month == last.month:
            return f"{date_text(self.monday, 'j')}–{date_text(last, 'j M Y')}"
        pattern = "j M Y" if self.monday.year != last.year else "j M"
        return f"{date_text(self.monday, pattern)} – {date_text(last, 'j M Y')}"

    @property
    def ticks(self) -> list[tuple[str, str, int]]:
        """Place, kind and top of the ruler's ticks, one a week."""
        step = (RULER_WIDTH - 16) / (self.last_number - 1)
        return [
            (f"{8 + step * at:.1f}", self._kind(at + 1), 0 if at + 1 == self.number else 3)
            for at in range(self.last_number)
        ]

    def _kind(self, number: int) -> str:
        if number == self.number:
            return "now"
        return "past" if number < self.number else "next"


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """One scope among those that a page can show: everybody, a site, a team.

    A page that can be narrowed so puts `scope_choices` in its context; everywhere else the top bar
    says in plain words how far the viewer's role reaches.
    """

    label: str
    url: str
    is_here: bool
    kind: str = ""


def week_of(day: date, *, before: str = "", after: str = "") -> Week:
    """Return the week that a day lies in.

    Examples
    --------
    >>> week = week_of(date(2026, 11, 19))
    >>> week.monday, week.number, week.last_number
    (datetime.date(2026, 11, 16), 47, 53)
    """
    return Week(day - timedelta(days=day.weekday()), before, after)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context of `base.html`; asks the ledger for nothing but the team of a lead."""
    theme = request.COOKIES.get("theme", "")
    common = {
        "workspace_name": settings.WORKSPACE.name,
        "theme": theme if theme in ("light", "dark") else "",
        "request_id": getattr(request, "request_id", ""),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return common | {"places": [], "week": None}
    return common | {
        "places": places_of(request),
        "scope": _scope(user),
        "data_until": _data_until(),
        "week": week_of(timezone.localdate()),
        "is_rep": not user.roles & LEADERS,
        "notice_count": user.unread,
    }


def _scope(user: object) -> str:
    if user.roles & COMPANY:
        return _("all teams")
    if Role.LEAD not in user.roles:
        return _("your own work")
    return user.person.team.name if user.person and user.person.team else ""


def _data_until() -> date | None:
    """Return the last local day of which there are contacts; looked up once a load."""
    snapshot = open_snapshot(settings.WORKSPACE.lake)
    return _last_day(snapshot.lake, snapshot.load_id) if snapshot.load_id else None


@lru_cache(maxsize=8)
def _last_day(lake: Path, _load_id: str) -> date | None:
    snapshot = open_snapshot(lake)
    months = snapshot.months("contact")
    if not months:
        return None
    sql = f"SELECT max(local_day) FROM {snapshot.relation('contact', months[-1])}"
    return snapshot.cursor().execute(sql).fetchall()[0][0]
