"""History → forecast → requirement → roster: the plan of a week in one call."""

from collections.abc import Callable, Sequence

from fiftytwo.roster.model import Demand
from fiftytwo.roster.solve import solve
from fiftytwo.staffing.shrinkage import rostered_need
from fiftytwo.week.expect import expect
from fiftytwo.week.inputs import WeekInputs
from fiftytwo.week.model import QueueWeek, WeekPlan, share_out
from fiftytwo.week.need import need_of
from fiftytwo.week.pool import Row, required_in_pool

__all__ = ["plan_week"]

Progress = Callable[[str, float], None]
FORECAST_SHARE = 0.4  # of the time the whole takes


def plan_week(inputs: WeekInputs, *, on_progress: Progress | None = None) -> WeekPlan:
    """Return forecast, requirement and roster of the days asked for, with what is missing.

    Parameters
    ----------
    inputs : WeekInputs
        From `gather`, or plain values.
    on_progress : callable (stage, share 0..1), optional
        Told at every step.

    Returns
    -------
    WeekPlan
        Always: without people the roster is empty and the whole requirement is unmet.
    """
    tell = on_progress or _silent
    planned: list[Row] = []
    for number, queue in enumerate(inputs.queues):
        tell(f"forecast of {queue.name.queue}", FORECAST_SHARE * number / len(inputs.queues))
        expected = expect(queue, inputs.days, inputs.holidays, inputs.layers)
        need = need_of(queue, expected, inputs.target(queue.name.queue))
        planned.append((queue, expected, need))
    weeks, demands = _pooled(inputs, planned)
    people = tuple(p for p in inputs.people if p.pool in {d.pool for d in demands})
    roster = solve(
        people,
        demands,
        inputs.rules,
        seconds=inputs.seconds,
        seed=inputs.seed,
        on_progress=lambda text, share: tell(text, FORECAST_SHARE + (1 - FORECAST_SHARE) * share),
    )
    tell("done", 1.0)
    return WeekPlan(
        days=inputs.days,
        interval_s=demands[0].interval_minutes * 60 if demands else 1800,
        zone=inputs.zone,
        queues=tuple(weeks),
        demands=tuple(demands),
        people=people,
        roster=roster,
        caveats=tuple(_caveats(inputs, planned, demands)),
    )


def _pooled(inputs: WeekInputs, planned: Sequence[Row]) -> tuple[list[QueueWeek], list[Demand]]:
    """Return the queues' weeks and the pools' demands."""
    weeks, demands = [], []
    for pool in dict.fromkeys(inputs.pool(queue.name.queue) for queue, _, _ in planned):
        inside = [row for row in planned if inputs.pool(row[0].name.queue) == pool]
        exact = [need.agents * rostered_need(1.0, inputs.shrinkage) for _, _, need in inside]
        total = required_in_pool(inputs, inside)
        minutes = inside[0][0].history.interval_s // 60
        demands.append(Demand(pool, minutes, inputs.days, total))
        for (queue, expected, need), part in zip(inside, share_out(total, exact), strict=True):
            weeks.append(
                QueueWeek(
                    queue=queue.name.queue,
                    pool=pool,
                    channel=queue.name.channel,
                    forecast=expected.forecast,
                    agents=need.agents,
                    required=part,
                    model=need.model,
                    aht_s=need.aht_s,
                    patience_s=need.patience_s,
                    accuracy=expected.accuracy,
                )
            )
    return weeks, demands


def _caveats(
    inputs: WeekInputs,
    planned: Sequence[Row],
    demands: Sequence[Demand],
) -> list[str]:
    found = [note for _, expected, need in planned for note in (*expected.caveats, *need.caveats)]
    found.append(
        f"{100 * inputs.shrinkage:.0f} % is added for sickness, meetings and training; breaks and "
        "planned absences are in the roster itself."
    )
    served = {person.pool for person in inputs.people}
    if not inputs.people:
        found.append("There are no people yet: the whole requirement is unmet.")
    else:
        empty = [demand.pool for demand in demands if demand.pool not in served]
        found += [f"Nobody belongs to the pool {pool}: all of it is unmet." for pool in empty]
    idle = sorted(served - {demand.pool for demand in demands})
    found += [f"The pool {pool} has people but no queue with a history." for pool in idle]
    return found


def _silent(_text: str, _share: float) -> None:
    """Tell nobody."""
