"""Patience of any shape: a curve read from waits, most of which ended with an answer."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from fiftytwo.base.errors import InputError

__all__ = ["PatienceCurve", "Survival", "kaplan_meier", "patience_curve"]

Numbers = npt.NDArray[np.float64]
BANDS = 12
LEFT_A_BAND = 25


@dataclass(frozen=True)
class PatienceCurve:
    """How long callers are ready to wait: a rate of leaving that is constant within bands.

    Attributes
    ----------
    from_s : tuple of m floats
        Where each band begins, rising from 0 [seconds]; the last has no end.
    leaving_per_s : tuple of m floats
        Rate at which those still waiting leave, >= 0, in the last band > 0 [1/second].
    at_once : float
        Share that leaves at once when it has to wait at all, in [0, 1).

    Raises
    ------
    InputError
        If an attribute is outside its range.

    Examples
    --------
    >>> curve = PatienceCurve((0, 60), (0.01, 0.002))
    >>> curve.waiting([0, 60, 160]).round(4).tolist()
    [1.0, 0.5488, 0.4493]
    """

    from_s: tuple[float, ...]
    leaving_per_s: tuple[float, ...]
    at_once: float = 0.0

    def __post_init__(self) -> None:
        starts, rates = np.asarray(self.from_s), np.asarray(self.leaving_per_s)
        if starts.ndim != 1 or starts.shape != rates.shape or starts.size == 0:
            raise InputError("from_s and leaving_per_s must be equally long, one entry or more")
        if starts[0] != 0 or not (np.diff(starts) > 0).all() or not np.isfinite(starts).all():
            raise InputError("from_s must rise from 0")
        if not (np.isfinite(rates) & (rates >= 0)).all() or rates[-1] <= 0:
            raise InputError("leaving_per_s must be 0 or more, and above 0 in the last band")
        if not 0 <= self.at_once < 1:
            raise InputError(f"at_once must be a share from 0 up to, not 1, not {self.at_once}")

    @cached_property
    def _bands(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return starts, rates, and at each start the log of who waits and its time integral."""
        starts = np.asarray(self.from_s, dtype=np.float64)
        rates = np.asarray(self.leaving_per_s, dtype=np.float64)
        widths = np.diff(starts)
        hazard = np.concatenate([[0.0], np.cumsum(rates[:-1] * widths)])
        height = (1 - self.at_once) * np.exp(-hazard)
        area = height[:-1] * widths * _mean_decay(rates[:-1] * widths)
        return starts, rates, height, np.concatenate([[0.0], np.cumsum(area)])

    def waiting(self, after_s: npt.ArrayLike) -> Numbers:
        """Return the share still ready to wait after `after_s` (any shape) [0..1]."""
        after, band = self._placed(after_s)
        starts, rates, height, _ = self._bands
        return np.asarray(height[band] * np.exp(-rates[band] * (after - starts[band])))

    def waited(self, until_s: npt.ArrayLike) -> Numbers:
        """Return the mean time waited by `until_s` (any shape) where nobody answers [seconds]."""
        until, band = self._placed(until_s)
        starts, rates, height, area = self._bands
        spent = until - starts[band]
        return np.asarray(area[band] + height[band] * spent * _mean_decay(rates[band] * spent))

    def falls_to(self, share: float) -> float:
        """Return when the share still waiting falls to `share` in (0, 1] [seconds]."""
        starts, rates, height, _ = self._bands
        if share >= height[0]:
            return 0.0
        band = int(np.flatnonzero(height >= share)[-1])
        if rates[band] == 0:
            return float(starts[band])
        return float(starts[band] + np.log(height[band] / share) / rates[band])

    @property
    def mean_s(self) -> float:
        """Mean patience [seconds]."""
        _, rates, height, area = self._bands
        return float(area[-1] + height[-1] / rates[-1])

    def _placed(self, at_s: npt.ArrayLike) -> tuple[Numbers, npt.NDArray[np.int64]]:
        at = np.asarray(at_s, dtype=np.float64)
        return at, np.searchsorted(self._bands[0], at, side="right") - 1


def _mean_decay(x: Numbers) -> Numbers:
    """Return (1 - e^-x) / x, 1 at x = 0."""
    safe = np.where(x == 0, 1.0, x)
    return np.where(x == 0, 1.0, -np.expm1(-safe) / safe)


@dataclass(frozen=True, slots=True)
class Survival:
    """Share still waiting, by Kaplan and Meier; one entry a time at which somebody left.

    Attributes
    ----------
    at_s : array (m,)
        Times, rising [seconds].
    waiting, low, high : array (m,)
        Share that is ready to wait longer than that, and its range [0..1].
    at_risk, left : int array (m,)
        Callers still in the line just before, and those that left then.
    """

    at_s: Numbers
    waiting: Numbers
    low: Numbers
    high: Numbers
    at_risk: npt.NDArray[np.int64]
    left: npt.NDArray[np.int64]


