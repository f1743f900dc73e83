"""How values of a model are checked: one sentence that says what is wrong and what to give."""

from fiftytwo.base.errors import InputError

__all__ = ["DAY_S", "check_shape", "need", "number"]

DAY_S = 86_400.0


def need(good: bool, text: str) -> None:
    """Refuse what is not good, with the sentence given.

    Raises
    ------
    InputError
        If it is not good.
    """
    if not good:
        raise InputError(text)


def number(value: object, low: float, high: float) -> bool:
    """Return whether a value is a number (not a truth value) from `low` to `high`."""
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def check_shape(shape: float | None) -> None:
    """Refuse a gamma shape that is no number from 0.1 to 1e9; None is good."""
    need(
        shape is None or number(shape, 0.1, 1e9),
        f"busyness_shape is {shape}: give a number from 0.1, or leave it out",
    )
