"""The rights table: who reads which area of whom. A blank is "never".

A page prints it as it stands, so that a workers' representative can check it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from fiftytwo.privacy.catalogue import AREAS, ROLES, PrivacyClass
from fiftytwo.privacy.words import gettext_noop as _

__all__ = [
    "ANSWER_TEXTS",
    "RELATION_TEXTS",
    "Answer",
    "Relation",
    "allowed_roles",
    "right",
    "table",
]


class Answer(StrEnum):
    """What the table says to one role about one area."""

    ALLOWED = "allowed"
    AUTHOR = "author"
    CASE = "case"
    CASE_OR_GROUP = "case_or_group"
    GRANT = "grant"
    GROUP = "group"
    NEVER = "never"


class Relation(StrEnum):
    """Whom the records are about, seen from the one who reads."""

    OWN = "own"
    TEAM = "team"
    OTHER = "other"


ANSWER_TEXTS: Mapping[Answer, str] = MappingProxyType(
    {
        Answer.ALLOWED: _("allowed"),
        Answer.AUTHOR: _("only what one wrote oneself"),
        Answer.CASE: _("only with an open case"),
        Answer.CASE_OR_GROUP: _("as a group; per person only with an open case"),
        Answer.GRANT: _("only by the person's grant"),
        Answer.GROUP: _("only as a group"),
        Answer.NEVER: _("never"),
    }
)
RELATION_TEXTS: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.OWN: _("about oneself"),
        Relation.TEAM: _("the people one leads, or mentors"),
        Relation.OTHER: _("everybody else"),
    }
)

_YES, _WROTE, _CASE, _EITHER = Answer.ALLOWED, Answer.AUTHOR, Answer.CASE, Answer.CASE_OR_GROUP
_GRANT, _GROUP, _NO = Answer.GRANT, Answer.GROUP, Answer.NEVER

# Area → what the person sees of it.
_OWN = {area: _YES for area in AREAS} | {
    "voice": _GROUP,  # answers are not linked to people
    "concern": _CASE,  # heard in the case; who reported stays protected
    "applicant_group": _GROUP,
}
# Area → role → (people one leads or mentors, everybody else).
_OTHERS: Mapping[str, Mapping[str, tuple[Answer, Answer]]] = {
    "team": {role: (_YES, _YES) for role in ("lead", "head", "planner", "hr", "exec", "worker_rep")}
    | {"rep": (_YES, _NO), "mentor": (_YES, _NO), "coach": (_YES, _YES), "panelist": (_YES, _NO)},
    "directory": {role: (_YES, _YES) for role in ROLES if role != "admin"},
    "roster": {
        "planner": (_YES, _YES),
        "head": (_YES, _YES),
        "lead": (_YES, _GROUP),
    },
    # Who keeps people and sources confirms which login is whose; all others need not know.
    "agent_link": {role: (_YES, _YES) for role in ("planner", "head", "hr")},
    "working_time": {
        "planner": (_YES, _YES),
        "lead": (_YES, _GROUP),
        "head": (_YES, _GROUP),
        "hr": (_YES, _YES),  # HR keeps the contracts; why somebody is away is another area
        "exec": (_GROUP, _GROUP),
        "worker_rep": (_GROUP, _GROUP),
    },
    # HR keeps the days away, for pay: it enters why, corrects it, and every look is recorded.
    "absence_reason": {"hr": (_YES, _YES), "worker_rep": (_GROUP, _GROUP)},
    "performance": {
        "lead": (_YES, _GROUP),
        "head": (_EITHER, _EITHER),
        "hr": (_EITHER, _EITHER),
        "planner": (_GROUP, _GROUP),
        "exec": (_GROUP, _GROUP),
        "worker_rep": (_GROUP, _GROUP),
    },
    "feedback": {
        "lead": (_YES, _GROUP),
        "coach": (_WROTE, _WROTE),
        "head": (_EITHER, _EITHER),
        "hr": (_EITHER, _EITHER),
        "exec": (_GROUP, _GROUP),
        "worker_rep": (_GROUP, _GROUP),
    },
    "review": {
        "lead": (_YES, _GROUP),
        "head": (_EITHER, _EITHER),
        "hr": (_EITHER, _EITHER),
        "exec": (_GROUP, _GROUP),
        "worker_rep": (_GROUP, _GROUP),
    },
    "skill": {
        "mentor": (_YES, _NO),
        "lead": (_YES, _GROUP),
        "coach": (_WROTE, _WROTE),
        "head": (_EITHER, _EITHER),
        "planner": (_GROUP, _GROUP),
        "hr": (_EITHER, _EITHER),
        "exec": (_GROUP, _GROUP),
        "worker_rep": (_GROUP, _GROUP),
    },
    "thanks": {"lead": (_YES, _GROUP), "head": (_GROUP, _GROUP), "worker_rep": (_GROUP, _GROUP)},
    "application": {
        "panelist": (_CASE, _CASE),
        "hr": (_CASE, _CASE),
        "head": (_GROUP, _GROUP),
        "worker_rep": (_GROUP, _GROUP),
    },
    "audit": {
        "hr": (_CASE, _CASE),
        "head": (_GROUP, _GROUP),
        "worker_rep": (_GROUP, _GROUP),
    },
    "profile": {role: (_GRANT, _GRANT) for role in ROLES if role not in ("admin", "worker_rep")},
    "voice": {role: (_GROUP, _GROUP) for role in ("lead", "head", "hr", "exec", "worker_rep")},
    "strain": {role: (_GROUP, _GROUP) for role in ("lead", "head", "exec", "worker_rep")}
    | {"hr": (_EITHER, _EITHER)},
    "concern": {"hr": (_CASE, _CASE)},
    "applicant_group": {"hr": (_GROUP, _GROUP), "worker_rep": (_GROUP, _GROUP)},
}


def right(area: str, role: str, relation: Relation) -> Answer:
    """Return what the table says.

    Parameters
    ----------
    area, role : str
        Keys of `AREAS` and `ROLES`.
    relation : Relation
        Whom the records are about.

    Examples
    --------
    >>> [right("feedback", role, Relation.TEAM).value for role in ("lead", "coach", "head", "admin")]
    ['allowed', 'author', 'case_or_group', 'never']
    """
    if AREAS[area].privacy_class is PrivacyClass.P0:
        return Answer.ALLOWED
    if relation is Relation.OWN:
        return _OWN[area]
    team, other = _OTHERS.get(area, {}).get(role, (Answer.NEVER, Answer.NEVER))
    return team if relation is Relation.TEAM else other


def allowed_roles(area: str, relation: Relation = Relation.OTHER) -> frozenset[str]:
    """Return the roles that read an area of others without a condition.

    Examples
    --------
    >>> sorted(allowed_roles("working_time")), sorted(allowed_roles("absence_reason"))
    (['hr', 'planner'], ['hr'])
    """
    return frozenset(role for role in ROLES if right(area, role, relation) is Answer.ALLOWED)


def table(
    roles: Iterable[str] = ROLES,
) -> dict[str, tuple[Answer, dict[str, tuple[Answer, Answer]]]]:
    """Return the whole table: area → (about oneself, role → (team, everybody else)).

    Examples
    --------
    >>> own, others = table(["lead"])["performance"]
    >>> own.value, [answer.value for answer in others["lead"]]
    ('allowed', ['allowed', 'group'])
    """
    roles = list(roles)
    return {
        area: (
            right(area, "rep", Relation.OWN),
            {
                role: (right(area, role, Relation.TEAM), right(area, role, Relation.OTHER))
                for role in roles
            },
        )
        for area in AREAS
    }
