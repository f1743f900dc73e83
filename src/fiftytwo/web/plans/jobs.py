"""Making a week's plan in the background: read, plan, keep."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.web.accounts.models import User
from fiftytwo.web.jobs.actions import Progress, start
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.people.queries import holidays, roster_people
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.plans.carry import with_last_week
from fiftytwo.web.plans.conversion import values_of
from fiftytwo.web.tasks import task
from fiftytwo.week.inputs import gather

__all__ = ["KIND", "make_week", "plan_and_keep", "start_week"]

KIND = "plans.week"


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
