"""All measures by name; the one list that screens, commands and documents read.

The variants by today's schedule and promises in hours stand beside it: they are offered and explained
wherever a measure is asked for, and left out where everything is asked at once.
"""

import re
from difflib import get_close_matches
from types import MappingProxyType

from fiftytwo.base.errors import InputError
from fiftytwo.measures import (
    business,
    case_time,
    cases,
    demand,
    handling,
    presence,
    promises,
    replies,
    surveys,
    voice,
    waits,
)
from fiftytwo.measures.model import Measure
from fiftytwo.measures.purposes import explained

__all__ = ["CATALOGUE", "FIRST_SET", "NAMED", "VARIANTS", "measure"]

MODULES = (voice, waits, handling, presence, cases, case_time, business, demand, surveys, replies)
CATALOGUE = MappingProxyType(
    {item.name: explained(item) for module in MODULES for item in module.MEASURES}
)

# the past as today's hours would have it, to reconcile with a desk that counts so; and promises
VARIANTS = MappingProxyType(
    {item.name: explained(item) for item in (*business.LAST_SCHEDULE, *promises.PROMISES)}
)

# all that pages, the interface and the documents offer
NAMED = MappingProxyType({**CATALOGUE, **VARIANTS})

# what `fiftytwo measures` prints when no name is given
FIRST_SET = (
    "offered",
    "answered",
    "abandoned",
    "abandonment",
    "service_level",
    "asa_s",
    "wait_p50_s",
    "wait_p90_s",
    "aht_s",
    "opened",
    "solved",
    "backlog",
)

FAMILIES = (
    (re.compile(r"answered_within_([1-9]\d{0,5})s"), voice.answered_within),
    (re.compile(r"service_level_([1-9]\d{0,5})s"), voice.service_level_within),
    (re.compile(r"reopen_rate_([1-9]\d{0,2})d"), cases.reopen_rate),
    (re.compile(r"fcr_repeat_([1-9]\d{0,2})d"), demand.fcr_repeat),
    (re.compile(r"fcr_reopen_([1-9]\d{0,2})d"), demand.fcr_reopen),
    (re.compile(r"agent_retention_([1-9]\d?)m"), presence.agent_retention),
    (re.compile(r"repeat_demand_([1-9]\d{0,2})d"), demand.repeat_demand),
    *(
        (re.compile(make.__name__ + r"_([1-9]\d{0,2})h"), make)
        for make in (
            promises.first_response_within,
            promises.first_response_business_within,
            promises.resolution_within,
            promises.resolution_business_within,
        )
    ),
)


def measure(name: str) -> Measure:
    """Return the measure of that name; families take a number in it, such as answered_within_45s.

    Raises
    ------
    InputError
        If no measure has that name; the text names near ones.

    Examples
    --------
    >>> measure("service_level").variant, measure("answered_within_45s").label
    ('V6', 'Answered within 45 s')
    """
    if name in NAMED:
        return NAMED[name]
    for pattern, make in FAMILIES:
        match = pattern.fullmatch(name)
        if match:
            return explained(make(int(match[1])))
    near = get_close_matches(name, NAMED, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"use one of {', '.join(CATALOGUE)}"
    raise InputError(f"there is no measure {name!r}: {hint}")
