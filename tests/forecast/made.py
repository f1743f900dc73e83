"""Histories whose truth is known."""

import numpy as np

from fiftytwo.forecast.model import History

WEEKDAY = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.4, 0.0])


def truth(days, busy=30.0, interval_s=1800):
    """Return expected contacts: open 08:00 to 18:00, Saturdays quiet, Sundays closed."""
    k = 86_400 // interval_s
    hour = (np.arange(k) + 0.5) * interval_s / 3600
    shape = np.where((hour > 8) & (hour < 18), 1 + np.sin((hour - 8) / 10 * np.pi), np.nan)
    level = WEEKDAY[(days.astype(int) + 3) % 7]
    expected = busy * level[:, None] * shape[None, :]
    expected[level == 0] = np.nan
    return expected


def make_history(n=84, seed=52, busy=30.0, stray=0.02, start="2026-03-02"):
    """Return (history, truth) of n days: a day factor, then Poisson."""
    rng = np.random.default_rng(seed)
    days = np.datetime64(start) + np.arange(n)
    expected = truth(days, busy)
    factor = rng.gamma(1 / stray, stray, (n, 1)) if stray else np.ones((n, 1))
    mean = np.nan_to_num(expected * factor)
    counts = np.where(np.isnan(expected), np.nan, rng.poisson(mean))
    return History("made", 1800, days, counts.astype(float), "Europe/Brussels"), expected


def after(history, n=7):
    """Return the n days after a history."""
    return history.days[-1] + 1 + np.arange(n)
