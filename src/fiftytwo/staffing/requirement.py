"""The fewest agents that keep every promise in one interval."""

from dataclasses import dataclass
from math import inf, isfinite, isnan, nan

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.kernels import measure, size

__all__ = ["DEFINITIONS", "MAX_LOAD", "Staffing", "achieved", "required_agents"]

# The service levels of `WaitingLine`, by their number in `kernels.level_by`.
DEFINITIONS = ("offered", "waited_out", "answered", "not_waiting")

# More agents than any operation has; a greater load is a mistake of units.
MAX_LOAD = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Staffing:
    """Agents at work at the same time in one interval, and what they achieve.

    Attributes
    ----------
    agents : int
        Agents answering at the same time, before shrinkage [agents].
    service_level : float
        The share that was asked for [0..1]; by default answered within the threshold / offered, so
        that who leaves earlier counts against it.
    asa_s : float
        Mean wait of all calls offered [seconds].
    occupancy : float
        Share of the agents' time spent handling [0..1].
    abandonment : float
        Share of the calls offered that leave unanswered [0..1].
    model : str
        "Erlang A" with a patience, "Erlang C" without.
    """

    agents: int
    service_level: float
    asa_s: float
    occupancy: float
    abandonment: float
    model: str


def required_agents(
    calls: float,
    aht_s: float,
    *,
    interval_s: float = 1800,
    patience_s: float | None = None,
    service_level: float | None = 0.80,
    within_s: float = 20,
    definition: str = "offered",
    max_asa_s: float | None = None,
    max_abandonment: float | None = None,
    max_occupancy: float | None = None,
) -> Staffing:
    """Return the fewest agents that meet every target given, in one interval.

    Parameters
    ----------
    calls : float
        Calls offered in the interval, >= 0 [calls]; need not be whole.
    aht_s : float
        Average handle time: talk, hold and wrap-up, > 0 [seconds].
    interval_s : float
        Length of the interval, > 0 [seconds].
    patience_s : float or None
        Mean patience, > 0 [seconds]; None means that nobody leaves (Erlang C).
    service_level : float or None
        Share to be answered within `within_s`, in [0, 1); None or 0 sets no target.
    within_s : float
        Threshold of the service level, >= 0 [seconds].
    definition : str
        What the service level is a share of, one of `DEFINITIONS`: "offered", "waited_out" (offered
        less abandoned within the threshold), "answered", or "not_waiting" (answered or abandoned
        within the threshold, of offered). Without a patience all four are the same.
    max_asa_s : float or None
        Longest mean wait of all calls offered, > 0 [seconds]; None sets no bound.
    max_abandonment : float or None
        Highest share of the calls offered that may leave, in (0, 1]; None sets no bound. Without a
        patience nobody leaves, so that it is always kept.
    max_occupancy : float or None
        Highest occupancy allowed, in (0, 1]; None sets no bound.

    Returns
    -------
    Staffing
        The smallest answer: every measure gets better, never worse, with one more agent. One agent when nothing is offered, for the line is open; whoever
        plans a closed interval asks nothing. With a patience the answer may lie below the load,
        because some callers leave: read `abandonment` beside it.

    Raises
    ------
    InputError
        If an argument is outside its range, or the load is above `MAX_LOAD` erlangs.

    Examples
    --------
    >>> required_agents(calls=100, aht_s=180).agents
    14
    >>> required_agents(calls=100, aht_s=180, patience_s=300).agents
    13
    >>> required_agents(calls=100, aht_s=180, patience_s=300, max_abandonment=0.01).agents
    15
    """
    patience = nan if patience_s is None else float(patience_s)
    _check(calls, aht_s, interval_s, patience_s)
    level = 0.0 if service_level is None else float(service_level)
    _check_want(level, within_s, definition)
    bounds = {
        "max_occupancy": max_occupancy,
        "max_asa_s": max_asa_s,
        "max_abandonment": max_abandonment,
    }
    cap, asa, leave = _bounds(bounds)
    want = (float(within_s), level, cap, asa, leave, float(DEFINITIONS.index(definition)))
    agents, reached, wait, busy, lost = size(
        float(calls) / float(interval_s), float(aht_s), patience, want
    )
    return Staffing(agents, reached, wait, busy, lost, model_name(patience_s))


def achieved(
    agents: int,
    calls: float,
    aht_s: float,
    *,
    interval_s: float = 1800,
    patience_s: float | None = None,
    within_s: float = 20,
    definition: str = "offered",
) -> Staffing:
    """Return what a given number of agents achieves; units and ranges as `required_agents`.

    Without a patience, agents at or below the load never catch up: service level 0, infinite wait.

    Raises
    ------
    InputError
        If an argument is outside its range, or `agents` is below 1.

    Examples
    --------
    >>> round(achieved(12, calls=100, aht_s=180).service_level, 2)
    0.64
    """
    if agents < 1:
        raise InputError(f"agents must be 1 or more, not {agents}")
    _check(calls, aht_s, interval_s, patience_s)
    _check_want(0.0, within_s, definition)
    patience = nan if patience_s is None else float(patience_s)
    number = float(DEFINITIONS.index(definition))
    level, wait, busy, lost = measure(
        agents, float(calls) / float(interval_s), float(aht_s), patience, float(within_s), number
    )
    return Staffing(agents, level, wait, busy, lost, model_name(patience_s))


def model_name(patience_s: float | None) -> str:
    """Return the name of the model in use: Erlang A needs a patience.

    Examples
    --------
    >>> model_name(None), model_name(300)
    ('Erlang C', 'Erlang A')
    """
    return "Erlang C" if patience_s is None or isnan(patience_s) else "Erlang A"


def _check(calls: float, aht_s: float, interval_s: float, patience_s: float | None) -> None:
    if not (isfinite(calls) and calls >= 0):
        raise InputError(f"calls must be 0 or more, not {calls}")
    for name, value in (("aht_s", aht_s), ("interval_s", interval_s), ("patience_s", patience_s)):
        if value is not None and not (isfinite(value) and value > 0):
            raise InputError(f"{name} must be a number of seconds above 0, not {value}")
    if calls / interval_s * aht_s > MAX_LOAD:
        raise InputError(
            f"calls {calls:g} of aht_s {aht_s:g} in interval_s {interval_s:g} are more than a "
            "million agents' work: check the units"
        )


def _check_want(service_level: float, within_s: float, definition: str) -> None:
    if not 0 <= service_level < 1:
        raise InputError(
            f"service_level must be a share from 0 up to, not including, 1, not {service_level}"
        )
    if not (isfinite(within_s) and within_s >= 0):
        raise InputError(f"within_s must be 0 or more seconds, not {within_s}")
    if definition not in DEFINITIONS:
        raise InputError(f"definition must be one of {', '.join(DEFINITIONS)}, not {definition!r}")


def _bounds(given: dict[str, float | None]) -> tuple[float, ...]:
    """Return the upper bounds, infinite where there is none."""
    for name, bound in given.items():
        if bound is None:
            continue
        if name == "max_asa_s" and not bound > 0:
            raise InputError(f"max_asa_s must be a number of seconds above 0, not {bound}")
        if name != "max_asa_s" and not 0 < bound <= 1:
            raise InputError(f"{name} must be above 0 and at most 1, not {bound}")
    return tuple(inf if bound is None else float(bound) for bound in given.values())
