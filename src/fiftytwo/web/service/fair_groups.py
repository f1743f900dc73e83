"""The groups of "Compare": dimensions, teams no smaller than the k-rule allows, people of one's team."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.evaluate import Facts
from fiftytwo.measures.fair import Fair, compare, merged, read_tallies
from fiftytwo.privacy.krule import Thresholds, hidden_cells

__all__ = ["compare_dimension", "compare_people", "compare_teams"]

APART = "\x1f"
NO_TEAM = "\x1fnone"  # no team can be called so
Question = tuple[str, tuple[str, ...], date, date]


def compare_dimension(source: Facts, asked: Question, by: str) -> Fair | None:
    """Compare the queues, channels or reasons."""
    name, types, first, last = asked
    return compare(read_tallies(source, name, by, types, first, last), measure(name).better)


def compare_teams(
    source: Facts, asked: Question, teams: Mapping[str, tuple[int, str]]
) -> tuple[Fair | None, int]:
    """Compare the teams, and say how many are hidden: a team's figures must not tell of one person.

    `teams` is pseudonym → (person, team). The k-rule counts the people who have a case; who is
    linked to no team counts towards everybody's rates and is never shown.
    """
    name, types, first, last = asked
    agents = read_tallies(source, name, "agent", types, first, last)
    people: dict[str, set[int]] = {}
    for agent in agents:
        if agent in teams:
            people.setdefault(teams[agent][1], set()).add(teams[agent][0])
    sizes = {team: len(found) for team, found in people.items()}
    # Logins that are linked to nobody may all be of one person, whatever their number.
    loose = {} if agents.keys() <= teams.keys() else {NO_TEAM: 1}
    hidden = hidden_cells(sizes | loose, k=Thresholds().numbers, withheld=loose)
    groups = merged(agents, {agent: team for agent, (_person, team) in teams.items()}, NO_TEAM)
    shown = set(sizes) - hidden
    return compare(groups, measure(name).better, shown), len(set(people) & hidden)


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
