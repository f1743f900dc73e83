"""A person of the ledger as the roster takes one."""

from collections.abc import Mapping
from datetime import date

from fiftytwo.roster import model as roster
from fiftytwo.web.people.models import Contract, Person

__all__ = ["is_rostered", "roster_person"]

NOT_WORKED = (0, 0)  # a span that no shift fits into
DEFAULT_SHIFTS = (480,)


def is_rostered(contract: Contract) -> bool:
    """Return whether shifts are planned for somebody with this contract."""
    return bool(contract.pool) and contract.contract_minutes > 0


def roster_person(
    person: Person, contract: Contract, team: str, span: list[date], away: frozenset[date]
) -> roster.Person:
    """Return a person as the roster takes one: team, contract, days to plan, days away."""
    outside = {day: NOT_WORKED for day in span if not person.works_on(day)}
    return roster.Person(
        person_id=person.key,
        name=person.name,
        team=team,
        pool=contract.pool,
        contract_minutes=contract.contract_minutes,
        max_days=contract.max_days,
        shift_minutes=tuple(contract.shift_minutes) or DEFAULT_SHIFTS,
        available=_available(contract.availability, span) | outside,
        absent=away,
    )


def _available(
    by_weekday: Mapping[str, list[int]], span: list[date]
) -> dict[date, tuple[int, int]]:
    if not by_weekday:
        return {}
    spans = {int(day): (minutes[0], minutes[1]) for day, minutes in by_weekday.items()}
    return {day: spans.get(day.weekday(), NOT_WORKED) for day in span}
