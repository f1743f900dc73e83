"""Half a year of calls and chats: customers with reasons and patience, served by the rota's people.

Columns are NumPy arrays; times are whole local seconds since the first day.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fiftytwo.demo.calendar import DAY_S, INCIDENT_TALK, STREAMS, arrivals, incident_days
from fiftytwo.demo.company import Company
from fiftytwo.demo.rota import AT_ONCE, Shift
from fiftytwo.demo.simulate import Duty, Work, duty, serve

__all__ = ["Legs", "Live", "live_contacts", "paces"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TRANSFERS = {  # queue → (queue that calls are passed on to, share)
    "Moving home": ("Billing", 0.035),
    "Billing": ("Fibre faults", 0.025),
    "Fibre faults": ("Billing", 0.015),
}
TALK_CV = 0.72
TRANSFERRED_TALK = 0.45  # of a whole talk, until it is clear that somebody else must help
CUSTOMERS = 140_000
SOLVED = 0.86
HARD = 1.3  # factor on the talk time above which a matter is solved less often
RETURNS = 0.6  # of those whose matter was not solved
RETURN_DAYS = 1.6


@dataclass(frozen=True)
class Legs:
    """Stays of a contact in a queue; one entry a leg.

    Attributes
    ----------
    contact : int array
        Position of the contact in `Live`.
    queue : int array
        Position in the company's queues.
    agent : int array
        Position in the company's reps; -1 = the customer hung up.
    """

    contact: Ints
    queue: Ints
    arrived: Ints
    wait_s: Ints
    agent: Ints
    talk_s: Ints
    hold_s: Ints
    wrap_s: Ints

    @property
    def answered_at(self) -> Ints:
        """End of the wait."""
        return self.arrived + self.wait_s

    @property
    def ended_at(self) -> Ints:
        """Second at which the customer was gone."""
        return self.answered_at + self.talk_s + self.hold_s


@dataclass(frozen=True)
class Live:
    """All calls and chats.

    Attributes
    ----------
    first : Legs
        The first leg of every contact, in order of arrival.
    second : Legs
        Legs of contacts that were passed on.
    reason : int array
        Position in the reasons of the first queue's stream.
    customer : int array
    solved : bool array
    duty : Duty
        The servers, with the times that work made of their slots.
    """

    first: Legs
    second: Legs
    reason: Ints
    customer: Ints
    solved: Bools
    duty: Duty


@dataclass(frozen=True)
class _Drawn:
    """What customers bring along, before anybody serves them."""

    queue: Ints
    arrived: Ints
    reason: Ints
    factor: Floats
    sent_to: Ints


def paces(company: Company) -> Floats:
    """Return each rep's factor on talk times; the same skill, a different pace."""
    random = np.random.default_rng([company.seed, 4])
    return np.exp(random.normal(0.0, 0.09, len(company.reps)))


def live_contacts(company: Company, shifts: Mapping[str, Sequence[Shift]]) -> Live:
    """Play every queue that customers wait in.

    Parameters
    ----------
    company : Company
        Whose customers call.
    shifts : Mapping
        Key of a rep → shifts, as `rota` makes them.
    """
    random = np.random.default_rng([company.seed, 6])
    drawn = _draw(company)
    count = len(drawn.arrived)
    sent = np.flatnonzero(drawn.sent_to >= 0)
    queue = np.concatenate([drawn.queue, drawn.sent_to[sent]])
    follow = np.full(len(queue), -1)
    follow[sent] = count + np.arange(len(sent))
    factor = np.concatenate([drawn.factor, np.ones(len(sent))])
    factor[sent] *= TRANSFERRED_TALK
    arrived = np.concatenate([drawn.arrived, np.full(len(sent), -1)])
    work = _work(company, queue, (arrived, factor, follow), random=random)
    pools = list(company.pools)
    at_once = {
        pools.index(pool): AT_ONCE.get(company.queue(names[0]).channel, 1)
        for pool, names in company.pools.items()
    }
    servers = duty(
        ((n, pools.index(rep.pool or ""), shifts[rep.key]) for n, rep in enumerate(company.reps)),
        at_once,
    )
    served = serve(work, servers, pace=paces(company), is_open=_opening(company, queue))
    answered = served.agent >= 0
    began = np.flatnonzero(served.agent[count:] > -2)
    columns = (
        np.concatenate([np.arange(count), sent]),
        queue,
        served.arrived,
        served.wait_s,
        served.agent,
        served.talk_s,
        np.where(answered, work.hold_s, 0),
        np.where(answered, work.wrap_s, 0),
    )
    first = Legs(*(column[:count] for column in columns))
    second = Legs(*(column[count + began] for column in columns))
    solved = (first.agent >= 0) & (random.random(count) < SOLVED - 0.12 * (drawn.factor > HARD))
    solved[second.contact] &= second.agent >= 0
    customer = _customers(first, solved, random)
    return Live(first, second, drawn.reason, customer, solved, servers)


