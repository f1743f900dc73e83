"""What needs somebody: only things that exist, each with the page that answers it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fiftytwo.web.plans.board import clock
from fiftytwo.web.plans.stored import Short, StoredPlan
from fiftytwo.web.saying import date_text, number_text
from fiftytwo.web.told import told

__all__ = ["Books", "Need", "needs"]

STALE_DAYS = 2
MOST_DAYS = 3  # short days listed one by one


@dataclass(frozen=True, slots=True)
class Need:
    """One line of "What needs you"."""

    due: date
    when: str
    small: str
    tone: str
    what: str
    why: str
    url: str
    label: str
    gone: int = 0  # tenths of its week that have passed, in per cent: 10, 20 … 100


@dataclass(frozen=True, slots=True)
class Books:
    """What the intake's books say: lines in quarantine by reason, files held back, open figures."""

    quarantined: Sequence[tuple[str, int]] = ()
    held_back: Sequence[str] = ()
    last_day: date | None = None
    is_provisional: bool = False


def needs(
    books: Books, plan: StoredPlan | None, *, today: date, plan_first: bool, may_load: bool
) -> list[Need]:
    """Return what needs the viewer, soonest first; a planner sees the plan's before the rest."""
    plans = [] if books.last_day is None else _plan_needs(plan, today)
    data = _data_needs(books, today) if may_load else []
    if plan_first:
        found = sorted(plans, key=_due) + sorted(data, key=_due)
    else:
        found = sorted([*plans, *data], key=_due)
    return [replace(need, gone=gone(need.due, today)) for need in found]


def gone(due: date, today: date) -> int:
    """Return how much of the week before a day has passed, in tenths as per cent.

    Examples
    --------
    >>> today = date(2026, 11, 19)
    >>> [gone(today + timedelta(days=n), today) for n in (-1, 0, 3, 6, 12)]
    [100, 100, 60, 10, 0]
    """
    ahead = max(0, (due - today).days)
    return 10 * max(0, round(10 * (7 - ahead) / 7))


def day_words(day: date, today: date) -> str:
    """Return a day as a clock says it.

    Examples
    --------
    >>> today = date(2026, 11, 19)
    >>> [day_words(today + timedelta(days=n), today) for n in (0, 1, 4, 9)]
    ['Today', 'Tomorrow', 'Monday', '28 Nov']
    """
    ahead = (day - today).days
    if ahead in (0, 1):
        return (_("Today"), _("Tomorrow"))[ahead]
    return date_text(day, "l" if 0 < ahead < 7 else "j M")


def _due(need: Need) -> date:
    return need.due


def _plan_needs(plan: StoredPlan | None, today: date) -> list[Need]:
    monday = today + timedelta(days=7 - today.weekday())
    url = reverse("plan")
    if plan is None or plan.days[-1] < today:
        due = monday - timedelta(days=1)
        return [
            Need(
                due,
                day_words(due, today),
                _("before the week begins"),
                "watch",
                _("Week %(week)s has no plan") % {"week": monday.isocalendar().week},
                _("Nobody knows yet who works when. Making it takes a minute."),
                url,
                _("Make it"),
            )
        ]
    ahead = [short for short in plan.shorts if plan.days[short.day] >= today]
    days = sorted({short.day for short in ahead}, key=lambda day: -_missing(ahead, day))
    found = [_short_day(plan, ahead, day, today) for day in sorted(days[:MOST_DAYS])]
    rest = len(days) - len(found)
    if rest > 0:
        day = plan.days[max(days)]
        more = ngettext("%(n)s more day is short", "%(n)s more days are short", rest) % {"n": rest}
        why = _("Smaller gaps than those above, on the week’s page with cause and remedy.")
        address = f"{url}?week={plan.days[0].isoformat()}&day=week"
        found.append(
            Need(day, day_words(day, today), "", "quiet", more, why, address, _("See week"))
        )
    return found


def _missing(shorts: Sequence[Short], day: int) -> int:
    return sum(sum(short.sizes) for short in shorts if short.day == day)


def _short_day(plan: StoredPlan, shorts: Sequence[Short], day: int, today: date) -> Need:
    mine = [short for short in shorts if short.day == day]
    worst = max(mine, key=lambda short: (short.size, len(short.sizes)))
    count = sum(len(short.sizes) for short in mine)
    when = plan.days[day]
    what = ngettext(
        "%(day)s is up to one person short, most at %(at)s",
        "%(day)s is up to %(n)s people short, most at %(at)s",
        worst.size,
    )
    why = ngettext(
        "%(pool)s: %(cause)s. %(n)s short half-hour on that day.",
        "%(pool)s: %(cause)s. %(n)s short half-hours on that day.",
        count,
    )
    return Need(
        due=when,
        when=day_words(when, today),
        small=date_text(when, "j F" if 0 <= (when - today).days < 7 else "l"),
        tone="watch" if worst.size >= 3 else "",
        what=what % {"day": date_text(when, "l"), "n": worst.size, "at": clock(worst.worst_at)},
        why=why % {"pool": worst.pool, "cause": told(worst.cause), "n": count},
        url=f"{reverse('plan')}?week={plan.days[0].isoformat()}&day={when.isoformat()}"
        f"&pool={worst.pool}",
        label=_("See plan"),
    )


def _data_needs(books: Books, today: date) -> list[Need]:
    found = []
    sources, overdue = reverse("sources"), today - timedelta(days=1)
    if books.last_day is None:
        what = _("There is no history yet")
        text = _("Load a file of contacts, cases or counts; everything else starts from there.")
        found.append(Need(overdue, _("Now"), "", "watch", what, text, sources, _("Load")))
    elif (today - books.last_day).days > STALE_DAYS:
        days = (today - books.last_day).days
        this_year = books.last_day.year == today.year
        last = date_text(books.last_day, "l j F" if this_year else "l j F Y")
        what = _("The history ends on %(day)s") % {"day": last}
        missing = {"n": number_text(days)}
        why = _("%(n)s days are missing from every number and from the forecast.") % missing
        small = _("%(n)s days") % missing
        found.append(Need(overdue, _("Now"), small, "watch", what, why, sources, _("Load")))
    for name in books.held_back:
        why = _("Too much of it could not be read, so nothing of it was applied.")
        what = _("%(file)s is held back") % {"file": name}
        small = _("nothing applied")
        found.append(Need(today, _("Today"), small, "watch", what, why, sources, _("Look")))
    count = sum(n for _reason, n in books.quarantined)
    if count:
        reasons = ", ".join(
            f"{number_text(n)} {told(reason.replace('_', ' '))}" for reason, n in books.quarantined
        )
        what = ngettext("%(n)s line is in quarantine", "%(n)s lines are in quarantine", count)
        what %= {"n": number_text(count)}
        why = _("They are in no number: %(reasons)s. Mend the profile and retry, or dismiss them.")
        why %= {"reasons": reasons}
        due = today + timedelta(days=6)
        found.append(_unhurried(due, what, why, _("Look")))
    if books.is_provisional:
        due = today + timedelta(days=6)
        what = _("Numbers of the newest week may still change")
        why = _("Some contacts had not ended when the data was loaded; the next load settles them.")
        found.append(_unhurried(due, what, why, _("Load")))
    return found


def _unhurried(due: date, what: str, why: str, label: str) -> Need:
    return Need(due, _("This week"), _("no clock"), "quiet", what, why, reverse("sources"), label)
