"""Reading a TOML table strictly: a wrong or unknown setting is named with its place."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from fiftytwo.base.errors import InputError

__all__ = ["Settings"]


class Settings:
    """A TOML table whose settings are taken out one by one; what is left over is an error.

    Examples
    --------
    >>> s = Settings("profile x", {"zone": "UTC", "colour": 1})
    >>> s.text("zone")
    'UTC'
    >>> s.finish()
    Traceback (most recent call last):
    fiftytwo.base.errors.InputError: profile x: unknown setting colour: known here is zone
    """

    def __init__(self, where: str, values: object) -> None:
        if not isinstance(values, Mapping):
            raise InputError(f"{where} must be a table of settings, not {values!r}")
        self.where = where
        self.values: dict[str, Any] = dict(values)
        self.known: list[str] = []

    def take(self, name: str, default: Any = None) -> Any:
        """Return a setting as it is."""
        self.known.append(name)
        return self.values.pop(name, default)

    def text(self, name: str, default: str | None = None, *, needed: bool = False) -> str | None:
        """Return a text, or None where it is absent."""
        value = self.take(name, default)
        if value is None and not needed:
            return None
        if not isinstance(value, str) or not value:
            raise self.wrong(name, "must be a text" if value is not None else "is missing", value)
        return value

    def choice(self, name: str, allowed: Iterable[str], default: str) -> str:
        """Return one of the allowed words."""
        value = self.take(name, default)
        words = list(allowed)
        if value not in words:
            raise self.wrong(name, f"must be one of {', '.join(words)}", value)
        return str(value)

    def number(self, name: str, default: float) -> float:
        """Return a number that is not negative."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self.wrong(name, "must be a number >= 0", value)
        return float(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self.take(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "must be true or false", value)
        return value

    def texts(self, name: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        """Return a list of texts; a single text stands for a list of one."""
        value = self.take(name, list(default))
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(name, "must be a list of texts", value)
        return tuple(value)

    def table(self, name: str) -> dict[str, Any]:
        """Return a sub-table, empty where it is absent."""
        value = self.take(name, {})
        if not isinstance(value, Mapping):
            raise self.wrong(name, "must be a table of settings", value)
        return dict(value)

    def tables(self, name: str) -> list[dict[str, Any]]:
        """Return a list of tables, empty where it is absent."""
        value = self.take(name, [])
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            raise self.wrong(name, "must be a list of tables", value)
        return [dict(v) for v in value]

    def finish(self) -> None:
        """Refuse settings nobody asked for."""
        for name in self.values:
            near = difflib.get_close_matches(name, self.known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known here is {', '.join(self.known)}"
            raise InputError(f"{self.where}: unknown setting {name}: {hint}")

    def wrong(self, name: str, problem: str, value: object = None) -> InputError:
        """Return the error that names a setting, its place and what is wrong with it."""
        given = "" if value is None else f", not {value!r}"
        return InputError(f"{self.where}: {name} {problem}{given}")