def _draw(company: Company) -> _Drawn:
    """Draw who comes when, why, and who will have to be passed on; all queues in one order."""
    names = [queue.name for queue in company.queues]
    parts: list[tuple[Ints, ...]] = []
    factors: list[Floats] = []
    for number, queue in enumerate(company.queues):
        if queue.channel == "email":
            continue
        random = np.random.default_rng([company.seed, 5, number])
        arrived = arrivals(company, queue.name, random)
        reason, factor = _reasons(company, queue.name, arrived, random=random)
        target, share = TRANSFERS.get(queue.name, (queue.name, 0.0))
        sent = np.where(random.random(len(arrived)) < share, names.index(target), -1)
        parts.append((np.full(len(arrived), number), arrived, reason, sent))
        factors.append(factor)
    numbers, arrived, reason, sent = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(arrived, kind="stable")
    factor = np.concatenate(factors)[order]
    return _Drawn(numbers[order], arrived[order], reason[order], factor, sent[order])


def _work(
    company: Company,
    queue: Ints,
    known: tuple[Ints, Floats, Ints],
    *,
    random: np.random.Generator,
) -> Work:
    arrived, factor, follow = known
    pool_of = {name: n for n, names in enumerate(company.pools.values()) for name in names}
    streams = [STREAMS[q.name] for q in company.queues]
    count = len(queue)

    def each(attribute: str) -> Floats:
        return np.array([getattr(stream, attribute) for stream in streams], dtype=float)[queue]

    held = random.random(count) < each("held")
    hold = np.where(held, np.ceil(random.exponential(1.0, count) * each("hold_s")), 0)
    return Work(
        arrived=arrived,
        pool=np.array([pool_of[q.name] for q in company.queues])[queue],
        patience_s=random.exponential(1.0, count) * each("patience_s"),
        talk_s=each("talk_s") * factor * _lognormal(random, count, TALK_CV),
        hold_s=hold.astype(np.int64),
        wrap_s=np.ceil(each("wrap_s") * _lognormal(random, count, 0.5)).astype(np.int64),
        follow=follow,
    )


def _opening(company: Company, queue: Ints) -> Callable[[int, int], bool]:
    """Return a test whether the queue of a leg is open at a second, and a quarter of an hour on."""
    hours = [
        [queue.open_on(day, company.holidays) or (0, 0) for day in company.days]
        for queue in company.queues
    ]

    def is_open(leg: int, second: int) -> bool:
        first, last = hours[queue[leg]][second // DAY_S]
        return first * 60 <= second % DAY_S < last * 60 - 900

    return is_open


def _reasons(
    company: Company, name: str, arrived: Ints, *, random: np.random.Generator
) -> tuple[Ints, Floats]:
    """Draw why each customer comes, and what that does to the talk time."""
    stream = STREAMS[name]
    weights, factors = np.array(list(stream.reasons.values())).T
    mean = (weights * factors).sum() / weights.sum()
    reason = random.choice(len(weights), len(arrived), p=weights / weights.sum())
    first, last = incident_days(company)
    hit = (arrived // DAY_S >= first) & (arrived // DAY_S <= last) & (stream.incident > 1.2)
    names = list(stream.reasons)
    if "Router" in names:
        blamed = hit & (random.random(len(arrived)) < 0.45)
        reason = np.where(blamed, names.index("Router"), reason)
    return reason, factors[reason] / mean * np.where(hit, INCIDENT_TALK, 1.0)


def _customers(first: Legs, solved: Bools, random: np.random.Generator) -> Ints:
    """Number the customers; one whose matter was not solved often comes back within days."""
    count = len(first.arrived)
    customer = random.integers(0, CUSTOMERS, count)
    later = first.ended_at + 1800 + (random.exponential(RETURN_DAYS * DAY_S, count)).astype(int)
    again = np.searchsorted(first.arrived, later)
    returns = np.flatnonzero(~solved & (random.random(count) < RETURNS) & (again < count))
    for n in returns.tolist():
        customer[again[n]] = customer[n]
    return customer


def _lognormal(random: np.random.Generator, count: int, cv: float) -> Floats:
    """Draw lognormal factors of mean 1 and coefficient of variation `cv`."""
    variance = np.log1p(cv * cv)
    return random.lognormal(-variance / 2, np.sqrt(variance), count)
