"""Values of the environment, refused in a sentence where they are of the wrong kind."""

from collections.abc import Mapping, Sequence

from fiftytwo.base.errors import InputError

__all__ = ["choice", "number", "switch"]


def switch(environ: Mapping[str, str], name: str) -> bool:
    """Return whether a variable is switched on: 1 is on; 0, empty or absent is off.

    Raises
    ------
    InputError
        If it is anything else: ``yes`` must not mean off.

    Examples
    --------
    >>> switch({"FIFTYTWO_HTTPS": "1"}, "FIFTYTWO_HTTPS"), switch({}, "FIFTYTWO_HTTPS")
    (True, False)
    """
    return choice(environ, name, ("0", "1"), "0") == "1"


def choice(environ: Mapping[str, str], name: str, known: Sequence[str], default: str) -> str:
    """Return one of the known values of a variable; the default where it is empty or absent.

    Raises
    ------
    InputError
        If it is none of them.

    Examples
    --------
    >>> choice({}, "FIFTYTWO_HSTS", ("host", "domain", "off"), "host")
    'host'
    """
    value = environ.get(name, "").strip() or default
    if value not in known:
        raise InputError(f"{name} must be {' or '.join(known)}, not {value!r}")
    return value


def number(environ: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    """Return the whole number of a variable; the default where it is empty or absent.

    Raises
    ------
    InputError
        If it is no whole number, or below `least`.

    Examples
    --------
    >>> number({"FIFTYTWO_UPLOAD_MB": "50"}, "FIFTYTWO_UPLOAD_MB", 2000, least=1)
    50
    """
    value = environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdecimal() and int(value) >= least):
        raise InputError(f"{name} must be a whole number of at least {least}, not {value!r}")
    return int(value)
