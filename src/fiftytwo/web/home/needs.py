"""What needs somebody: only things that exist, each with the page that answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from fiftytwo.web.plans.board import clock
from fiftytwo.web.plans.stored import Short, StoredPlan

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
    plans = _plan_needs(plan, today)
    data = _data_needs(books, today) if may_load else []
    if plan_first:
        return sorted(plans, key=_due) + sorted(data, key=_due)
    return sorted([*plans, *data], key=_due)


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
        return ("Today", "Tomorrow")[ahead]
    return f"{day:%A}" if 0 < ahead < 7 else f"{day.day} {day:%b}"


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
                "before the week begins",
                "watch",
                f"Week {monday.isocalendar().week} has no plan",
                "Nobody knows yet who works when. Making it takes a minute.",
                url,
                "Make it",
            )
        ]
    ahead = [short for short in plan.shorts if plan.days[short.day] >= today]
    days = sorted({short.day for short in ahead}, key=lambda day: -_missing(ahead, day))
    found = [_short_day(plan, ahead, day, today) for day in sorted(days[:MOST_DAYS])]
    rest = len(days) - len(found)
    if rest > 0:
        day = plan.days[max(days)]
        more = f"{rest} more {'day is' if rest == 1 else 'days are'} short"
        why = "Smaller gaps than those above, on the week's page with cause and remedy."
        address = f"{url}?week={plan.days[0].isoformat()}&day=week"
        found.append(Need(day, day_words(day, today), "", "quiet", more, why, address, "See week"))
    return found


def _missing(shorts: Sequence[Short], day: int) -> int:
    return sum(sum(short.sizes) for short in shorts if short.day == day)


def _short_day(plan: StoredPlan, shorts: Sequence[Short], day: int, today: date) -> Need:
    mine = [short for short in shorts if short.day == day]
    worst = max(mine, key=lambda short: (short.size, len(short.sizes)))
    count = sum(len(short.sizes) for short in mine)
    when = plan.days[day]
    people = "one person" if worst.size == 1 else f"{worst.size} people"
    noun = "half-hour" if count == 1 else "half-hours"
    return Need(
        due=when,
        when=day_words(when, today),
        small=f"{when.day} {when:%B}",
        tone="watch" if worst.size >= 3 else "",
        what=f"{when:%A} is up to {people} short, most at {clock(worst.worst_at)}",
        why=f"{worst.pool}: {worst.cause}. {count} short {noun} on that day.",
        url=f"{reverse('plan')}?week={plan.days[0].isoformat()}&day={when.isoformat()}"
        f"&pool={worst.pool}",
        label="See plan",
    )


def _data_needs(books: Books, today: date) -> list[Need]:
    found = []
    sources, overdue = reverse("sources"), today - timedelta(days=1)
    if books.last_day is None:
        text = "Load a file of contacts, cases or counts; everything else starts from there."
        found.append(
            Need(overdue, "Now", "", "watch", "There is no history yet", text, sources, "Load")
        )
    elif (today - books.last_day).days > STALE_DAYS:
        days = (today - books.last_day).days
        what = f"The history ends on {books.last_day:%A} {books.last_day.day} {books.last_day:%B}"
        why = f"{days} days are missing from every number and from the forecast."
        found.append(Need(overdue, "Now", f"{days} days", "watch", what, why, sources, "Load"))
    for name in books.held_back:
        why = "Too much of it could not be read, so nothing of it was applied."
        what = f"{name} is held back"
        found.append(Need(today, "Today", "nothing applied", "watch", what, why, sources, "Look"))
    count = sum(n for _, n in books.quarantined)
    if count:
        reasons = ", ".join(f"{n:,} {reason.replace('_', ' ')}" for reason, n in books.quarantined)
        what = f"{count:,} {'line is' if count == 1 else 'lines are'} in quarantine"
        why = f"They are in no number: {reasons}. Mend the profile and retry, or dismiss them."
        due = today + timedelta(days=6)
        found.append(Need(due, "This week", "no clock", "quiet", what, why, sources, "Look"))
    if books.is_provisional:
        due = today + timedelta(days=6)
        what = "Numbers of the newest week may still change"
        why = "Some contacts had not ended when the data was loaded; the next load settles them."
        found.append(Need(due, "This week", "no clock", "quiet", what, why, sources, "Load"))
    return found
