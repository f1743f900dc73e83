"""From counts of breaks to people: who takes which of the places the solver found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fiftytwo.roster.model import Assignment, Piece, Rules
from fiftytwo.roster.patterns import windows
from fiftytwo.roster.problem import Problem, Shift

__all__ = ["Starts", "place", "with_breaks"]

Starts = Mapping[int, int]  # minutes after the shift's start → how many people


def place(
    problem: Problem,
    plan: Mapping[tuple[int, int], Shift],
    counts: Mapping[tuple[int, Shift], Sequence[Starts]],
) -> list[Assignment]:
    """Return the shifts with their breaks.

    Parameters
    ----------
    problem : Problem
        One pool.
    plan : mapping of (person number, day number) to (start, length)
        Who works which shift.
    counts : mapping of (day number, shift) to one mapping a break
        How many of that shift's people take each break at which offset. Windows of different
        breaks never overlap, so any pairing of offsets with people is legal.

    Returns
    -------
    list of Assignment
        Ordered by person and day.
    """
    queues = {
        key: [[at for at, n in sorted(starts.items()) for _ in range(n)] for starts in several]
        for key, several in counts.items()
    }
    found = []
    for (person, day), shift in sorted(plan.items()):
        due = windows(shift[1], problem.rules)
        offsets = [queue.pop(0) for queue in queues[day, shift]] if due else []
        found.append(
            Assignment(
                problem.people[person].person_id,
                problem.demand.days[day],
                shift[0],
                shift[0] + shift[1],
                tuple(
                    Piece(w.kind, shift[0] + at, shift[0] + at + w.minutes)
                    for w, at in zip(due, offsets, strict=True)
                ),
            )
        )
    return found


def with_breaks(shift: Assignment, rules: Rules, shares: Sequence[float] = ()) -> Assignment:
    """Return a shift with its breaks due.

    Parameters
    ----------
    shift : Assignment
        Its breaks are replaced.
    rules : Rules
        Say which breaks are due, and where.
    shares : sequence of float
        Place of each break in its window, 0 = earliest, 1 = latest; the middle where not given.

    Examples
    --------
    >>> from datetime import date
    >>> full = with_breaks(Assignment("a", date(2026, 11, 23), 480, 960), Rules())
    >>> [(piece.kind, piece.start_minute) for piece in full.breaks]
    [('break', 585), ('meal', 705), ('break', 825)]
    """
    pieces = []
    for number, window in enumerate(windows(shift.length, rules)):
        share = shares[number] if number < len(shares) else 0.5
        steps = (window.latest - window.earliest) // rules.grain
        start = shift.start_minute + window.earliest + int(share * steps) * rules.grain
        pieces.append(Piece(window.kind, start, start + window.minutes))
    return replace(shift, breaks=tuple(pieces))
