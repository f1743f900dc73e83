"""Making a week's plan, and forecasting a day under way again, in the background: read, plan, keep."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.lake import Snapshot, open_snapshot
from fiftytwo.web.accounts.models import User
from fiftytwo.web.jobs.actions import Progress, start
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.jobs.schedules import Schedule
from fiftytwo.web.people.queries import holidays, roster_people
from fiftytwo.web.plans import queries
from fiftytwo.web.plans.actions import keep_day, keep_plan
from fiftytwo.web.plans.carry import with_last_week
from fiftytwo.web.plans.conversion import values_of
from fiftytwo.web.plans.under_way import expected_of, values_of_day, values_without_history
from fiftytwo.web.tasks import task
from fiftytwo.week.history import queues
from fiftytwo.week.inputs import gather
from fiftytwo.week.news import newest_moment

__all__ = [
    "KIND",
    "TODAY",
    "forecast_day",
    "forecast_newest",
    "make_week",
    "plan_and_keep",
    "start_day",
    "start_week",
]

KIND = "plans.week"
DAY_KIND = "plans.day"


def start_week(first_day: date, *, by: User) -> Job:
    """Start the work and return its job."""
    title = f"Planning the week from {first_day:%A} {first_day.day} {first_day:%B}"
    what = {"first_day": first_day.isoformat(), "by_id": by.pk}
    return start(make_week, kind=KIND, title=title, by=by, right="planning", **what)


@task
def make_week(job: str, first_day: str, by_id: int) -> None:
    """Plan a week from the lake's history and keep it."""
    monday = date.fromisoformat(first_day)
    run_job(job, lambda tell: plan_and_keep(monday, by_id=by_id, tell=tell))


def plan_and_keep(
    first_day: date, *, by_id: int | None, tell: Progress
) -> tuple[dict[str, object], str]:
    """Plan one week, keep it, and return what the job says and where the plan is shown."""
    # Here, because every process of the web imports this module and none of them plans.
    from fiftytwo.week.pipeline import plan_week

    tell(0.0, "reading the history")
    inputs = gather(
        settings.WORKSPACE,
        open_snapshot(settings.WORKSPACE.lake),
        start=first_day,
        holidays=sorted(holidays()),
    ).with_people(with_last_week(roster_people(first_day, days=7), first_day))
    plan = plan_week(inputs, on_progress=lambda stage, share: tell(0.05 + 0.95 * share, stage))
    kept = keep_plan(values_of(plan), by_id=by_id)
    short = len(plan.roster.unmet)
    result = {"plan": kept.pk, "shifts": len(plan.roster.assignments), "short_intervals": short}
    return result, f"{reverse('plan')}?week={first_day.isoformat()}"


def start_day(at: datetime | None, *, by: User) -> Job:
    """Start forecasting a day again, at a local time of it or at the newest moment of the data."""
    title = "Forecasting the rest of the day"
    if at is not None:
        title = f"Forecasting {at:%A} {at.day} {at:%B} again"
    what = {"at": at.isoformat() if at else "", "by_id": by.pk}
    return start(forecast_day, kind=DAY_KIND, title=title, by=by, right="today", **what)


@task
def forecast_day(job: str, at: str, by_id: int) -> None:
    """Forecast the rest of a day again and keep it."""
    moment = datetime.fromisoformat(at) if at else None
    run_job(job, lambda tell: _forecast(moment, by_id=by_id, tell=tell))


@task
def forecast_newest(job: str) -> None:
    """Forecast the newest day again, where something was loaded or planned since the last time."""
    run_job(job, _forecast_if_news)


TODAY = Schedule("today", _("Forecast the rest of the day again"), "hour", forecast_newest)


def _forecast_if_news(tell: Progress) -> tuple[dict[str, object], str]:
    snapshot = open_snapshot(settings.WORKSPACE.lake)
    newest = newest_moment(snapshot, queues(snapshot)) if snapshot.load_id else None
    if newest is None or queries.is_up_to_date(newest.date(), snapshot.load_id):
        return {"forecast": 0}, ""
    return _keep_day(snapshot, newest, load_id=snapshot.load_id or "", by_id=None, tell=tell)


def _forecast(
    at: datetime | None, *, by_id: int | None, tell: Progress
) -> tuple[dict[str, object], str]:
    snapshot = open_snapshot(settings.WORKSPACE.lake)
    newest = newest_moment(snapshot, queues(snapshot)) if snapshot.load_id else None
    if newest is None:
        raise InputError(
            "nothing is known of any queue in which customers wait: load contacts or interval reports first"
        )
    if at is not None and at.date() > newest.date():
        raise InputError(f"nothing is known of {at.date()} yet: load the day so far first")
    is_old = at is not None and at < newest  # the schedule goes on from the newest moment
    load_id = "" if is_old else snapshot.load_id or ""
    return _keep_day(snapshot, at if is_old else newest, load_id=load_id, by_id=by_id, tell=tell)


def _keep_day(
    snapshot: Snapshot, at: datetime, *, load_id: str, by_id: int | None, tell: Progress
) -> tuple[dict[str, object], str]:
    # Here for the same reason as above: it sizes, and that needs the compiler.
    from fiftytwo.week.day import replan_day

    tell(None, "reading the history")
    plan = queries.newest_plan(at.date() - timedelta(days=at.weekday()))
    known = queries.stored(plan) if plan else None
    try:
        inputs = gather(settings.WORKSPACE, snapshot, start=at.date(), holidays=sorted(holidays()))
    except InputError:  # the first day that there is has nothing to learn from
        values = values_without_history(at)
    else:
        found = replan_day(inputs, snapshot, at, expected_of(known, at.date()))
        values = values_of_day(inputs, found, at, known)
    kept = keep_day(values, load_id=load_id, plan=plan, by_id=by_id)
    return {"forecast": len(values["queues"])}, f"{reverse('plan-today')}?day={kept.day}"
