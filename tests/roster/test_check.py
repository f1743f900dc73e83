from dataclasses import replace

import pytest
from roster.made import MONDAY, demand, person, week

from fiftytwo.roster.check import check
from fiftytwo.roster.model import Rules
from fiftytwo.roster.solve import solve

RULES = Rules()
PEOPLE = [person("a"), person("b")]
NEED = [demand(2, days=week(2))]


@pytest.fixture(scope="module")
def good():
    roster = solve(PEOPLE, NEED, RULES, seconds=1)
    assert check(roster, PEOPLE, NEED, RULES) == []
    return roster


def test_a_shift_that_is_not_in_the_cover_is_found(good):
    fewer = replace(good, assignments=good.assignments[1:])
    assert {found.rule for found in check(fewer, PEOPLE, NEED, RULES)} == {"cover", "balance"}


def test_a_shortfall_left_out_is_found(good):
    silent = replace(good, unmet=good.unmet[1:])
    assert {found.rule for found in check(silent, PEOPLE, NEED, RULES)} == {"balance"}


def test_a_shortfall_made_up_is_found(good):
    invented = replace(
        good, unmet=(*good.unmet, replace(good.unmet[0], start_minute=540, end_minute=570))
    )
    assert {found.rule for found in check(invented, PEOPLE, NEED, RULES)} == {"balance"}


@pytest.mark.parametrize(
    "change",
    [
        {"person_id": "nobody"},
        {"day": MONDAY.replace(day=1)},
        {"end_minute": 1500},
        {"start_minute": 1020},
    ],
)
def test_a_shift_that_cannot_be_is_found(good, change):
    odd = replace(good.assignments[0], **change)
    roster = replace(good, assignments=(odd, *good.assignments[1:]))
    assert [found.rule for found in check(roster, PEOPLE, NEED, RULES)] == ["known"]


def test_a_labour_rule_is_found_with_its_person(good):
    first = good.assignments[0]
    roster = replace(good, assignments=(replace(first, breaks=()), *good.assignments[1:]))
    found = check(roster, PEOPLE, NEED, RULES)
    assert ("breaks", first.person_id) in {(item.rule, item.person_id) for item in found}
