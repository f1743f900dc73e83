"""All errors fiftytwo raises on purpose.

FiftyTwoError
├── InputError(ValueError)      a value, file or setting the caller gave cannot be used
│   └── HeldBackError           a whole file is held back: too much of it is bad
├── NoSolutionError             the inputs are fine, no answer satisfies them
├── BusyError                   another process holds the workspace
└── BrokenError                 a promise of the system does not hold, such as a balance
"""

__all__ = [
    "BrokenError",
    "BusyError",
    "FiftyTwoError",
    "HeldBackError",
    "InputError",
    "NoSolutionError",
]


class FiftyTwoError(Exception):
    """Base of every error fiftytwo raises on purpose; its text is one sentence for a person."""

    exit_code = 2


class InputError(FiftyTwoError, ValueError):
    """A value the caller gave cannot be used: what, where, what to do."""


class HeldBackError(InputError):
    """A whole file is held back and nothing of it was applied."""


class NoSolutionError(FiftyTwoError):
    """The inputs are fine, but no answer satisfies them."""


class BusyError(FiftyTwoError):
    """Another process holds the workspace; the text names it."""


class BrokenError(FiftyTwoError):
    """A promise of the system does not hold, such as raw = mapped + ignored + quarantined."""

    exit_code = 1
