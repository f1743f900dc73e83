"""How long callers are ready to wait, read from a log where most were answered first."""

from dataclasses import dataclass

from scipy.special import chdtri

from fiftytwo.base.errors import InputError

__all__ = ["Patience", "mean_patience"]


@dataclass(frozen=True, slots=True)
class Patience:
    """Mean patience with its range [seconds], and the abandonments it rests on [calls]."""

    mean_s: float
    low_s: float
    high_s: float
    abandoned: int


def mean_patience(
    wait_s_total: float, abandoned: int, *, confidence: float = 0.95
) -> Patience | None:
    """Return the mean patience by the likelihood of an exponential with censored waits.

    An answered call shows only that its caller was ready to wait longer. So the mean is all time
    spent waiting, answered or not, divided by the calls that left; the mean wait of those who left
    would be far too short.

    Parameters
    ----------
    wait_s_total : float
        Queue waits of all calls, answered and abandoned, added up, >= 0 [seconds].
    abandoned : int
        Calls that left the queue unanswered, >= 0 [calls].
    confidence : float
        Share of such ranges that hold the true mean, in (0, 1).

    Returns
    -------
    Patience or None
        None when nobody left, or nobody waited: then the log says nothing about patience.

    Raises
    ------
    InputError
        If an argument is outside its range.

    Notes
    -----
    2 * total / mean follows a chi-squared law with 2 * abandoned degrees of freedom; the upper
    end uses 2 * abandoned, the lower one 2 * (abandoned + 1), as waits are censored at random.
    Source: J. F. Lawless, *Statistical Models and Methods for Lifetime Data*, 2nd ed., 2003, 4.1.

    Examples
    --------
    >>> mean_patience(wait_s_total=34_500, abandoned=100).mean_s
    345.0
    >>> mean_patience(wait_s_total=500, abandoned=0) is None
    True
    """
    if not wait_s_total >= 0:
        raise InputError(f"wait_s_total must be 0 or more seconds, not {wait_s_total}")
    if abandoned < 0:
        raise InputError(f"abandoned must be 0 or more calls, not {abandoned}")
    if not 0 < confidence < 1:
        raise InputError(f"confidence must lie between 0 and 1, not {confidence}")
    if abandoned == 0 or wait_s_total == 0:
        return None
    outside = (1 - confidence) / 2  # chdtri takes the upper tail
    return Patience(
        mean_s=wait_s_total / abandoned,
        low_s=2 * wait_s_total / float(chdtri(2 * abandoned + 2, outside)),
        high_s=2 * wait_s_total / float(chdtri(2 * abandoned, 1 - outside)),
        abandoned=abandoned,
    )
