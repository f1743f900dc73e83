"""How many customers come when: weekday, time of day, trend, weather, billing runs, an incident.

Expected contacts per queue, day and half-hour, and a draw from them. Time inside the demo is whole
local seconds since midnight before the first day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fiftytwo.demo.company import Company

__all__ = ["DAY_S", "HALF_HOURS", "STREAMS", "Stream", "arrivals", "expected", "incident_days"]

DAY_S = 86_400
HALF_HOUR_S = 1800
HALF_HOURS = 48

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Weight of each half-hour: a steep morning, a dip at noon, a long tail.
SHAPE = np.array([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 28, 46, 64, 80, 92, 98, 99, 92, 84,
    74, 68, 72, 80, 84, 87, 86, 80, 76, 68, 60, 50, 40, 34, 28, 22, 18, 14, 0, 0, 0, 0, 0, 0,
], dtype=float)  # fmt: skip
# Messages are written around the clock, least at night and never while clocks change.
WRITTEN = np.array([
    4, 3, 2, 1, 0, 0, 1, 1, 1, 2, 3, 5, 9, 14, 22, 30, 42, 52, 60, 64, 64, 60, 54, 48,
    46, 48, 52, 54, 54, 52, 48, 44, 40, 36, 32, 30, 30, 32, 36, 38, 38, 34, 28, 22, 16, 12, 8, 6,
], dtype=float)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stream:
    """What one queue's customers do.

    Attributes
    ----------
    mean : float
        Contacts on a mean weekday.
    weekdays : tuple of float
        Factor of each weekday, Monday first; Monday to Friday average 1.
    trend : float
        Growth over 26 weeks, as a share.
    talk_s, hold_s, wrap_s : float
        Mean seconds; hold is a mean over the share `held` of contacts that have one.
    patience_s : float
        Mean of the exponential patience [seconds].
    reasons : Mapping
        Reason → (weight, factor on the talk time).
    incident : float
        Factor on the first day of the incident; it fades over the days after.
    invoices : float
        Extra share of contacts on the day an invoice arrives; it fades.
    month_ends : float
        Extra share of contacts around the first of a month.
    """

    mean: float
    weekdays: tuple[float, ...]
    trend: float
    talk_s: float
    held: float
    hold_s: float
    wrap_s: float
    patience_s: float
    reasons: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    incident: float = 1.0
    invoices: float = 0.0
    month_ends: float = 0.0


STREAMS: dict[str, Stream] = {
    "Billing": Stream(
        690, (1.19, 1.05, 0.97, 0.94, 0.85, 0.30, 0), -0.03, 188, 0.16, 48, 46, 240,
        {
            "Invoice unclear": (40, 1.0), "Direct debit": (19, 0.8), "Payment plan": (14, 1.4),
            "Refund": (15, 1.1), "Change of bank account": (12, 0.7),
        },
        incident=1.12, invoices=0.42,
    ),
    "Fibre faults": Stream(
        550, (1.16, 1.03, 0.98, 0.96, 0.87, 0.44, 0), 0.07, 248, 0.24, 62, 44, 330,
        {
            "No connection": (34, 1.15), "Slow connection": (24, 1.1), "Router": (22, 0.9),
            "Television": (12, 0.8), "Technician late": (8, 0.7),
        },
        incident=2.1,
    ),
    "Moving home": Stream(
        395, (1.15, 1.05, 0.99, 0.96, 0.85, 0.34, 0), 0.03, 220, 0.18, 40, 52, 210,
        {
            "Move in": (38, 1.1), "Move out": (30, 0.9), "Meter reading": (20, 0.7),
            "New contract": (12, 1.3),
        },
        month_ends=0.30,
    ),
    "Chat": Stream(
        128, (1.10, 1.04, 1.0, 0.96, 0.90, 0.42, 0), 0.08, 250, 0.0, 0, 22, 210,
        {
            "Order status": (30, 0.8), "Invoice unclear": (26, 1.0), "Router": (24, 1.2),
            "Move in": (20, 1.1),
        },
        incident=1.5,
    ),
    "E-mail": Stream(
        145, (1.18, 1.06, 1.0, 0.95, 0.81, 0.45, 0.36), 0.02, 250, 0.0, 0, 30, 1e9,
        {
            "Invoice unclear": (28, 1.0), "Move out": (20, 0.9), "Complaint": (12, 1.6),
            "Refund": (18, 1.1), "Contract question": (22, 1.0),
        },
        incident=1.3, invoices=0.2,
    ),
}  # fmt: skip

INVOICE_FADE = (1.0, 0.75, 0.45, 0.25, 0.1)
INCIDENT_FADE = (1.0, 0.8, 0.55, 0.35, 0.3)
INCIDENT_TALK = 1.22
HOLIDAY_SHARE = 0.16  # of a usual day, where a queue is open at all
DAY_SPREAD = 0.05  # what no calendar knows, for all queues of a day and again for each


def expected(company: Company, queue: str, *, incident: bool = True) -> Floats:
    """Return the contacts expected, of shape (days, 48); 0 while nobody can reach the queue.

    Weather and chance of the day are not in it: `arrivals` draws them. Without `incident` it is
    what a planner could have known beforehand.
    """
    stream = STREAMS[queue]
    days = company.days
    rates = np.zeros((len(days), HALF_HOURS))
    for n, day in enumerate(days):
        shape = _shape(company, queue, day)
        if not shape.any():
            continue
        level = stream.mean * stream.weekdays[day.weekday()] * (1 + stream.trend * n / 182)
        if day in company.holidays:
            level = stream.mean * HOLIDAY_SHARE
        rates[n] = level * _events(company, stream, day, incident=incident) * shape / shape.sum()
    return rates


def arrivals(company: Company, queue: str, random: np.random.Generator) -> Ints:
    """Return sorted arrival seconds of one queue: a Poisson process with a level that varies by day.

    The level of a day has a part that all queues share (drawn from the seed alone) and its own.
    """
    rates = expected(company, queue)
    shared = np.random.default_rng([company.seed, 2]).normal(0, DAY_SPREAD, len(rates))
    own = random.normal(0, DAY_SPREAD, len(rates))
    counts = random.poisson(rates * np.exp(shared + own)[:, None])
    starts = np.repeat(np.arange(counts.size) * HALF_HOUR_S, counts.ravel())
    return np.sort(starts + random.integers(0, HALF_HOUR_S, len(starts)))


def incident_days(company: Company) -> tuple[int, int]:
    """Return the numbers of the first and last day of the incident."""
    first, last = company.incident
    return (first - company.first_day).days, (last - company.first_day).days


def _shape(company: Company, queue: str, day: date) -> Floats:
    known = company.queue(queue)
    if known.channel == "email":
        return WRITTEN
    hours = known.open_on(day, company.holidays)
    if hours is None:
        return np.zeros(HALF_HOURS)
    shape = np.zeros(HALF_HOURS)
    first, last = hours[0] // 30, hours[1] // 30
    shape[first:last] = SHAPE[first:last]
    return shape


def _events(company: Company, stream: Stream, day: date, *, incident: bool) -> float:
    factor = 1.0
    since = (day - company.incident[0]).days
    if incident and 0 <= since < len(INCIDENT_FADE):
        factor *= 1 + (stream.incident - 1) * INCIDENT_FADE[since]
    after_run = day.day - 6  # invoices reach customers on the sixth
    if 0 <= after_run < len(INVOICE_FADE):
        factor *= 1 + stream.invoices * INVOICE_FADE[after_run]
    if day.day <= 3 or day.day >= 29:
        factor *= 1 + stream.month_ends
    return factor
