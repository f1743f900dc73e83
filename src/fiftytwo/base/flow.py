"""What flows through a team: Little's law with its condition, ageing, retention and churn."""

from dataclasses import dataclass

from fiftytwo.base.errors import InputError

__all__ = ["BALANCE", "Throughput", "ageing_share", "retention", "through", "yearly_churn"]

BALANCE = 0.05  # arrivals and closures must differ by less for Little's law to say anything


@dataclass(frozen=True, slots=True)
class Throughput:
    """How long a backlog takes to go through, or why that cannot be told.

    Attributes
    ----------
    days : float or None
        Open cases ÷ closures a day.
    imbalance : float or None
        Arrivals less closures, as a share of the larger [−1..1]; None where nothing moved.
    """

    days: float | None
    imbalance: float | None


def through(open_cases: float, arrived: float, closed: float, days: float) -> Throughput:
    """Return the mean time that open cases take: W = L ÷ λ (Little 1961, Oper. Res. 9:383).

    It holds for a flow in balance, so there is no figure where arrivals and closures differ by
    5 % or more of the larger one, or where nothing came or went.

    Parameters
    ----------
    open_cases : float
        Mean number open in the window, >= 0.
    arrived, closed : float
        Cases that came and that were closed in the window, >= 0.
    days : float
        Length of the window [days], > 0.

    Raises
    ------
    InputError
        If a number is out of range.

    Examples
    --------
    >>> through(450, 4500, 4500, 30)
    Throughput(days=3.0, imbalance=0.0)
    >>> through(450, 4500, 4200, 30).days is None
    True
    """
    if min(open_cases, arrived, closed) < 0 or days <= 0:
        raise InputError("open cases, arrivals and closures are 0 or more, and the window is longer than 0 days")  # fmt: skip
    largest = max(arrived, closed)
    if largest == 0:
        return Throughput(None, None)
    imbalance = (arrived - closed) / largest
    if abs(imbalance) >= BALANCE or closed == 0:
        return Throughput(None, imbalance)
    return Throughput(open_cases / (closed / days), imbalance)


def ageing_share(old: float, open_cases: float) -> float | None:
    """Return the share of open cases that are older than they should be; None of none.

    Examples
    --------
    >>> ageing_share(63, 450)
    0.14
    """
    if not 0 <= old <= open_cases:
        raise InputError(
            f"{old} old cases of {open_cases} open ones are none: use 0 <= old <= open"
        )
    return old / open_cases if open_cases else None


def retention(*, start: int, end: int, new: int) -> float | None:
    """Return the share of those of the start who are there still: (end − new) ÷ start.

    Raises
    ------
    InputError
        If more are new than are there at the end, or more stayed than there were.

    Examples
    --------
    >>> retention(start=1000, end=1050, new=150)
    0.9
    """
    if min(start, end, new) < 0 or new > end or end - new > start:
        raise InputError(
            f"of {start} at the start, {end} at the end and {new} new, nobody can be left over: "
            "count new ones among those of the end only"
        )
    return (end - new) / start if start else None


def yearly_churn(monthly: float) -> float:
    """Return the share lost in a year at a monthly share: 1 − (1 − m)¹².

    Examples
    --------
    >>> round(yearly_churn(0.02), 3)
    0.215
    """
    if not 0 <= monthly <= 1:
        raise InputError(f"a monthly share of {monthly} is none: use 0..1")
    return 1 - (1 - monthly) ** 12
