"""Agents for 5 skills, 8 groups and 32 half hours by simulation with cuts; exit 1 when a bar is missed.

Every queue is promised 80 % within 20 s in every half hour: 160 promises. The proof inside `size`
has days of its own; here a third simulation, longer again, says of each promise whether its whole
95 % interval keeps the goal, whether it is too near to say, or whether it is missed. Pooled lines
(everybody who shares a skill shares one line) are what no staffing can undercut while lines are
steady; how far above them the cost is says how much is lost to skills that are not shared.

The bar is of processor seconds, so that other work on the machine counts least: it is what one core
by itself would take by the clock, and more than two would.
"""

import argparse
import math
import os
import sys
import time

from fiftytwo.simulation.agents import Group
from fiftytwo.simulation.demand import Queue, Route
from fiftytwo.simulation.laws import Law
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.run import simulate
from fiftytwo.simulation.sizing.size import size
from fiftytwo.simulation.targets import Target

# As in bench_simulation.py: five specialist groups, three crossed. Per minute and minutes.
RATES = (6.0, 5.0, 4.0, 3.0, 2.0)
SERVICES = (4.0, 5.0, 6.0, 4.0, 8.0)
PATIENCES = (2.0, 2.0, 3.0, 2.0, 4.0)
ROUTES = ((0, 5, 7), (1, 5, 6), (2, 6, 7), (3, 5, 7), (4, 6, 7))
COSTS = (20, 20, 20, 20, 20, 23, 23, 24)
INTERVALS, INTERVAL_MIN, GOAL = 32, 30, 0.8
BAR_S = 60
AUDIT_SEED, AUDIT_LONGER = 10_000, 2


def shape(p):
    """Return the share of the peak at an interval: a morning and an afternoon, quiet edges."""
    at = (p + 0.5) / INTERVALS
    humps = math.exp(-(((at - 0.3) / 0.12) ** 2)) + 0.8 * math.exp(-(((at - 0.68) / 0.12) ** 2))
    return 0.35 + 0.65 * humps


def model():
    queues = tuple(
        Queue(
            f"skill {k}",
            tuple(RATES[k] * INTERVAL_MIN * shape(p) for p in range(INTERVALS)),
            Law("exponential", mean_s=(SERVICES[k] * 60,)),
            tuple(Route(f"group {g}", rank) for rank, g in enumerate(ROUTES[k])),
            patience=Law("exponential", mean_s=(PATIENCES[k] * 60,)),
            target=Target(GOAL),
        )
        for k in range(5)
    )
    groups = tuple(Group(f"group {g}", cost=cost) for g, cost in enumerate(COSTS))
    return Model("5 skills, 8 groups", INTERVAL_MIN * 60.0, INTERVALS, queues, groups)


def audit(found):
    """Return how many promises days that nobody has seen confirm, leave open and refute."""
    days = AUDIT_LONGER * found.proof.replications
    result = simulate(found.model, replications=days, seed=AUDIT_SEED)
    seen = [result.estimate("service_level_offered", k.queue, [k.interval]) for k in found.kept]
    good = sum(one.low >= GOAL for one in seen)
    missed = sum(one.high < GOAL for one in seen)
    return days, good, len(seen) - good - missed, missed, min(one.value for one in seen)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows", type=int, default=0, help="accepted like all benchmarks do; unused"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per", default="interval")
    options = parser.parse_args()
    simulate(size_warm(), replications=2)
    began = time.process_time()
    found = size(model(), per=options.per, seed=options.seed, tell=lambda line: print(f"  {line}"))
    spent = time.process_time() - began
    print(
        f"5 skills, 8 groups, {INTERVALS} half hours: {spent:.1f} s of processor (bar {BAR_S}), "
        f"{found.seconds:.1f} s by the clock with a load of {os.getloadavg()[0]:.1f}, "
        f"{found.contacts / 1e6:.0f} M contacts simulated"
    )
    if options.per == "day":
        print(f"cost {found.cost:,.1f}; confirmed: {found.confirmed}")
        sys.exit(0 if found.confirmed else 1)
    print(
        f"cost {found.cost:,.1f}, {found.cost / found.pooled_cost:.3f} of pooled lines "
        f"({found.pooled_cost:,.1f}); proof of {found.proof.replications:,} days after "
        f"{found.proofs - 1} that did not confirm all"
    )
    confirmed = sum(kept.confirmed for kept in found.kept)
    print(f"proof: {confirmed} of {len(found.kept)} promises confirmed")
    days, good, near, missed, least = audit(found)
    print(
        f"{days:,} other days: {good} confirmed, {near} too near to say, {missed} missed; the lowest "
        f"service level is {least:.4f}"
    )
    sys.exit(1 if spent > BAR_S or not found.confirmed or missed else 0)


def size_warm():
    """Return the model with some agents, so that compiling is over before the clock runs."""
    plain = model()
    groups = tuple(Group(group.name, agents=(9,)) for group in plain.groups)
    return Model(plain.name, plain.interval_s, plain.intervals, plain.queues, groups)


if __name__ == "__main__":
    main()
