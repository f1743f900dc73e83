"""Every method that a forecast may be made by, from the simplest to the one that asks for most."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.days import DayTable
from fiftytwo.forecast.model import Counts
from fiftytwo.forecast.naive import predict_mean_of_four, predict_naive
from fiftytwo.forecast.profile import PROFILES, predict_profiles

__all__ = ["BASELINES", "METHODS", "predictions"]

BASELINES = {"seasonal_naive": predict_naive, "mean_of_four": predict_mean_of_four}
METHODS = (*BASELINES, *PROFILES)


def predictions(
    table: DayTable, known: int, targets: npt.NDArray[np.int64], methods: Sequence[str]
) -> Counts:
    """Return what each method expects of rows `targets`, from the first `known` rows.

    Returns
    -------
    array (methods, m, k)
        Contacts; NaN where closed, or where the method has nothing to go by.
    """
    profiles = [method for method in methods if method not in BASELINES]
    found = dict(zip(profiles, predict_profiles(table, known, targets, profiles), strict=True))
    for method in methods:
        if method in BASELINES:
            found[method] = np.array([BASELINES[method](table, known, int(t)) for t in targets])
    shape = (len(methods), targets.size, table.filled.shape[1])
    return np.array([found[method] for method in methods]).reshape(shape)
