"""Everything the plan of a week starts from, gathered from a workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Target, Workspace
from fiftytwo.forecast.layers import layers_of
from fiftytwo.forecast.model import Layer
from fiftytwo.roster.model import Person, Rules
from fiftytwo.week.history import Lake, QueueHistory, queues, read_queue

__all__ = ["WeekInputs", "gather", "next_monday"]

INTERVAL_S = 1800
SHRINKAGE = 0.10
FRESH_DAYS = 56  # a queue silent for longer is no longer in use


@dataclass(frozen=True)
class WeekInputs:
    """What `plan_week` needs.

    Attributes
    ----------
    days : tuple of date
        Consecutive days to plan.
    targets : mapping of queue to Target
        Queues without an entry have the default promise.
    pools : mapping of queue to pool
        Queues without an entry are answered by the pool of their own name.
    holidays : frozenset of date
        Past and coming holidays of the sites.
    layers : tuple of Layer
        Changes by people to the forecasts.
    shrinkage : float
        Share of rostered time not worked on contacts, breaks and planned absences left out,
        because the roster knows those: sickness, meetings, training [0..1).
    seconds : float
        Search effort of the roster.
    """

    days: tuple[date, ...]
    zone: str
    queues: tuple[QueueHistory, ...]
    people: tuple[Person, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    default_target: Target = field(default_factory=Target)
    pools: Mapping[str, str] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    layers: tuple[Layer, ...] = ()
    shrinkage: float = SHRINKAGE
    rules: Rules = field(default_factory=Rules)
    seconds: float = 12.0
    seed: int = 1

    def with_people(self, people: Sequence[Person]) -> "WeekInputs":
        """Return the same with people who can be rostered."""
        return replace(self, people=tuple(people))

    def target(self, queue: str) -> Target:
        """Return the promise of a queue."""
        return self.targets.get(queue, self.default_target)

    def pool(self, queue: str) -> str:
        """Return the pool that answers a queue."""
        return self.pools.get(queue, queue)


def gather(
    workspace: Workspace,
    lake: Lake,
    *,
    start: date | None = None,
    holidays: Sequence[date] = (),
) -> WeekInputs:
    """Read the history of every queue that is in use.

    Parameters
    ----------
    workspace : Workspace
        Gives zone, targets and `layers.toml`.
    lake : Lake
        A snapshot of its lake.
    start : date or None
        First of seven days; the Monday after the history by default. The history of later days is
        not used, so that a past week can be planned as it would have been.
    holidays : sequence of date
        Days to be planned, and learnt from, apart from their weekday.

    Raises
    ------
    InputError
        If no queue has a history before the week, or `layers.toml` makes no sense.
    """
    names = queues(lake)
    last = start - timedelta(days=1) if start else None
    found = []
    for name in names:
        try:
            found.append(
                read_queue(lake, name, interval_s=INTERVAL_S, zone=workspace.zone, last=last)
            )
        except InputError:
            continue  # it began after the week that is asked for
    if not found:
        before = f" before {start}" if start and names else ""
        raise InputError(
            f"the lake has no history of any queue{before}: load contacts, cases or interval "
            "reports first with `fiftytwo load`"
        )
    newest = max(_last_day(queue) for queue in found)
    used = [q for q in found if (newest - _last_day(q)).days <= FRESH_DAYS]
    first = start or next_monday(newest)
    return WeekInputs(
        days=tuple(first + timedelta(days=n) for n in range(7)),
        zone=workspace.zone,
        queues=tuple(used),
        targets=dict(workspace.queue_targets),
        default_target=workspace.target,
        pools=dict(workspace.pools),
        holidays=frozenset(holidays),
        layers=layers_of(workspace.root),
        rules=Rules(zone=workspace.zone),
    )


def next_monday(day: date) -> date:
    """Return the first Monday after a day.

    >>> next_monday(date(2026, 11, 22)), next_monday(date(2026, 11, 23))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 30))
    """
    return day + timedelta(days=7 - day.weekday())


def _last_day(queue: QueueHistory) -> date:
    day: date = queue.history.days[-1].astype(object)
    return day
