"""The rights table, questions to it, grants and the works-council switch."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiftytwo.privacy.catalogue import AREAS, CLASSES, PURPOSES, ROLES, PrivacyClass, area_of
from fiftytwo.privacy.decide import OpenCase, Question, may_read
from fiftytwo.privacy.errors import RuleError
from fiftytwo.privacy.grants import give, withdraw
from fiftytwo.privacy.rights import Answer, Relation, right, table
from fiftytwo.privacy.switch import Switch, check_switch, first_switch, not_started
from fiftytwo.web.accounts.rights import Role

TODAY = date(2026, 11, 25)
LINE = ("lead", "head", "exec", "mentor", "coach", "planner")


def ask(role: str, field: str, purpose: str, **more) -> Question:
    return Question("x", frozenset({role}), "y", field, purpose, TODAY, **more)


def running(area: str) -> dict[str, Switch]:
    return {
        area: Switch(area, True, "what for", "which data", True, date(2026, 1, 5), "works council")
    }


def test_every_area_declares_class_purposes_and_fields():
    assert set(CLASSES) == set(PrivacyClass)
    for area in AREAS.values():
        assert area.fields
        assert area.purposes
        assert area.purposes <= set(PURPOSES)
    fields = [name for area in AREAS.values() for name in area.fields]
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize("area", [a for a in AREAS if AREAS[a].privacy_class != PrivacyClass.P0])
@pytest.mark.parametrize("relation", [Relation.TEAM, Relation.OTHER])
def test_admin_has_no_content_rights(area, relation):
    assert right(area, "admin", relation) is Answer.NEVER


@given(st.sampled_from(sorted(AREAS)), st.sets(st.sampled_from(sorted(ROLES))), st.booleans())
def test_admin_adds_nothing_to_what_the_other_roles_open(area, roles, leads):
    one = AREAS[area]
    question = Question(
        "x", frozenset(roles), "y", one.fields[0], min(one.purposes), TODAY, leads=leads
    )
    question = replace(question, switches=running(area))
    more = replace(question, roles=question.roles | {"admin"})
    assert may_read(more).is_allowed == may_read(question).is_allowed
    assert may_read(more).is_group_only == may_read(question).is_group_only


@pytest.mark.parametrize("role", LINE)
@pytest.mark.parametrize("relation", [Relation.TEAM, Relation.OTHER])
def test_p4_is_never_shown_per_person_to_line_management(role, relation):
    for area in AREAS.values():
        if area.privacy_class is PrivacyClass.P4:
            assert right(area.key, role, relation) in (Answer.GROUP, Answer.NEVER)


def test_p3_is_read_by_others_only_by_a_grant():
    for role in ROLES:
        for relation in (Relation.TEAM, Relation.OTHER):
            assert right("profile", role, relation) in (Answer.GRANT, Answer.NEVER)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (ask("lead", "feedback", "review", leads=True), "OK"),
        (ask("lead", "feedback", "review"), "SUPPRESSED"),
        (ask("coach", "feedback", "development"), "FORBIDDEN"),
        (ask("coach", "feedback", "development", wrote_it=True), "OK"),
        (ask("head", "feedback", "review"), "SUPPRESSED"),
        (ask("hr", "absence_kind", "pay"), "OK"),
        (ask("hr", "absence_kind", "review"), "FORBIDDEN_PURPOSE"),
        (ask("lead", "absence_kind", "pay", leads=True), "FORBIDDEN"),
        (ask("planner", "agent_login", "operation"), "OK"),
        (ask("head", "agent_login", "operation"), "OK"),
        (ask("head", "planned_away", "planning"), "OK"),
        (ask("planner", "contract", "planning"), "OK"),
        (ask("planner", "own_measure", "operation"), "SUPPRESSED"),
        (ask("mentor", "question", "development", leads=True), "OK"),
        (ask("mentor", "review", "development", leads=True), "FORBIDDEN"),
        (ask("admin", "feedback", "review", leads=True), "FORBIDDEN"),
        (ask("rep", "policy", "information"), "OK"),
        (ask("lead", "contract", "review", leads=True), "FORBIDDEN_PURPOSE"),
        (ask("lead", "style_profile", "development", leads=True), "NOT_STARTED"),
    ],
)
def test_questions(question, code):
    verdict = may_read(question)
    assert verdict.code == code
    assert verdict.reason


def test_about_oneself_nothing_but_what_is_not_linked_or_protects_others():
    for area in AREAS.values():
        wish = Question("x", frozenset({"rep"}), "x", area.fields[0], "access", TODAY)
        expected = area.key not in ("voice", "concern", "applicant_group")
        assert may_read(wish).is_allowed == expected
        assert not may_read(wish).is_logged


def test_a_case_opens_one_person_to_its_named_handlers_while_it_is_open():
    case = OpenCase("y", frozenset({"x"}), date(2026, 11, 1), date(2026, 11, 30))
    wish = ask("hr", "behaviour_concern", "case", cases=[case], switches=running("concern"))
    assert may_read(wish).is_allowed
    assert may_read(wish).is_logged
    assert not may_read(replace(wish, person="z")).is_allowed
    assert not may_read(replace(wish, reader="other")).is_allowed
    assert not may_read(replace(wish, on=date(2026, 11, 30))).is_allowed
    assert not may_read(replace(wish, roles=frozenset({"lead"}))).is_allowed


@pytest.mark.parametrize("purpose", ["hiring", "planning", "review", "pay", "case", "operation"])
def test_the_profile_serves_development_only(purpose):
    grant = give("y", "x", "style_profile", on=date(2026, 11, 1), until=date(2026, 12, 1))
    wish = ask("lead", "style_profile", purpose, leads=True, grants=[grant])
    wish = replace(wish, switches=running("profile"))
    assert may_read(wish).code == "FORBIDDEN_PURPOSE"
    assert may_read(replace(wish, purpose="development")).is_allowed


def test_a_grant_names_person_field_and_end_and_can_be_taken_back():
    grant = give("y", "x", "career_wish", on=date(2026, 11, 1), until=date(2026, 12, 1))
    wish = ask("lead", "career_wish", "development", leads=True, grants=[grant])
    wish = replace(wish, switches=running("profile"))
    assert may_read(wish).is_allowed
    assert not may_read(replace(wish, field="core_value")).is_allowed
    assert not may_read(replace(wish, on=date(2026, 12, 2))).is_allowed
    back = withdraw(grant, on=date(2026, 11, 20))
    assert not may_read(replace(wish, grants=[back])).is_allowed
    with pytest.raises(RuleError, match="taken back"):
        withdraw(back, on=TODAY)


@pytest.mark.parametrize(
    ("until", "field", "code"),
    [
        (None, "career_wish", "REQUIRED"),
        (date(2027, 11, 26), "career_wish", "OUT_OF_RANGE"),
        (date(2026, 11, 24), "career_wish", "OUT_OF_RANGE"),
        (date(2027, 1, 1), "feedback", "BAD_STATE"),
        (date(2027, 1, 1), "no_such_field", "OUT_OF_RANGE"),
    ],
)
def test_bad_grants_are_refused(until, field, code):
    with pytest.raises(RuleError) as refused:
        give("y", "x", field, on=TODAY, until=until)
    assert refused.value.code == code


def test_unknown_fields_purposes_and_roles_are_refused():
    for bad in (
        ask("lead", "shoe_size", "review"),
        ask("lead", "feedback", "curiosity"),
        ask("king", "feedback", "review"),
    ):
        with pytest.raises(RuleError) as refused:
            may_read(bad)
        assert refused.value.code == "OUT_OF_RANGE"


def test_an_area_that_needs_an_agreement_does_not_start_without_one():
    off = first_switch("voice")
    assert not_started(off, on=TODAY)
    on = replace(off, enabled=True, purpose_text="better leaders")
    with pytest.raises(RuleError, match="needs an agreement"):
        check_switch(on, today=TODAY)
    assert not_started(on, on=TODAY)
    agreed = replace(on, agreed_on=TODAY, agreed_with="works council")
    assert not_started(check_switch(agreed, today=TODAY), on=TODAY) is None


def test_all_of_p4_needs_an_agreement_and_nobody_lifts_that():
    for area in AREAS.values():
        if area.privacy_class is PrivacyClass.P4:
            assert area.needs_agreement, area.key
        bare = replace(first_switch(area.key), enabled=True, requires_agreement=False)
        if not area.needs_agreement:
            assert check_switch(bare, today=TODAY) == bare
            continue
        with pytest.raises(RuleError, match="never runs without an agreement") as refused:
            check_switch(bare, today=TODAY)
        assert refused.value.code == "BAD_STATE"
        assert not_started(bare, on=TODAY)  # also where a ledger of old says so
        with pytest.raises(RuleError):  # off, but on its way
            check_switch(replace(bare, enabled=False), today=TODAY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agreed_on": date(2026, 11, 26), "agreed_with": "council"}, "FUTURE_DATE"),
        ({"agreed_on": TODAY}, "REQUIRED"),
        ({"agreed_with": "council"}, "REQUIRED"),
        ({"area": "moon"}, "OUT_OF_RANGE"),
    ],
)
def test_half_an_agreement_is_refused(change, code):
    with pytest.raises(RuleError) as refused:
        check_switch(replace(first_switch("voice"), **change), today=TODAY)
    assert refused.value.code == code


def test_the_table_knows_the_roles_that_accounts_hold():
    assert set(ROLES) == {role.value for role in Role}


def test_the_table_has_every_area_and_role():
    whole = table()
    assert set(whole) == set(AREAS)
    assert all(set(roles) == set(ROLES) for _own, roles in whole.values())
    assert area_of("week_plan").key == "team"
