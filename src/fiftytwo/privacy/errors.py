"""Refusals with a code that a program can read and a sentence that a person can."""

from fiftytwo.base.errors import InputError

__all__ = ["RuleError"]


class RuleError(InputError):
    """A rule about people refuses a value or a step.

    Attributes
    ----------
    code : str
        Such as ``REQUIRED``, ``OUT_OF_RANGE``, ``BAD_STATE``, ``FORBIDDEN_PURPOSE``, ``FUTURE_DATE``.

    Examples
    --------
    >>> str(RuleError("REQUIRED", "a grant needs an end date: say until when"))
    'a grant needs an end date: say until when'
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
