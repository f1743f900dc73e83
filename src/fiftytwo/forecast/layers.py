"""What people know and the past does not: named changes laid over a forecast that stays as it was.

They stand in `layers.toml` of the workspace, in the order in which they are laid:

    [[layers]]
    name = "Spring mailing"
    reason = "40,000 letters go out on Monday"
    queue = "Sales"
    made = 2026-05-20        # forecasts from later days know it, earlier ones do not
    first = 2026-06-01
    last = 2026-06-05
    factor = 1.2             # or add = 120, contacts a day, shared out like the day
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.days import Flags
from fiftytwo.forecast.model import Counts, Forecast, Layer
from fiftytwo.forecast.spread import band

__all__ = ["FILE", "Effect", "effects", "layered", "layers_of", "read_layers"]

FILE = "layers.toml"
TEXTS, DAYS, CHANGES = ("name", "reason", "queue"), ("made", "first", "last"), ("factor", "add")
LARGEST = 1e6


@dataclass(frozen=True, slots=True)
class Effect:
    """What one layer does to a forecast: on how many open days, from and to how many contacts."""

    layer: Layer
    days: int
    before: float
    after: float


def layers_of(root: Path) -> tuple[Layer, ...]:
    """Return the layers of a workspace; none where it has no such file.

    Raises
    ------
    InputError
        As `read_layers`, or if the file cannot be read.
    """
    try:
        return read_layers((root / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{FILE} cannot be read ({error}): mend or remove it") from None


def read_layers(text: str) -> tuple[Layer, ...]:
    """Return the layers that a text in TOML holds, in its order.

    Raises
    ------
    InputError
        If it is no TOML, or a layer lacks something, has too much, or changes nothing sensible.

    Examples
    --------
    >>> read_layers("[[layers]]")
    Traceback (most recent call last):
    fiftytwo.base.errors.InputError: layers.toml, [[layers]] 1: name is missing or no text: write it as "..."
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{FILE} is not valid TOML ({error}): mend that line") from None
    tables = given.get("layers", [])
    if set(given) - {"layers"} or not isinstance(tables, list):
        raise InputError(f"{FILE} holds something else than layers: write [[layers]]")
    found = tuple(_layer(table, f"{FILE}, [[layers]] {n}") for n, table in enumerate(tables, 1))
    if len({(layer.queue, layer.name) for layer in found}) < len(found):
        raise InputError(f"{FILE} has two layers of one name for one queue: rename one")
    return found


def _layer(table: Any, where: str) -> Layer:
    if not isinstance(table, Mapping):
        raise InputError(f"{where} is no table: write [[layers]] and its settings below")
    unknown = set(table) - {*TEXTS, *DAYS, *CHANGES}
    if unknown:
        raise InputError(f"{where}: {min(unknown)} is unknown: remove it")
    _check_kinds(table, where)
    if table["last"] < table["first"]:
        raise InputError(f"{where}: its last day lies before its first: swap them")
    changes = [name for name in CHANGES if name in table]
    if len(changes) != 1:
        raise InputError(f"{where}: write either factor or add, one of them")
    return Layer(**{**table, changes[0]: _number(table[changes[0]], changes[0], where)})


def _check_kinds(table: Mapping[str, Any], where: str) -> None:
    for name in TEXTS:
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise InputError(f'{where}: {name} is missing or no text: write it as "..."')
    for name in DAYS:
        if not isinstance(table.get(name), date) or isinstance(table[name], datetime):
            raise InputError(f"{where}: {name} is missing or no day: write it like 2026-03-01")


def _number(value: Any, name: str, where: str) -> float:
    least = 0.0 if name == "factor" else -LARGEST
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(f"{where}: {name} is no number: write it like 1.2")
    if not least <= value <= LARGEST:
        raise InputError(f"{where}: {name} must be {least:,.0f} to {LARGEST:,.0f}")
    return float(value)


def layered(found: Forecast, layers: Sequence[Layer]) -> Forecast:
    """Return the forecast with the layers of its queue laid over it; what it was stands beside.

    Only layers made before its first day count, so that a past day is forecast as it would have
    been. Ranges keep their law around the new means.

    Examples
    --------
    >>> days = np.array(["2026-06-01", "2026-06-02"], dtype="datetime64[D]")
    >>> mean = np.full((2, 2), 50.0)
    >>> found = Forecast("Sales", 43_200, days, mean, mean, mean, "profile", extra=np.zeros(2))
    >>> spring = Layer("Spring", "letters", "Sales", date(2026, 5, 20), *2 * [date(2026, 6, 1)], add=20)
    >>> more = layered(found, [spring])
    >>> more.mean.tolist(), more.untouched.tolist(), more.high.tolist()
    ([[60.0, 60.0], [50.0, 50.0]], [[50.0, 50.0], [50.0, 50.0]], [[70.0, 70.0], [50.0, 50.0]])
    """
    mine = _known(found, layers)
    if not mine:
        return found
    mean, low, high = found.mean.copy(), found.low.copy(), found.high.copy()
    for layer in mine:
        rows = _rows(found, layer)
        mean[rows] = _changed(mean[rows], layer)
    touched = np.flatnonzero(((mean != found.mean) & ~np.isnan(mean)).any(axis=1))
    for row in touched.tolist():
        if found.extra is None:
            ratio = mean[row] / np.maximum(found.mean[row], 1e-9)
            low[row], high[row] = low[row] * ratio, high[row] * ratio
        else:
            low[row], high[row] = band(mean[row], float(found.extra[row]))
    return replace(found, mean=mean, low=low, high=high, untouched=found.mean, layers=mine)


def effects(found: Forecast) -> tuple[Effect, ...]:
    """Return what each layer of a layered forecast did, one after another."""
    if found.untouched is None:
        return ()
    mean, told = found.untouched.copy(), []
    for layer in found.layers:
        rows = _rows(found, layer)
        before = mean[rows]
        mean[rows] = _changed(before, layer)
        days = int((~np.isnan(before)).any(axis=1).sum())
        told.append(Effect(layer, days, float(np.nansum(before)), float(np.nansum(mean[rows]))))
    return tuple(told)


def _known(found: Forecast, layers: Sequence[Layer]) -> tuple[Layer, ...]:
    if not found.days.size:
        return ()
    begins = found.days[0].astype(object)
    return tuple(
        layer
        for layer in layers
        if layer.queue == found.queue and layer.made < begins and _rows(found, layer).any()
    )


def _rows(found: Forecast, layer: Layer) -> Flags:
    return np.asarray(
        (found.days >= np.datetime64(layer.first)) & (found.days <= np.datetime64(layer.last))
    )


def _changed(mean: Counts, layer: Layer) -> Counts:
    """Return the days (m, k) as the layer has them; a closed interval stays closed."""
    if layer.factor is not None:
        return mean * layer.factor
    is_open = ~np.isnan(mean)
    sums = np.nansum(mean, axis=1, keepdims=True)
    even = 1 / np.maximum(is_open.sum(axis=1, keepdims=True), 1)
    shares = np.where(sums > 0, mean / np.maximum(sums, 1e-9), np.where(is_open, even, np.nan))
    return np.asarray(np.maximum(mean + shares * (layer.add or 0.0), 0.0))
