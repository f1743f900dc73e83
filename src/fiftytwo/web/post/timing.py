"""When a notice may be told. Plain values; moments carry their zone."""

from datetime import datetime, time, timedelta

__all__ = ["back_off_s", "digest_moment", "is_quiet"]

FIRST_WAIT_S = 60
LONGEST_WAIT_S = 6 * 3600


def is_quiet(now: datetime, start: time | None, end: time | None) -> bool:
    """Return whether a local moment lies in quiet hours; they may go over midnight.

    Examples
    --------
    >>> night = (time(20), time(7))
    >>> [is_quiet(datetime(2026, 11, 26, h), *night) for h in (6, 7, 19, 20, 23)]
    [True, False, False, True, True]
    >>> is_quiet(datetime(2026, 11, 26, 13), time(12), time(14)), is_quiet(datetime(2026, 1, 1), None, None)
    (True, False)
    """
    if start is None or end is None or start == end:
        return False
    at = now.time()
    return start <= at < end if start < end else at >= start or at < end


def digest_moment(now: datetime, at: time) -> datetime:
    """Return the newest moment of the daily digest that is not after `now` (local).

    Examples
    --------
    >>> digest_moment(datetime(2026, 11, 26, 7, 59), time(8)).isoformat()
    '2026-11-25T08:00:00'
    >>> digest_moment(datetime(2026, 11, 26, 8), time(8)).isoformat()
    '2026-11-26T08:00:00'
    """
    today = datetime.combine(now.date(), at, tzinfo=now.tzinfo)
    return today if today <= now else today - timedelta(days=1)


def back_off_s(attempts: int) -> int:
    """Return how long to wait after so many tries [seconds]: each time four times as long.

    Examples
    --------
    >>> [back_off_s(n) for n in (1, 2, 3, 4, 5, 6)]
    [60, 240, 960, 3840, 15360, 21600]
    """
    return min(FIRST_WAIT_S * 4 ** (attempts - 1), LONGEST_WAIT_S)
