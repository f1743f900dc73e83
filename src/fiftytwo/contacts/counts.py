"""What became of every line of a file, counted: the balance that must hold (invariant I15)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["Counts", "LoadReport"]


@dataclass
class Counts:
    """Lines of a file, or of one block: mapped, ignored by a rule, quarantined for a reason.

    `days` counts the same lines per disposition and local day (empty text where the day is not
    known); `raw_days` counts the lines per day before anything is decided about them.
    """

    lines: int = 0
    mapped: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    days: Counter[tuple[str, str]] = field(default_factory=Counter)  # (disposition, day)
    raw_days: Counter[str] = field(default_factory=Counter)

    def map(self, day: str, lines: int) -> None:
        """Count lines that became rows."""
        self.mapped += lines
        self.days["mapped", day] += lines

    def ignore(self, rule: str, day: str, lines: int) -> None:
        """Count lines that a rule leaves out."""
        self.ignored[rule] += lines
        self.days["ignored", day] += lines

    def quarantine(self, reason: str, day: str, lines: int) -> None:
        """Count lines that cannot be used."""
        self.quarantined[reason] += lines
        self.days["quarantined", day] += lines

    def demote(self, fate: str, day: str, lines: int) -> None:
        """Count lines that were mapped, but whose row was there already or lost to another."""
        self.mapped -= lines
        self.days["mapped", day] -= lines
        if fate == "duplicate_conflict":
            self.quarantine(fate, day, lines)
        else:
            self.ignore(fate, day, lines)

    def add(self, other: "Counts") -> None:
        """Add the counts of a block."""
        self.lines += other.lines
        self.mapped += other.mapped
        self.ignored += other.ignored
        self.quarantined += other.quarantined
        self.repaired += other.repaired
        self.days += other.days
        self.raw_days += other.raw_days

    def by_day(self) -> list[dict[str, Any]]:
        """Return the balance of each day, in order; the day None holds the lines without one.

        Examples
        --------
        >>> counts = Counts(lines=1)
        >>> counts.raw_days["2026-03-02"] = 1
        >>> counts.map("2026-03-02", 1)
        >>> [(str(row["day"]), row["raw"], row["mapped"]) for row in counts.by_day()]
        [('2026-03-02', 1, 1)]
        """
        names = ("mapped", "ignored", "quarantined")
        return [
            {
                "day": date.fromisoformat(day) if day else None,
                "raw": lines,
                **{name: self.days[name, day] for name in names},
            }
            for day, lines in sorted(self.raw_days.items())
            if lines
        ]

    def days_out_of_balance(self) -> list[str]:
        """Return the days on which the lines do not add up (I15), sorted.

        Examples
        --------
        >>> counts = Counts(lines=2)
        >>> counts.raw_days["2026-03-02"] = 2
        >>> counts.map("2026-03-02", 1)
        >>> counts.days_out_of_balance()
        ['2026-03-02']
        """
        told: Counter[str] = Counter()
        for (_, day), lines in self.days.items():
            told[day] += lines
        return sorted(d for d in {*told, *self.raw_days} if told[d] != self.raw_days[d])


@dataclass
class LoadReport:
    """The result of one load.

    Attributes
    ----------
    state : str
        ``closed``; ``held_back``: nothing was applied; ``seen``: this very file was loaded before.
    raw, mapped, pending : int
        Records of the file, those that became rows, and those that wait (all, when held back).
    ignored, quarantined, repaired : dict
        Rule, reason or name of a repair → lines.
    """

    load_id: str
    file_name: str
    profile: str
    state: str = "closed"
    raw: int = 0
    mapped: int = 0
    ignored: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    pending: int = 0
    repaired: dict[str, int] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    detail: str = ""

    @property
    def balanced(self) -> bool:
        """Whether every line is accounted for exactly once."""
        told = self.mapped + sum(self.ignored.values()) + sum(self.quarantined.values())
        return self.raw == told + self.pending

    def balance(self) -> dict[str, Any]:
        """Return the object that ``load --json`` prints."""
        return {
            "raw": self.raw,
            "mapped": self.mapped,
            "ignored": dict(self.ignored),
            "quarantined": dict(self.quarantined),
            "pending": self.pending,
            "balanced": self.balanced,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the balance and what else is known of the load."""
        return {
            **self.balance(),
            "repaired": dict(self.repaired),
            "state": self.state,
            "load_id": self.load_id,
            "profile": self.profile,
            "caveats": list(self.caveats),
            "detail": self.detail,
        }
