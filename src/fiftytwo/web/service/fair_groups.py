"""The groups of "Compare": dimensions, teams as they were on each day, people of one's team."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.evaluate import Facts
from fiftytwo.measures.fair import (
    Fair,
    Spells,
    compare,
    merged,
    read_memberships,
    read_tallies,
)
from fiftytwo.web.keeping import kept

__all__ = ["Question", "Teams", "compare_dimension", "compare_people", "compare_teams"]

APART = "\x1f"
NO_TEAM = "\x1fnone"  # no team can be called so
Question = tuple[str, tuple[str, ...], date, date]


@dataclass(frozen=True, slots=True)
class Teams:
    """The teams side by side.

    Attributes
    ----------
    fair : Fair or None
        Those that are shown; None without any case.
    withheld : int
        Teams of which one person alone has cases, whose own measures the viewer may not see.
    alone : frozenset of int
        The people whose own measures are shown as those of a team.
    """

    fair: Fair | None
    withheld: int = 0
    alone: frozenset[int] = frozenset()


def compare_dimension(source: Facts, asked: Question, by: str) -> Fair | None:
    """Compare the queues, channels or reasons; cases of none of them are a group under a dash."""
    name, types, first, last = asked

    def read() -> Fair | None:
        return compare(read_tallies(source, name, by, types, first, last), measure(name).better)

    return kept(source, ("compare", asked, by), read)


def compare_teams(
    source: Facts,
    asked: Question,
    teams: Mapping[str, tuple[int, Spells]],
    seen: Collection[int] = (),
) -> Teams:
    """Compare the teams, each by the cases of its people while they were in it.

    A team of which one person alone has cases shows that person's own measure, so it is withheld
    unless the viewer may see it; every other team is shown, however small: the k-rule is for facts
    about people, not for measures of contacts (people, section 0). Who is in no team counts
    towards everybody's rates and is never shown.

    Parameters
    ----------
    source, asked
        The lake and the question.
    teams : mapping
        Pseudonym → (person, the teams that the person was in).
    seen : collection of int
        The people whose own measures the viewer may see.
    """
    name, types, first, last = asked
    spells = {agent: spell for agent, (_person, spell) in teams.items()}
    parts = kept(
        source,
        ("compare teams", asked, frozenset(spells.items())),
        lambda: read_memberships(source, name, types, first, last, spells),
    )
    people: dict[str, set[int]] = {}
    for agent, team in parts:
        if team is not None:
            people.setdefault(team, set()).add(teams[agent][0])
    single = {team: next(iter(found)) for team, found in people.items() if len(found) == 1}
    withheld = {team for team, person in single.items() if person not in seen}
    shown = set(people) - withheld
    flat = {f"{agent}{APART}{team}": kinds for (agent, team), kinds in parts.items()}
    into = {f"{agent}{APART}{team}": team or NO_TEAM for agent, team in parts}
    fair = compare(merged(flat, into, NO_TEAM), measure(name).better, shown)
    alone = frozenset(person for team, person in single.items() if team in shown)
    return Teams(fair, len(withheld), alone)


def compare_people(
    source: Facts, asked: Question, people: Mapping[str, tuple[int, str]]
) -> Fair | None:
    """Compare people whom the viewer leads, by name, with the rates of everybody."""
    name, types, first, last = asked
    agents = read_tallies(source, name, "agent", types, first, last)
    # Two people may have one name: they are told apart by their number, and shown by their name.
    named = {a: f"{people[a][1]}{APART}{people[a][0]}" for a in agents if a in people}
    groups = merged(agents, {agent: agent for agent in agents} | named, "")
    found = compare(groups, measure(name).better, set(named.values()))
    if found is None:
        return None
    told = tuple(replace(one, name=one.name.split(APART)[0]) for one in found.groups)
    return replace(found, groups=told)