def kaplan_meier(
    wait_s: npt.ArrayLike, left: npt.ArrayLike, *, confidence: float = 0.95
) -> Survival:
    """Return how many are ready to wait how long, from waits that mostly ended with an answer.

    Parameters
    ----------
    wait_s : array (n,)
        Wait of each call, answered or not, >= 0 [seconds].
    left : bool array (n,)
        Whether the call ended by leaving; False where it was answered (or cut off otherwise).
    confidence : float
        Share of such ranges, at one time, that hold the truth, in (0, 1).

    Raises
    ------
    InputError
        If an argument is outside its range, or the arrays differ in length.

    Notes
    -----
    The range is Greenwood's, on the scale of log(-log): it stays within 0 and 1. Where all left, the
    last entry has none (NaN). Calls answered without any wait say nothing and are left out. Who is answered at the very second another leaves counts as at risk.
    Sources: E. Kaplan, P. Meier, JASA 53, 1958; J. Kalbfleisch, R. Prentice 1980.

    Examples
    --------
    >>> seen = kaplan_meier([6, 6, 6, 6, 7, 9, 10, 10], [1, 1, 1, 0, 1, 0, 1, 0])
    >>> seen.at_s.tolist(), seen.waiting.round(3).tolist()
    ([6.0, 7.0, 10.0], [0.625, 0.469, 0.234])
    """
    waits, gone = _waits(wait_s, left)
    if not 0 < confidence < 1:
        raise InputError(f"confidence must lie between 0 and 1, not {confidence}")
    at, index = np.unique(waits, return_inverse=True)
    ended = np.bincount(index, minlength=at.size)
    leaving = np.bincount(index, weights=gone, minlength=at.size).astype(np.int64)
    risk = waits.size - np.concatenate([[0], np.cumsum(ended)[:-1]])
    kept = leaving > 0
    at, risk, leaving = at[kept], risk[kept].astype(np.int64), leaving[kept]
    waiting = np.cumprod(1 - leaving / risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(leaving / (risk * (risk - leaving)))) / np.abs(np.log(waiting))
        factor = np.exp(ndtri(0.5 + confidence / 2) * spread)
        low, high = waiting**factor, waiting ** (1 / factor)
    low[waiting == 0] = high[waiting == 0] = np.nan
    return Survival(at, waiting, low, high, risk, leaving)


def patience_curve(
    wait_s: npt.ArrayLike, left: npt.ArrayLike, *, edges_s: npt.ArrayLike | None = None
) -> PatienceCurve | None:
    """Return the patience curve of a log, for `curved_line` and simulation.

    Parameters
    ----------
    wait_s, left : array (n,)
        As `kaplan_meier`. Calls answered without any wait say nothing and are left out; calls that
        left without any wait make `at_once`.
    edges_s : array (m,) or None
        Where bands begin after 0, rising [seconds]; None puts about as many that left in each, in
        up to 12 bands of 25 or more. Edges after the last call that left are not used.

    Returns
    -------
    PatienceCurve or None
        In each band, calls that left / seconds waited there (the likelihood's greatest value). None
        when nobody left after waiting.

    Raises
    ------
    InputError
        If an argument is outside its range.

    Examples
    --------
    >>> patience_curve([10, 20, 30, 40], [1, 0, 1, 0]).leaving_per_s
    (0.02,)
    """
    waits, gone = _waits(wait_s, left)
    times = np.sort(waits[gone & (waits > 0)])
    if times.size == 0:
        return None
    if edges_s is None:
        bands = min(BANDS, max(1, times.size // LEFT_A_BAND))
        edges = np.quantile(times, np.arange(1, bands) / bands)
    else:
        edges = np.asarray(edges_s, dtype=np.float64)
        if not ((edges > 0) & np.isfinite(edges)).all() or not (np.diff(edges) > 0).all():
            raise InputError("edges_s must rise, above 0")
    starts = np.unique(np.concatenate([[0.0], edges[edges < times[-1]]]))
    ends = np.append(starts[1:], np.inf)
    spent = np.clip(waits[:, None], starts, ends) - starts
    # a band holds its end: who leaves on the edge has waited in the band before it
    events = np.bincount(np.searchsorted(starts, times) - 1, minlength=starts.size)
    rates = events / spent.sum(axis=0)
    at_once = float(np.mean(gone & (waits == 0)))
    return PatienceCurve(tuple(starts.tolist()), tuple(rates.tolist()), at_once)


def _waits(wait_s: npt.ArrayLike, left: npt.ArrayLike) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    waits, gone = np.asarray(wait_s, dtype=np.float64), np.asarray(left, dtype=bool)
    if waits.ndim != 1 or waits.shape != gone.shape:
        raise InputError(f"wait_s {waits.shape} and left {gone.shape} must be equally long")
    if not (np.isfinite(waits) & (waits >= 0)).all():
        raise InputError("wait_s must be 0 or more seconds in every row")
    faced = (waits > 0) | gone  # who was answered without any wait never had to be patient
    return waits[faced], gone[faced]
