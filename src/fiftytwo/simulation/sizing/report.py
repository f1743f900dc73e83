"""A sizing as plain values: what `fiftytwo size --json` prints."""

from typing import Any

from fiftytwo.simulation.estimates import CONFIDENCE
from fiftytwo.simulation.sizing.size import Sizing

__all__ = ["report_of"]


def report_of(found: Sizing) -> dict[str, Any]:
    """Return agents by group and interval, and every promise as the proof found it.

    Keys: model, confirmed, cost, pooled_cost (null over the day), confidence, groups (group, cost,
    agents), promises (queue, figure, goal, at_least, interval from 0 or null for the day, value,
    low, high, confirmed), search_replications, proof_replications, proofs, seed (of the last
    proof), contacts, seconds. Shares 0..1, durations in seconds.
    """
    costs = {group.name: group.cost for group in found.model.groups}
    return {
        "model": found.model.name,
        "confirmed": found.confirmed,
        "cost": found.cost,
        "pooled_cost": found.pooled_cost,
        "confidence": CONFIDENCE,
        "groups": [
            {"group": name, "cost": costs[name], "agents": agents.tolist()}
            for name, agents in zip(found.groups, found.agents)
        ],
        "promises": [
            {
                "queue": kept.queue,
                "figure": kept.promise.figure,
                "goal": kept.promise.goal,
                "at_least": kept.promise.at_least,
                "interval": kept.interval,
                "value": kept.found.value,
                "low": kept.found.low,
                "high": kept.found.high,
                "confirmed": kept.confirmed,
            }
            for kept in found.kept
        ],
        "search_replications": found.search_days,
        "proof_replications": found.proof.replications,
        "proofs": found.proofs,
        "seed": found.proof.seed,
        "contacts": found.contacts,
        "seconds": found.seconds,
    }
