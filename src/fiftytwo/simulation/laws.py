"""How long things take by chance: service, wrap-up, patience, the wait before dialling again."""

import math
from dataclasses import dataclass

from fiftytwo.base.errors import InputError
from fiftytwo.simulation import at

__all__ = ["FOREVER", "KINDS", "Law"]

# Each kind with what it needs; `cv` and `shape` of a gamma law are two ways to say the same.
KINDS: dict[str, tuple[str, ...]] = {
    "exponential": ("mean_s",),
    "lognormal": ("mean_s", "cv"),
    "gamma": ("mean_s", "cv", "shape"),
    "deterministic": ("mean_s",),
    "uniform": ("low_s", "high_s"),
    "weibull": ("mean_s", "shape"),
    "hazard": ("from_s", "leaving_per_s"),
    "infinite": (),
}
MOST_S = 1e7


@dataclass(frozen=True)
class Law:
    """A law of a duration.

    Attributes
    ----------
    kind : str
        exponential, lognormal, gamma (an integer shape is Erlang's), deterministic, uniform,
        weibull, hazard (a rate of leaving that is constant within bands) or infinite; the last two
        for patience only.
    mean_s : tuple of floats
        Mean, > 0 [seconds]: one entry, or one an interval (that in which the contact comes).
        Exponential, lognormal, gamma, deterministic, weibull.
    cv : float or None
        Standard deviation over mean, > 0: lognormal, gamma (either cv or shape).
    shape : float or None
        Shape, > 0: gamma, weibull.
    low_s, high_s : float or None
        Least and greatest, 0 <= low <= high [seconds]: uniform.
    from_s, leaving_per_s : tuples of floats
        Where each band begins, rising from 0 [seconds], and its rate, >= 0, last > 0 [1/second].
    at_once : float
        Share that is 0: callers who leave as soon as they have to wait, in [0, 1).

    Raises
    ------
    InputError
        If an attribute is missing, does not belong to the kind, or is outside its range.

    Examples
    --------
    >>> Law("lognormal", mean_s=(240.0,), cv=1.2).mean(0)
    240.0
    >>> Law("exponential")
    Traceback (most recent call last):
        ...
    fiftytwo.base.errors.InputError: a law of kind exponential needs mean_s
    """

    kind: str
    mean_s: tuple[float, ...] = ()
    cv: float | None = None
    shape: float | None = None
    low_s: float | None = None
    high_s: float | None = None
    from_s: tuple[float, ...] = ()
    leaving_per_s: tuple[float, ...] = ()
    at_once: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"kind is {self.kind!r}: give one of {', '.join(KINDS)}")
        self._check_given()
        for mean in self.mean_s:
            _within("mean_s", mean, 1e-6, MOST_S)
        for name in ("cv", "shape"):
            value = getattr(self, name)
            if value is not None:
                _within(name, value, 0.01, 1000.0)
        if not (isinstance(self.at_once, int | float) and 0 <= self.at_once < 1):
            raise InputError(f"at_once is {self.at_once}: give a share from 0 up to, not 1")
        if self.kind == "uniform":
            self._check_span()
        if self.kind == "hazard":
            self._check_bands()

    def mean(self, interval: int) -> float:
        """Return the mean in an interval, without the share at once [seconds].

        >>> round(Law("hazard", from_s=(0.0, 60.0), leaving_per_s=(0.0, 0.01)).mean(0), 9)
        160.0
        """
        if self.kind == "uniform":
            return (float(self.low_s or 0.0) + float(self.high_s or 0.0)) / 2
        if self.kind == "infinite":
            return math.inf
        if self.kind == "hazard":
            return self._mean_of_bands()
        return self.mean_s[interval % len(self.mean_s)]

    def _mean_of_bands(self) -> float:
        """Return the area under the share that still waits."""
        waiting, area = 1.0, 0.0
        for begin, end, rate in zip(self.from_s, (*self.from_s[1:], math.inf), self.leaving_per_s):
            stays = math.exp(-rate * (end - begin)) if rate > 0 else 1.0
            area += waiting * ((1.0 - stays) / rate if rate > 0 else end - begin)
            waiting *= stays
        return area

    def row(self, interval: int, slower: float, bands_from: int) -> tuple[float, ...]:
        """Return the law as the kernels read it: kind, a, b, share at once.

        Parameters
        ----------
        interval : int
            Number of the interval, where the mean differs by interval.
        slower : float
            Factor on all durations, > 0.
        bands_from : int
            Row at which the bands of this law begin; for a hazard only.
        """
        return (*self._numbers(interval, slower, bands_from), float(self.at_once))

    def _numbers(self, interval: int, slower: float, bands_from: int) -> tuple[float, float, float]:
        if self.kind == "infinite":
            return at.FOREVER, 0.0, 0.0
        if self.kind == "hazard":
            return at.HAZARD, float(bands_from), float(bands_from + len(self.from_s) - 1)
        if self.kind == "uniform":
            return (
                at.UNIFORM,
                float(self.low_s or 0.0) * slower,
                float(self.high_s or 0.0) * slower,
            )
        mean = self.mean(interval) * slower
        if self.kind == "exponential":
            return at.EXPONENTIAL, mean, 0.0
        if self.kind == "deterministic":
            return at.DETERMINISTIC, mean, 0.0
        return self._two(mean)

    def _two(self, mean: float) -> tuple[float, float, float]:
        """Return the kinds that have a second number."""
        if self.kind == "lognormal":
            spread = math.log1p(float(self.cv or 0.0) ** 2)
            return at.LOGNORMAL, math.log(mean) - spread / 2, math.sqrt(spread)
        shape = self.shape if self.shape is not None else 1.0 / float(self.cv or 1.0) ** 2
        if self.kind == "gamma":
            return at.GAMMA, shape, mean / shape
        return at.WEIBULL, mean / math.gamma(1.0 + 1.0 / shape), 1.0 / shape

    def _check_given(self) -> None:
        names = ("mean_s", "cv", "shape", "low_s", "high_s", "from_s", "leaving_per_s")
        given = {name for name in names if getattr(self, name) not in (None, ())}
        needed = set(KINDS[self.kind])
        strange = sorted(given - needed)
        if strange:
            raise InputError(f"a law of kind {self.kind} has no {strange[0]}: leave it out")
        missing = sorted(needed - given)
        if self.kind == "gamma" and ("cv" in given) != ("shape" in given):
            missing = [name for name in missing if name == "mean_s"]
        if missing:
            what = "either cv or shape" if self.kind == "gamma" and "cv" in missing else missing[0]
            raise InputError(f"a law of kind {self.kind} needs {what}")
        if self.kind == "gamma" and {"cv", "shape"} <= given:
            raise InputError("a law of kind gamma needs either cv or shape, not both")

    def _check_span(self) -> None:
        assert self.low_s is not None
        assert self.high_s is not None
        _within("low_s", self.low_s, 0.0, MOST_S)
        _within("high_s", self.high_s, self.low_s, MOST_S)

    def _check_bands(self) -> None:
        starts, rates = self.from_s, self.leaving_per_s
        if len(starts) != len(rates) or starts[0] != 0:
            raise InputError("from_s must begin with 0 and leaving_per_s be as long as it")
        if any(not a < b for a, b in zip(starts, (*starts[1:], math.inf))):
            raise InputError("from_s must rise")
        if any(not 0 <= rate < math.inf for rate in rates) or rates[-1] <= 0:
            raise InputError("leaving_per_s must be 0 or more, and above 0 in the last band")


def _within(name: str, value: float, low: float, high: float) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:
        raise InputError(f"{name} is {value}: give a number from {low:g} to {high:g}")


FOREVER = Law("infinite")
