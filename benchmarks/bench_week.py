"""A roster of 48 people in three pools, seven days, half-hours; and a planned week of a workspace.

Prints CPU seconds (the machine may be shared), people missing, and whether the independent checker
finds anything. `--workspace` also plans the next week of that workspace, such as the demo's.
"""

import argparse
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

import fiftytwo.web.ready  # noqa: F401
from fiftytwo.base.workspace import open_workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.roster.check import check
from fiftytwo.roster.model import Demand, Person, Rules
from fiftytwo.roster.solve import solve
from fiftytwo.web.people.queries import holidays, roster_people
from fiftytwo.week.inputs import gather
from fiftytwo.week.pipeline import plan_week

CONTRACTS = ((2250, (480,)),) * 3 + ((1500, (300, 480)), (1200, (300, 480)))
RULES = Rules(zone="Europe/Brussels")


def pool(name, people, *, asked=0.84, seed=0):
    """Return people and a demand of `asked` x their contracts, in a two-humped day, 8 to 20."""
    random = np.random.default_rng(seed)
    days = tuple(date(2026, 11, 23) + timedelta(days=n) for n in range(7))
    hours = np.arange(48) / 2
    shape = 0.35 + 0.9 * np.exp(-((hours - 10.5) ** 2) / 5) + 0.7 * np.exp(-((hours - 15) ** 2) / 8)
    shape = np.where((hours >= 8) & (hours < 20), shape, 0.0)
    level = np.array([1.15, 1.05, 1.0, 1.0, 0.95, 0.55, 0.45]) * random.normal(1, 0.04, 7)
    wanted = level[:, None] * shape
    team = []
    for number in range(people):
        minutes, lengths = CONTRACTS[number % 5]
        away = frozenset([days[random.integers(7)]]) if random.random() < 0.2 else frozenset()
        team.append(
            Person(f"{name}{number}", name, "", name, minutes, shift_minutes=lengths, absent=away)
        )
    wanted *= asked * sum(person.contract_minutes for person in team) / (wanted.sum() * 30)
    return team, Demand(name, 30, days, np.rint(wanted).astype(np.int64))


def report(label, started, roster, demands):
    required = sum(int(demand.required.sum()) for demand in demands)
    missing = sum(unmet.size for unmet in roster.unmet)
    deepest = max((unmet.size for unmet in roster.unmet), default=0)
    print(
        f"{label}: {time.process_time() - started:.1f} s CPU, {len(roster.assignments)} shifts, "
        f"missing {missing} of {required} people x half-hours ({missing / required:.1%}), "
        f"at most {deepest} at once"
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", help="size of the other benchmarks; not used here")
    parser.add_argument("--workspace", type=Path)
    given = parser.parse_args()
    made = [pool(name, 16, seed=seed) for seed, name in enumerate("ABC")]
    people = [person for team, _ in made for person in team]
    demands = [demand for _, demand in made]
    started = time.process_time()
    roster = solve(people, demands, RULES, seconds=12)
    report("roster, 48 people, 3 pools", started, roster, demands)
    assert check(roster, people, demands, RULES) == []
    if given.workspace:
        workspace = open_workspace(given.workspace)
        started = time.process_time()
        inputs = gather(workspace, open_snapshot(workspace.lake), holidays=list(holidays()))
        inputs = inputs.with_people(roster_people(inputs.days[0], 7))
        plan = plan_week(inputs)
        report(
            f"week {plan.weeks[0]}, {len(plan.people)} people", started, plan.roster, plan.demands
        )
        assert check(plan.roster, plan.people, plan.demands, inputs.rules) == []


if __name__ == "__main__":
    main()
