"""What goes into a forecast and what comes out: days by intervals, in local time."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError

__all__ = ["Choice", "Counts", "Days", "Forecast", "History", "Layer"]

Counts = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class History:
    """Contacts offered to a queue, one row a local day, one column an interval of it.

    Attributes
    ----------
    queue : str
        Name of the queue.
    interval_s : int
        Length of an interval, a divisor of a day [seconds]; k = 86400 / interval_s.
    days : array (n,) of datetime64[D]
        Local days in rising order; days may be missing.
    counts : array (n, k) of float
        Contacts offered [contacts]; NaN where closed or unknown, which is not zero.
    zone : str
        IANA name of the zone of the days.
    """

    queue: str
    interval_s: int
    days: Days
    counts: Counts
    zone: str = "UTC"

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if self.interval_s <= 0 or DAY_S % self.interval_s:
            raise InputError(f"interval_s must divide a day, {self.interval_s} does not")
        shape = (len(self.days), DAY_S // self.interval_s)
        if self.counts.shape != shape:
            raise InputError(f"counts must have shape {shape}, not {self.counts.shape}")
        if np.any(np.diff(self.days) <= np.timedelta64(0, "D")):
            raise InputError(f"days of the history of {self.queue} must rise without repeating")
        if np.any(self.counts < 0):
            raise InputError(f"counts of the history of {self.queue} must not be negative")

    def before(self, day: np.datetime64) -> "History":
        """Return the part that was known when `day` began."""
        keep = int(np.searchsorted(self.days, day))
        return History(self.queue, self.interval_s, self.days[:keep], self.counts[:keep], self.zone)


@dataclass(frozen=True, slots=True)
class Choice:
    """The method of a run of days of one forecast, and how the methods did so far ahead.

    Attributes
    ----------
    first, last : date
        Days of the forecast that it holds for.
    method : str
        The one taken.
    ahead : (int, int)
        Nearest and farthest distance at which past days were foretold to compare [open days].
    tested : int
        How many past days were; with fewer than 14 nothing was compared.
    wape : dict of str to float
        Sum of absolute errors / contacts of each method on the same past days, by interval, or by
        day where intervals hold fewer than five contacts. Methods that had nothing to go by are not
        in it.
    asked : bool
        Whether the method was asked for, not chosen.
    """

    first: date
    last: date
    method: str
    ahead: tuple[int, int]
    tested: int
    wape: dict[str, float]
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """A change that a person lays over the forecast of a queue.

    Attributes
    ----------
    name, reason, queue : str
        What it is called, why it is there, what it changes.
    made : date
        Day it was decided on; only forecasts that begin later know it.
    first, last : date
        Days it holds for.
    factor, add : float or None
        Either times so much, or so many contacts a day more or less.
    """

    name: str
    reason: str
    queue: str
    made: date
    first: date
    last: date
    factor: float | None = None
    add: float | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected contacts with an 80 % range, one row a local day, one column an interval.

    Attributes
    ----------
    queue, interval_s, zone
        As in the history.
    days : array (m,) of datetime64[D]
        The days asked for.
    mean, low, high : arrays (m, k) of float
        Expected contacts and the range that should hold four of five intervals; NaN = closed.
    method : str
        Name of the method; of several, where near and far days are told best by others, all.
    notes : tuple of str
        What the reader should know, such as a history that is too short.
    extra : array (m,) of float, or None
        The a of each day in the law of the counts of its intervals, negative binomial with
        var = mean + a mean^2. None: the range is all that is known.
    day_extra : array (m,) of float, or None
        The same of the sum of each day: the intervals of a day err the same way.
    untouched : array (m, k) of float, or None
        Expected contacts before `layers` were laid over them; None where there are none.
    layers : tuple of Layer
        Changes by people that are in `mean`, in their order.
    choices : tuple of Choice
        Which method holds for which days, and how the methods did on past days.
    """

    queue: str
    interval_s: int
    days: Days
    mean: Counts
    low: Counts
    high: Counts
    method: str
    zone: str = "UTC"
    notes: tuple[str, ...] = field(default=())
    extra: Counts | None = None
    day_extra: Counts | None = None
    untouched: Counts | None = None
    layers: tuple[Layer, ...] = ()
    choices: tuple[Choice, ...] = ()
