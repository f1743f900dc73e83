"""What each measure is looked at for, which rows count, and what to read beside it."""

from dataclasses import replace
from types import MappingProxyType

from fiftytwo.base.statistics import FEWEST
from fiftytwo.measures.model import Measure

__all__ = ["INCLUSIONS", "PURPOSES", "explained"]

INCLUSIONS = MappingProxyType({
    "segment": "Waits and handling of inbound contacts; excluded contacts and side legs are left out.",
    "next_wait": "Waits and handling of inbound contacts; excluded contacts and side legs are left out.",
    "waited": "Inbound contacts that waited; excluded contacts and side legs are left out.",
    "owed_flow": "Waits of inbound contacts; excluded contacts and side legs are left out.",
    "contact": "Inbound contacts that no rule excludes.",
    "demand": "Inbound contacts that no rule excludes.",
    "bot": "Inbound contacts with a bot that no rule excludes.",
    "case": "Cases that no rule excludes, merged ones left out.",
    "case_solved": "Solved cases that no rule excludes, merged ones left out.",
    "case_business": "Cases that no rule excludes, merged ones left out.",
    "case_last_schedule": "Cases that no rule excludes, merged ones left out.",
    "done_business": "Solved cases that no rule excludes, merged ones left out.",
    "done_last_schedule": "Solved cases that no rule excludes, merged ones left out.",
    "next_business": "Waits and handling of inbound contacts; excluded contacts and side legs are left out.",
    "next_last_schedule": "Waits and handling of inbound contacts; excluded contacts and side legs are left out.",
    "case_flow": "All cases that no rule excludes.",
    "aged_flow": "All cases that no rule excludes.",
    "solve": "Cases that were ever solved and that no rule excludes.",
    "survey": "Satisfaction questions, asked or answered.",
    "reply": "Answers on the scale of the question.",
    "pair": "Answers to questions of what was expected and of what was experienced.",
    "state": "Hours of people whose states the source tells.",
    "tenure": "People of whom any signed-in state is told.",
})  # fmt: skip

# purpose → (what to read beside it, first words of the names of measures)
PURPOSES = MappingProxyType({
    "To know how much came in and how it ended: the base of all other figures.": (
        ("wait_p90_s", "abandonment"),
        ("offered", "contacts_offered", "answered", "abandoned", "flow_out", "failed", "waiting", "handled"),
    ),
    "To forecast and to staff.": (("service_level",), ("volume",)),
    "To see whether the promise to customers is kept.": (
        ("abandonment", "wait_p90_s"), ("service_level", "sl_", "sla_breach"),
    ),
    "To see whether cases are answered and solved as promised.": (
        ("reopen_rate", "csat"),
        ("first_response_within", "first_response_business_within", "resolution_within", "resolution_business_within"),
    ),
    "To see how many customers give up before anybody answers.": (
        ("wait_all_p90_s", "service_level"), ("abandonment", "patience"),
    ),
    "To see how long customers wait.": (
        ("abandonment", "closed_without_reply"),
        ("asa", "wait_", "next_response", "first_response", "requester_wait", "owed"),
    ),
    "To know how much work contacts take, which staffing has to cover.": (
        ("fcr_repeat", "csat"),
        ("talk", "hold", "wrap", "work", "handle_total", "aht", "handled_legs", "concurrency"),
    ),
    "To see how often customers are passed on.": (("fcr_repeat", "csat"), ("transfer", "handoff")),
    "To see how people's time is used, so that nobody is worn out.": (
        ("service_level", "agent_retention"), ("occupancy", "utilisation", "shrinkage", "adherence"),
    ),
    "To see whether people stay.": (("occupancy",), ("agent_retention",)),
    "To see whether we keep up with what comes in.": (
        ("reopen_rate", "closed_without_reply"),
        ("opened", "solved", "reopened", "merged", "deleted", "backlog", "closed_without_reply"),
    ),
    "To see how long a customer's matter takes, and where it lies.": (
        ("reopen_rate", "csat"), ("resolution", "agent_wait", "on_hold", "agent_work"),
    ),
    "To see whether matters are settled the first time.": (
        ("csat", "resolution_p90_s"), ("fcr_", "reopen_rate", "cases_reopened", "one_touch"),
    ),
    "To see what bots take over, and whether it holds.": (("repeat_demand", "csat"), ("containment",)),
    "To see how much effort we cost customers.": (
        ("csat", "fcr_repeat"),
        ("repeat_demand", "waits_per", "wait_per_contact", "transfers_per", "contacts_per"),
    ),
    "To see whether customers stay.": (("csat",), ("customer_retention",)),
    "To hear what customers say themselves.": (
        ("csat_response_rate", "fcr_repeat"), ("csat", "nps", "ces", "fcr_asked", "expectation_gap"),
    ),
})  # fmt: skip


def explained(item: Measure) -> Measure:
    """Return a measure with its purpose, inclusions, guardrail and least n filled in.

    Examples
    --------
    >>> from fiftytwo.measures.catalogue import measure
    >>> measure("aht_s").guardrail, measure("aht_s").least_n
    (('fcr_repeat', 'csat'), 30)
    """
    purpose, beside = _purpose(item.name)
    return replace(
        item,
        purpose=purpose,
        inclusions=INCLUSIONS[item.fact],
        guardrail=tuple(name for name in beside if name != item.name),
        least_n=FEWEST if item.kind in ("ratio", "quantile") else 1,
    )


def _purpose(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the purpose whose words fit a name best: the longest ones."""
    found = [
        (len(start), purpose, beside)
        for purpose, (beside, starts) in PURPOSES.items()
        for start in starts
        if name.startswith(start)
    ]
    _, purpose, beside = max(found)
    return purpose, beside
