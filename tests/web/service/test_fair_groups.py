"""Which groups "Compare" shows: teams as they were on each day, and people told apart."""

from datetime import date, timedelta

import pytest
from measures.lake import on
from web.pagelake import LAST, PageLake, answers

from fiftytwo.web.service.fair_groups import compare_people, compare_teams

ANSWERS = 40
ASKED = ("csat", (), LAST - timedelta(days=13), LAST)


def in_team(person, *spells):
    return person, spells or ((date(2020, 1, 1), "Canal"),)


def sizes(found):
    return {group.name: (group.found.n, group.found.raw) for group in found.fair.groups}


def test_logins_of_nobody_are_not_a_group_however_many():
    """Five logins that are linked to nobody may all be of one person; they count for everybody."""
    rows = [row for n in range(5) for row in answers(f"rep-loose{n}", 20, ANSWERS)]
    rows += [row for n in range(2) for row in answers(f"rep-known{n}", 40, ANSWERS)]
    source = PageLake({"survey_response": rows}, rolled=True)
    found = compare_teams(source, ASKED, {f"rep-known{n}": in_team(n) for n in range(2)})
    assert sizes(found) == {"Canal": (80, 1.0)}
    assert found.fair.overall == pytest.approx(180 / 280)
    assert found.withheld == 0


def test_two_logins_of_one_person_are_one_person():
    rows = [*answers("rep-a", 10, 50), *answers("rep-b", 45, 50)]
    source = PageLake({"survey_response": rows}, rolled=True)
    teams = {"rep-a": in_team(1), "rep-b": in_team(1)}
    found = compare_teams(source, ASKED, teams)
    assert (sizes(found), found.withheld, found.alone) == ({}, 1, frozenset())
    found = compare_teams(source, ASKED, teams, seen={1})
    assert (sizes(found), found.withheld) == ({"Canal": (100, 0.55)}, 0)
    assert found.alone == {1}


def test_a_case_counts_for_the_team_of_its_day():
    """Ada moved from Canal to Harbour a week ago: ten answers then and thirty since."""
    moved = LAST - timedelta(days=6)
    rows = answers("rep-ada", 10, 40) + answers("rep-bo", 20, 40) + answers("rep-cy", 30, 40)
    for n, row in enumerate(rows[:10]):  # Ada's ten good ones, in the week before
        row.update(on(moved - timedelta(days=1), 600 + n))
    source = PageLake({"survey_response": rows}, rolled=True)
    teams = {
        "rep-ada": in_team(1, (date(2020, 1, 1), "Canal"), (moved, "Harbour")),
        "rep-bo": in_team(2),
        "rep-cy": in_team(3, (date(2020, 1, 1), "Harbour")),
    }
    found = compare_teams(source, ASKED, teams)
    # Canal: 10 of 10 and 20 of 40; Harbour: 0 of 30 and 30 of 40
    assert sizes(found) == {"Canal": (50, 0.6), "Harbour": (70, pytest.approx(30 / 70))}
    teams["rep-ada"] = in_team(1, (date(2020, 1, 1), "Canal"), (moved, None))  # she left the team
    assert sizes(compare_teams(source, ASKED, teams, seen={3})) == {
        "Canal": (50, 0.6), "Harbour": (40, 0.75),
    }  # fmt: skip


def test_namesakes_are_two_people():
    rows = [*answers("rep-a", 10, 50), *answers("rep-b", 45, 50)]
    source = PageLake({"survey_response": rows}, rolled=True)
    people = {"rep-a": (1, "Alex Kim"), "rep-b": (2, "Alex Kim")}
    fair = compare_people(source, ("csat", (), LAST - timedelta(days=6), LAST), people)
    assert [(one.name, one.found.n) for one in fair.groups] == [("Alex Kim", 50), ("Alex Kim", 50)]
