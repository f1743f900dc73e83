"""Durations and shares for people's eyes; the only place that formats them.

Inside, durations are seconds as float (``_s``) or integer milliseconds in the lake (``_ms``),
shares are 0..1.
"""

__all__ = ["decimal_text", "duration_text", "number_text", "share_text"]

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86_400


def duration_text(seconds: float | None) -> str:
    """Return a duration in words; a dash where it is missing.

    Parameters
    ----------
    seconds : float or None
        Any duration [seconds]; None means missing, never zero.

    Examples
    --------
    >>> [duration_text(s) for s in (None, 0.4, 40.8, 345, 8040, 200_000)]
    ['–', '0.4 s', '41 s', '5 min 45 s', '2 h 14 min', '2 d 7 h']
    """
    if seconds is None:
        return "–"
    if seconds < 0:
        return "−" + duration_text(-seconds)
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    whole = round(seconds)
    if whole < MINUTE_S:
        return f"{whole} s"
    if whole < HOUR_S:
        return f"{whole // MINUTE_S} min {whole % MINUTE_S} s".replace(" 0 s", "")
    if whole < 2 * DAY_S:
        return f"{whole // HOUR_S} h {whole % HOUR_S // MINUTE_S} min".replace(" 0 min", "")
    return f"{whole // DAY_S} d {whole % DAY_S // HOUR_S} h".replace(" 0 h", "")


def share_text(share: float | None, digits: int = 1) -> str:
    """Return a share 0..1 as per cent; a dash where it is missing.

    Examples
    --------
    >>> share_text(0.7841), share_text(None)
    ('78.4 %', '–')
    """
    return "–" if share is None else f"{100 * share:.{digits}f} %"


def decimal_text(value: float | None) -> str:
    """Return a number that is no count: two decimals below 10, else one.

    Examples
    --------
    >>> decimal_text(0.034), decimal_text(-30.25), decimal_text(None)
    ('0.03', '-30.2', '–')
    """
    return number_text(value, 2 if value is not None and abs(value) < 10 else 1)


def number_text(value: float | None, digits: int = 0) -> str:
    """Return a number with thousands separated; a dash where it is missing.

    Examples
    --------
    >>> number_text(31125), number_text(2.345, 1)
    ('31,125', '2.3')
    """
    return "–" if value is None else f"{value:,.{digits}f}"
