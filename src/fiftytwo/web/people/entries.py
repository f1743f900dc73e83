"""People as plain values, the way an import or the demo hands them over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

__all__ = ["AbsenceEntry", "PersonEntry", "SiteEntry", "TeamEntry"]


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A place of work; `holidays` maps an own day to its name, the rest as in `models.Site`."""

    name: str
    zone: str
    holidays: Mapping[date, str] = field(default_factory=dict)
    country: str = ""
    subdivision: str = ""
    schedules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """A team; `lead` is the key of a person."""

    name: str
    site: str
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person; minutes as in `models.Contract`, `logins` as the phone or desk system knows them."""

    key: str
    name: str
    team: str | None = None
    pool: str = ""
    contract_minutes: int = 0
    max_days: int = 5
    shift_minutes: tuple[int, ...] = ()
    availability: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    joined: date | None = None
    logins: tuple[str, ...] = ()
    email: str = ""
    left: date | None = None


@dataclass(frozen=True, slots=True)
class AbsenceEntry:
    """Days away, both inclusive; `kind` is the code of a kind, such as leave."""

    person: str
    first: date
    last: date
    kind: str = "leave"
