"""The methods side by side on past days, at every distance that the days to forecast lie ahead."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fiftytwo.forecast.calendar import weekdays
from fiftytwo.forecast.choose import errors
from fiftytwo.forecast.days import DayTable
from fiftytwo.forecast.spread import FEWEST, least_extra, measured
from fiftytwo.forecast.trials import NEAR, Trial, trials

__all__ = ["Heat", "Race", "race"]

# Errors grow with the distance; they are measured for a few distances, in open days ahead.
DISTANCES = (1, 2, 4, 7, NEAR, 28, 56, 112, 224, 392, 560)
# One method holds up to each of these; else neighbouring days would change it by chance.
BANDS = (NEAR, 56, DISTANCES[-1])


@dataclass(frozen=True, slots=True)
class Heat:
    """How the methods did at the distances of one band.

    Attributes
    ----------
    ahead : (int, int)
        Nearest and farthest distance tried [open days].
    tested : int
        Past days compared on.
    wape : dict of str to float
        Error of each method; empty where too few past days tell.
    """

    ahead: tuple[int, int]
    tested: int
    wape: dict[str, float]


@dataclass(frozen=True, slots=True)
class Race:
    """What past days tell of each distance that the days to forecast need.

    Attributes
    ----------
    methods : tuple of str
        Those that ran, from the simplest on.
    ahead : tuple of int
        Of each day to forecast, how many open days it lies ahead.
    trials : dict of int to Trial
        By distance [open days], rising.
    heats : dict of int to Heat
        By the farthest distance of each band.
    """

    methods: tuple[str, ...]
    ahead: tuple[int, ...]
    trials: dict[int, Trial]
    heats: dict[int, Heat]

    def measured_at(self, ahead: int) -> int:
        """Return the distance whose errors speak for `ahead`: the next one, if it could be tried."""
        enough = [d for d in self.trials if d <= NEAR or self.trials[d].rows.size >= FEWEST]
        return next((d for d in enough if d >= ahead), enough[-1])

    def heat(self, ahead: int) -> Heat:
        """Return the heat that speaks for `ahead`: of its own band, else of the last that tells."""
        nearer = [h for band, h in self.heats.items() if _start(band) <= ahead]
        return next((heat for heat in reversed(nearer) if heat.wape), nearer[0])

    def stray(self, method: str, ahead: int, *, by_day: bool = False) -> float:
        """Return the extra variance a of a method so far ahead; it never falls beyond 14 days.

        Of intervals, or of the sums of days, whose intervals err the same way.
        """
        number, last = self.methods.index(method), self.measured_at(ahead)
        tried = [d for d in self.trials if NEAR <= d < last] + [last]
        widest = max(_extra(self.trials[d], number, by_day=by_day) for d in tried)
        return widest * max(1.0, ahead / last) if ahead > NEAR else widest


def _extra(trial: Trial, number: int, *, by_day: bool) -> float:
    made, actual = trial.made[number], trial.actual
    told = ~np.isnan(made).all(axis=1)
    made, actual = made[told], actual[told]
    if by_day:
        seen = ~np.isnan(made) & ~np.isnan(actual)
        made = np.where(seen, made, 0.0).sum(axis=1, keepdims=True)
        actual = np.where(seen, actual, 0.0).sum(axis=1, keepdims=True)
    return measured(least_extra(actual, made), len(made))


def race(table: DayTable, methods: Sequence[str]) -> Race:
    """Return how the methods did, as far ahead as the days to forecast of the table lie."""
    ahead = _distances(table)
    needed = {next((d for d in DISTANCES if d >= far), DISTANCES[-1]) for far in ahead}
    farthest = max(needed, default=1)
    if farthest > NEAR:
        needed |= {d for d in DISTANCES if NEAR <= d <= farthest}
    tried = trials(table, methods, sorted(needed))
    heats = {}
    for last in BANDS:
        band = [trial for d, trial in tried.items() if _start(last) <= d <= last]
        if band:
            band = [trial for trial in band if trial.rows.size] or band[:1]
            days, wape = errors(band, methods)
            heats[last] = Heat((band[0].ahead, band[-1].ahead), days, wape)
    return Race(tuple(methods), tuple(ahead), tried, heats)


def _start(band: int) -> int:
    place = BANDS.index(band)
    return BANDS[place - 1] + 1 if place else 1


def _distances(table: DayTable) -> list[int]:
    """Return how many open days ahead each day to forecast lies, 1 at least."""
    usual = np.asarray(table.open.any(axis=1))
    if table.days.size == table.past:
        return []
    between = np.arange(table.days[table.past - 1] + 1, table.days[-1] + 1)
    passed = np.cumsum(usual[weekdays(between)])
    places = (table.days[table.past :] - between[0]).astype(np.int64)
    return [max(1, int(n)) for n in passed[places]]
