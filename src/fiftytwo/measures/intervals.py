"""How sure a measured share is: its 95 % interval, from the sums that it rests on."""

from typing import Literal

from fiftytwo.base.statistics import Interval, nps_interval, wilson

__all__ = ["interval_of"]


def interval_of(
    kind: Literal["wilson", "nps"], balance: float, extremes: float, n: float
) -> Interval | None:
    """Return the interval of a share, or of a net promoter score in points; None of nothing.

    Parameters
    ----------
    kind : str
        "wilson": `balance` of `n` rows. "nps": `balance` is promoters less detractors, `extremes`
        both together.
    balance, extremes, n : float
        Counts of rows.

    Examples
    --------
    >>> ends = interval_of("nps", 30, 70, 100)
    >>> round(ends.low, 1), round(ends.high, 1)
    (14.1, 44.2)
    """
    if n <= 0:
        return None
    if kind == "wilson":
        return wilson(balance, n)
    promoters, detractors = round((extremes + balance) / 2), round((extremes - balance) / 2)
    told = nps_interval(promoters, round(n) - promoters - detractors, detractors)
    return None if told is None else told[1]
