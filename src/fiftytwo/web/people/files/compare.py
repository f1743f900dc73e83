"""What a file of people would change: judged whole, before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fiftytwo.web.people.files.table import COLUMNS, Line, Refusal, Table

__all__ = ["MOST_SHOWN", "Change", "Changes", "compare"]

MOST_SHOWN = 200  # lines that a page shows of each list
CONTRACT = ("pool", "hours", "max_days", "shifts", "available")
NEW = {
    "email": "", "site": "", "team": "", "pool": "", "hours": 0, "max_days": 5, "shifts": [],
    "available": {}, "joined": None, "left": None, "logins": (),
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What would change about one person: column → (before, after)."""

    line: int
    key: str
    name: str
    is_new: bool
    columns: Mapping[str, tuple[Any, Any]]

    @property
    def words(self) -> list[tuple[str, str, str]]:
        """Column, before and after, as the file writes them."""
        return [
            (name, COLUMNS[name][1](old) if old is not None else "", COLUMNS[name][1](new))
            for name, (old, new) in self.columns.items()
        ]

    def after(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the new values of those of the columns that change."""
        return {name: self.columns[name][1] for name in names if name in self.columns}


@dataclass(frozen=True)
class Changes:
    """A file beside the ledger."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    unchanged: int
    refused: tuple[Refusal, ...]
    new_sites: tuple[str, ...]
    new_teams: tuple[tuple[str, str], ...]  # team, site
    elsewhere: int  # people of the ledger of whom the file says nothing: they stay as they are

    @property
    def shown(self) -> tuple[Change, ...]:
        """The changes that a page shows; a file may hold fifty thousand."""
        return self.changed[:MOST_SHOWN]

    def read(self, most: int | None = None) -> dict[str, set[str]]:
        """Return the fields of `privacy.catalogue` that a look at this tells, with whose, by key.

        What somebody has is told by what would change of it, and by whom a login belongs to; of the
        first `most` lines, or of all.
        """
        changed = self.changed[:most]
        hours = {c.key for c in changed if c.columns.keys() & set(CONTRACT)}
        logins = {c.key for c in changed if "logins" in c.columns}
        logins |= {r.owner for r in self.refused[:most] if r.owner}
        return {"contract": hours, "agent_login": logins}

    @property
    def is_nothing(self) -> bool:
        """Whether the file changes nothing."""
        return not (self.added or self.changed or self.refused)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "added": [{"line": c.line, "key": c.key, "name": c.name} for c in self.added],
            "changed": [
                {
                    "line": c.line,
                    "key": c.key,
                    "columns": {name: {"before": a, "after": b} for name, a, b in c.words},
                }
                for c in self.changed
            ],
            "unchanged": self.unchanged,
            "refused": [
                {"line": r.line, "column": r.column, "given": r.given, "what_to_do": r.reason}
                for r in self.refused
            ],
            "new_sites": list(self.new_sites),
            "new_teams": [{"team": team, "site": site} for team, site in self.new_teams],
            "not_in_the_file": self.elsewhere,
        }


def compare(
    table: Table,
    known: Mapping[str, Mapping[str, Any]],
    teams: Mapping[str, str],
    sites: Iterable[str],
) -> Changes:
    """Return what a file would change.

    Parameters
    ----------
    table : Table
        The file.
    known : mapping of key to (column → value)
        The people of the ledger, every column.
    teams : mapping of team to site
        The teams of the ledger.
    sites : iterable of str
        The sites of the ledger.
    """
    judge = _Judge(table, known, dict(teams), set(sites))
    added: list[Change] = []
    changed: list[Change] = []
    unchanged = 0
    for line in table.lines:
        if not judge.accepts(line):
            continue
        change = _change(line, known.get(line.key))
        unchanged += not change.columns
        if change.columns:
            (added if change.is_new else changed).append(change)
    return Changes(
        added=tuple(added),
        changed=tuple(changed),
        unchanged=unchanged,
        refused=tuple(sorted((*table.refused, *judge.refused), key=lambda r: r.line)),
        new_sites=tuple(judge.new_sites),
        new_teams=tuple(judge.new_teams.items()),
        elsewhere=len(known.keys() - {line.key for line in table.lines}),
    )


def _change(line: Line, before: Mapping[str, Any] | None) -> Change:
    old = before or {}
    after = line.values if before else {**NEW, **line.values}
    columns = {
        name: (old.get(name), value)
        for name, value in after.items()
        if name not in ("key", "site") and (before is None or old[name] != value)
    }
    name = after.get("name", old.get("name", ""))
    return Change(line.number, line.key, name, before is None, columns)


class _Judge:
    """Refuses what the ledger cannot hold, and notes the teams and sites that a file adds."""

    def __init__(
        self,
        table: Table,
        known: Mapping[str, Mapping[str, Any]],
        teams: dict[str, str],
        sites: set[str],
    ) -> None:
        self.known, self.teams, self.sites = known, teams, sites
        self.refused: list[Refusal] = []
        self.new_sites: dict[str, None] = {}
        self.new_teams: dict[str, str] = {}
        given = {line.key: line.values for line in table.lines}
        # Whose each login is once the file is loaded; a file may hand one on to somebody else.
        self.owners: dict[str, list[str]] = {}
        for key in known.keys() | given.keys():
            logins = given.get(key, {}).get("logins", known.get(key, {}).get("logins", ()))
            for login in logins:
                self.owners.setdefault(login, []).append(key)

    def accepts(self, line: Line) -> bool:
        """Return whether a line can be loaded; what is wrong is added to `refused`."""
        found = [*self._names(line), *self._dates(line), *self._logins(line), *self._team(line)]
        self.refused += [Refusal(line.number, *bad) for bad in found]
        return not found

    def _names(self, line: Line) -> list[tuple[str, ...]]:
        if line.key not in self.known and "name" not in line.values:
            return [("name", "", "somebody new needs the column name")]
        return []

    def _dates(self, line: Line) -> list[tuple[str, ...]]:
        both = {**self.known.get(line.key, {}), **line.values}
        joined, left = both.get("joined"), both.get("left")
        if joined and left and left < joined:
            return [("left", left.isoformat(), f"this is before the first day {joined}")]
        return []

    def _logins(self, line: Line) -> list[tuple[str, ...]]:
        return [
            ("logins", login, f"{other} has this login: take it away there first", other)
            for login in line.values.get("logins", ())
            for other in sorted(set(self.owners[login]) - {line.key})
        ]

    def _team(self, line: Line) -> list[tuple[str, ...]]:
        team, site = line.values.get("team", ""), line.values.get("site", "")
        if not team:
            return []
        known = self.teams.get(team, self.new_teams.get(team))
        if known is None and not site:
            return [("team", team, "there is no such team: name its site too, or add it first")]
        if known is not None and site and site != known:
            return [("site", site, f"the team {team} belongs to {known}: write that or nothing")]
        if known is None:
            self.new_teams[team] = site
            if site not in self.sites:
                self.new_sites[site] = None
        return []
