"""Missing is a dash everywhere: nothing happened and nothing is known are two answers."""

import pytest
from measures.hours import ALWAYS_OPEN
from measures.lake import MemoryLake

from fiftytwo.measures.catalogue import NAMED
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import (
    asked,
    both,
    case,
    contact,
    leg,
    on_day,
    open_hours,
    scored,
    state,
    tables_of,
    wait,
)

EVERYTHING = [
    wait("answered", 5), wait("abandoned", 30), wait("replied", 60, first_wait=False), leg("talk", 60),
    leg("hold", 5), leg("wrap", 20), leg("work", 9), contact("handled"), contact("abandoned_ivr"),
    leg("bot", 3), contact("handled", customer_id=b"a", case_id=b"c", case_episode_no=1),
    on_day(-9, contact("handled", customer_id=b"a")), on_day(-9, contact("bot_resolved", customer_id=b"b")),
    scored("nps", 9, 0, 10), scored("ces", 6, 1, 7), scored("ces", 2, 1, 5), scored("resolved_yes_no", 1, 0, 1), *both(5, 4, contact=b"d"),
    *case(("opened", 0), ("solved", 2), stays=(("open", 30),), episodes=((0, 60),)),
    *case(("opened", 0), ("solved", 1), first_response_h=1), asked(1.0), state("idle", 0, 9), state("on_contact", 9, 9),
    state("available", 0, 18), on_day(400, state("available", 0, 5)), open_hours(ALWAYS_OPEN),
]  # fmt: skip
NOWHERE = {"agent": ("nobody",)}


@pytest.fixture(scope="module")
def told():
    lake = MemoryLake(tables_of(EVERYTHING))
    [everything] = evaluate(lake, Query(tuple(NAMED)))
    [nothing] = evaluate(lake, Query(tuple(NAMED), where=NOWHERE))
    return everything.values, nothing.values


@pytest.mark.parametrize("item", NAMED.values(), ids=lambda item: item.name)
def test_a_ratio_of_nothing_is_missing_and_a_count_of_nothing_is_zero(item, told):
    everything, nothing = told
    if item.lacks:
        assert everything[item.name].value is None
        assert item.lacks in everything[item.name].definition
        return
    assert item.fact == "solve" or everything[item.name].value is not None
    counts = item.kind == "sum"
    assert nothing[item.name].value == (0 if counts else None)


@pytest.mark.parametrize("name", [item.name for item in NAMED.values() if item.unit == "share"])
def test_a_share_lies_between_none_and_all(name, told):
    value = told[0][name].value
    assert value is None or 0 <= value <= 1
