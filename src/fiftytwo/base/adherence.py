"""What was planned against what people did: adherence, conformance and shrinkage of one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fiftytwo.base.errors import InputError

__all__ = ["Span", "adherence", "conformance", "shrinkage"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one activity, such as work, break or training; any unit of time, end excluded."""

    activity: str
    start: float
    end: float


def adherence(plan: Sequence[Span], did: Sequence[Span]) -> float | None:
    """Return the share of planned time in which the planned activity was done; None of no plan.

    Raises
    ------
    InputError
        If a span ends before it begins, or spans of one kind overlap.

    Examples
    --------
    >>> adherence([Span("work", 0, 100)], [Span("work", 10, 130)])
    0.9
    """
    planned = _length(plan)
    if not planned:
        return None
    _check(did)
    same = sum(
        max(0.0, min(p.end, d.end) - max(p.start, d.start))
        for p in plan
        for d in did
        if p.activity == d.activity
    )
    return same / planned


def conformance(plan: Sequence[Span], did: Sequence[Span]) -> float | None:
    """Return time worked ÷ time planned for work, whenever it was; over 1 is more than planned.

    Examples
    --------
    >>> conformance([Span("work", 0, 100)], [Span("work", 50, 160)])
    1.1
    """
    planned = _length(_only(plan, "work"))
    return _length(_only(did, "work")) / planned if planned else None


def shrinkage(paid: Sequence[Span]) -> float | None:
    """Return the share of paid time that was not work for customers; None of no paid time.

    Examples
    --------
    >>> shrinkage([Span("work", 0, 70), Span("leave", 70, 90), Span("break", 90, 100)])
    0.3
    """
    whole = _length(paid)
    return (whole - _length(_only(paid, "work"))) / whole if whole else None


def _only(spans: Iterable[Span], activity: str) -> list[Span]:
    return [span for span in spans if span.activity == activity]


def _length(spans: Sequence[Span]) -> float:
    _check(spans)
    return sum(span.end - span.start for span in spans)


def _check(spans: Sequence[Span]) -> None:
    before = None
    for span in sorted(spans, key=lambda span: span.start):
        if span.end < span.start:
            raise InputError(f"{span.activity} ends at {span.end} before it begins at {span.start}: swap them")  # fmt: skip
        if before is not None and span.start < before.end:
            raise InputError(f"{before.activity} and {span.activity} overlap at {span.start}: cut one of them")  # fmt: skip
        before = span
