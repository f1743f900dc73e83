"""Marking sentences for translation where no framework is known, and fields in words."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["FIELD_TEXTS", "gettext_noop"]


def gettext_noop(text: str) -> str:
    """Return the text; its name lets the collector of translatable sentences find it.

    Examples
    --------
    >>> gettext_noop("everybody")
    'everybody'
    """
    return text


_ = gettext_noop

# Field of `privacy.catalogue` → what it is called.
FIELD_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "announcement": _("announcements"),
        "policy": _("policies"),
        "standard": _("standards"),
        "vision": _("the vision"),
        "measure_definition": _("definitions of measures"),
        "team_measure": _("measures of the team"),
        "week_plan": _("week plans"),
        "public_recognition": _("public recognition"),
        "name": _("name"),
        "team": _("team"),
        "site": _("site"),
        "email": _("e-mail address"),
        "employment": _("first and last day of work"),
        "shift": _("shifts"),
        "planned_away": _("days away in week plans"),
        "agent_login": _("logins in the sources"),
        "notice": _("notices"),
        "hours": _("hours"),
        "contract": _("contracts"),
        "availability": _("times when one can work"),
        "absence_days": _("days away as entered"),
        "absence_kind": _("why somebody is away"),
        "own_measure": _("own measures"),
        "observation": _("observations"),
        "feedback": _("feedback"),
        "one_on_one": _("notes of 1:1s"),
        "promise": _("promises"),
        "review": _("reviews"),
        "rating": _("ratings"),
        "expectation": _("expectations"),
        "deliverable": _("deliverables"),
        "skill_level": _("levels of skills"),
        "training": _("training"),
        "onboarding_step": _("steps of the first weeks"),
        "question": _("questions to the mentor"),
        "private_recognition": _("private recognition"),
        "contribution": _("contributions"),
        "application": _("applications"),
        "interview_score": _("scores of interviews"),
        "audit_entry": _("entries of the audit"),
        "style_profile": _("style profile"),
        "core_value": _("core values"),
        "preference": _("preferences"),
        "career_wish": _("career wishes"),
        "private_note": _("private notes"),
        "work_card": _("how one likes to work"),
        "upward_answer": _("answers about leaders"),
        "peer_answer": _("answers about peers"),
        "burnout_answer": _("answers about burnout"),
        "coping_help_use": _("use of coping help"),
        "behaviour_concern": _("concerns about behaviour"),
        "applicant_group": _("group data of applicants"),
    }
)
