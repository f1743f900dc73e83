"""Which method a forecast is made by: the one that was least wrong about the past, and why."""

from collections.abc import Sequence

import numpy as np

from fiftytwo.forecast.model import Choice, Counts
from fiftytwo.forecast.trials import Trial

__all__ = ["USUAL", "choose", "errors", "explained"]

USUAL = "profile"  # what stands where too few past days tell the methods apart
FEWEST = 14  # past days below which the errors tell no two methods apart
TIE = 0.02  # a method this much worse than the best is as good; the simplest of those is taken
FEW = 5.0  # contacts an interval; with fewer, absolute errors are least for whoever says "nothing"

WORDS = {
    "seasonal_naive": "the same weekday a week before",
    "mean_of_four": "the mean of the last four same weekdays",
    "weekday_mean": "a mean of up to 24 same weekdays in which recent ones weigh more",
    "profile": "how busy a day of its kind is, times how such a day is shared out",
    "profile_trend": "how busy a day of its kind is, with a trend that levels off, times how such a "
    "day is shared out",
    "profile_year": "how busy a day of its kind is at that time of the year, with a trend that "
    "levels off, times how such a day is shared out",
}


def errors(tried: Sequence[Trial], methods: Sequence[str]) -> tuple[int, dict[str, float]]:
    """Return (days, WAPE by method) of past days, all methods on the same intervals.

    A method that tells fewer than 14 of the days is left out; with fewer days than that, all are.

    Examples
    --------
    >>> actual = np.full((14, 1), 10.0)
    >>> made = np.stack([actual + 1, actual, np.full((14, 1), np.nan)])
    >>> errors([Trial(1, np.arange(14), actual, made)], ["naive", "exact", "silent"])
    (14, {'naive': 0.1, 'exact': 0.0})
    """
    made = np.concatenate([trial.made for trial in tried], axis=1)
    actual = np.concatenate([trial.actual for trial in tried])
    rows = np.concatenate([trial.rows for trial in tried])
    told = (~np.isnan(made)).any(axis=2)
    racing = [n for n in range(len(methods)) if np.unique(rows[told[n]]).size >= FEWEST]
    seen = ~np.isnan(actual) & ~np.isnan(made[racing]).any(axis=0)
    days = int(np.unique(rows[seen.any(axis=1)]).size)
    if days < FEWEST or not racing:
        return days, {}
    actual, made = np.where(seen, actual, 0.0), np.where(seen, made[racing], 0.0)
    if actual.sum() < FEW * seen.sum():
        actual, made = actual.sum(axis=-1), made.sum(axis=-1)
    axes = tuple(range(1, made.ndim))
    wapes: Counts = np.abs(made - actual).sum(axis=axes) / max(float(actual.sum()), 1e-9)
    return days, {methods[n]: float(wape) for n, wape in zip(racing, wapes, strict=True)}


def choose(wape: dict[str, float]) -> str:
    """Return the simplest method whose error is within 2 % of the least; `wape` rises in demands.

    Examples
    --------
    >>> choose({"mean_of_four": 0.101, "profile": 0.1}), choose({"mean_of_four": 0.11, "profile": 0.1})
    ('mean_of_four', 'profile')
    """
    if not wape:
        return USUAL
    bar = min(wape.values()) * (1 + TIE)
    return next(method for method, error in wape.items() if error <= bar)


def explained(choice: Choice) -> str:
    """Return a sentence that says what was taken and why."""
    when = f"{choice.first}" if choice.first == choice.last else f"{choice.first} to {choice.last}"
    what = f"{when}: {choice.method} ({WORDS[choice.method]})"
    if not choice.wape:
        reason = "asked for" if choice.asked else "the usual one"
        return f"{what}, {reason}: too few past days to compare it with others."
    mine = choice.wape.get(choice.method)
    beside = ", ".join(
        f"{method} {100 * error:.1f} %"
        for method, error in sorted(choice.wape.items(), key=lambda item: item[1])
        if method != choice.method
    )
    own = f"off by {100 * mine:.1f} %" if mine is not None else "with too few past days to test it"
    reason = "asked for" if choice.asked else "the simplest of those that err least"
    near, far = choice.ahead
    ahead = f"{near} to {far} open days" if near < far else f"{near} open days"
    ahead = "a day" if far == 1 else ahead
    return (
        f"{what}, {reason}. On {choice.tested} past days, foretold {ahead} before, it was {own}; "
        f"{beside}."
    )
