"""How long the work takes, by queue and hour of day, from a log."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from fiftytwo.base.errors import InputError

__all__ = ["HandlingTime", "handling_times"]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HandlingTime:
    """The handling times of one queue in one hour.

    Attributes
    ----------
    queue : str
        Name of the queue.
    hour : int or None
        Hour of the day, 0 to 23; None for the whole day.
    contacts : int
        How many it rests on.
    mean_s, low_s, high_s : float
        Mean with its range [seconds]; the range is NaN for a single contact.
    cv : float
        Standard deviation / mean; 1 for an exponential. NaN for a single contact.
    p10_s, p50_s, p90_s : float
        Shares of 10, 50 and 90 % take no longer [seconds].
    """

    queue: str
    hour: int | None
    contacts: int
    mean_s: float
    low_s: float
    high_s: float
    cv: float
    p10_s: float
    p50_s: float
    p90_s: float


def handling_times(
    seconds: npt.ArrayLike,
    queues: Sequence[str],
    hours: npt.ArrayLike,
    *,
    confidence: float = 0.95,
) -> list[HandlingTime]:
    """Return the handling times of each queue: of the whole day first, then of each hour seen.

    Parameters
    ----------
    seconds : array (n,)
        Handling time of each contact: talk, hold and wrap-up, > 0 [seconds].
    queues : n texts
        The queue of each.
    hours : int array (n,)
        Hour of the day at which each began, 0 to 23.
    confidence : float
        Share of such ranges that hold the mean, in (0, 1).

    Raises
    ------
    InputError
        If an argument is outside its range, or the three differ in length.

    Notes
    -----
    The range of the mean is Student's: fair for some dozens of contacts, too narrow for a handful
    of very skewed ones.

    Examples
    --------
    >>> day, nine = handling_times([100, 200, 300], ["billing"] * 3, [9, 9, 9])
    >>> day.mean_s, round(day.low_s), nine.hour, nine.p50_s
    (200.0, 0, 9, 200.0)
    """
    times, names = np.asarray(seconds, dtype=np.float64), np.asarray(queues, dtype=object)
    when = np.asarray(hours)
    if times.ndim != 1 or not times.shape == names.shape == when.shape:
        raise InputError("seconds, queues and hours must be equally long")
    if not (np.isfinite(times) & (times > 0)).all():
        raise InputError("seconds must be above 0 in every row")
    if not ((when >= 0) & (when <= 23) & (when == np.floor(when))).all():
        raise InputError("hours must be whole numbers from 0 to 23")
    if not 0 < confidence < 1:
        raise InputError(f"confidence must lie between 0 and 1, not {confidence}")
    told = []
    for queue in sorted(set(names.tolist())):
        own = names == queue
        told.append(_told(queue, None, times[own], confidence))
        for hour in np.unique(when[own]):
            told.append(_told(queue, int(hour), times[own & (when == hour)], confidence))
    return told


def _told(queue: str, hour: int | None, times: Numbers, confidence: float) -> HandlingTime:
    n, mean = times.size, float(times.mean())
    spread = float(times.std(ddof=1)) if n > 1 else float("nan")
    reach = float(stdtrit(n - 1, 0.5 + confidence / 2)) * spread / sqrt(n) if n > 1 else spread
    p10, p50, p90 = np.quantile(times, (0.1, 0.5, 0.9)).tolist()
    return HandlingTime(
        queue, hour, n, mean, max(0.0, mean - reach), mean + reach, spread / mean, p10, p50, p90
    )
