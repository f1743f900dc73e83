"""May X read field F of person Y for purpose Z on day D? The answer, and why, in words."""

import dataclasses
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from fiftytwo.privacy.catalogue import ROLES, Area, PrivacyClass, area_of, check_purpose
from fiftytwo.privacy.errors import RuleError
from fiftytwo.privacy.grants import Grant, grant_holds
from fiftytwo.privacy.rights import Answer, Relation, right
from fiftytwo.privacy.switch import Switch, first_switch, not_started

__all__ = ["OpenCase", "Question", "Verdict", "may_read"]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case about one person, its named handlers, and the days it is open."""

    person: str
    handlers: frozenset[str]
    opened_on: date
    closed_on: date | None = None

    def lets(self, reader: str, person: str, on: date) -> bool:
        """Return whether it lets `reader` look at `person` on a day."""
        is_open = self.opened_on <= on and (self.closed_on is None or on < self.closed_on)
        return is_open and self.person == person and reader in self.handlers


@dataclass(frozen=True, slots=True)
class Question:
    """One wish to read.

    Attributes
    ----------
    reader, person : str
        Keys of who reads and whom it is about.
    roles : frozenset of str
        Every role the reader holds.
    field, purpose : str
        What is read, and what for.
    on : date
        The day.
    leads : bool
        Whether the reader leads (or mentors) the person.
    wrote_it : bool
        Whether the reader wrote this record.
    """

    reader: str
    roles: frozenset[str]
    person: str
    field: str
    purpose: str
    on: date
    leads: bool = False
    wrote_it: bool = False
    grants: Collection[Grant] = ()
    cases: Collection[OpenCase] = ()
    switches: Mapping[str, Switch] = dataclasses.field(default_factory=dict)

    @property
    def relation(self) -> Relation:
        """Whom it is about, seen from the reader."""
        if self.reader == self.person:
            return Relation.OWN
        return Relation.TEAM if self.leads else Relation.OTHER


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be read: this record, only a group, or nothing; `reason` is a sentence.

    Attributes
    ----------
    code : str
        ``OK``, ``SUPPRESSED`` (only as a group) or ``FORBIDDEN``, ``FORBIDDEN_PURPOSE``,
        ``NOT_STARTED``.
    is_logged : bool
        Whether reading it must leave an entry.
    """

    code: str
    reason: str
    is_logged: bool = False

    @property
    def is_allowed(self) -> bool:
        """Whether the single record may be read."""
        return self.code == "OK"

    @property
    def is_group_only(self) -> bool:
        """Whether only results of groups under the k-rule may be read."""
        return self.code == "SUPPRESSED"


def may_read(question: Question) -> Verdict:
    """Answer one question; roles are tried one by one and the best answer counts.

    Raises
    ------
    RuleError
        ``OUT_OF_RANGE`` for a field, purpose or role that is not declared.

    Examples
    --------
    >>> wish = Question("joris", frozenset({"lead"}), "yusuf", "feedback", "review",
    ...                 date(2026, 11, 25), leads=True)
    >>> may_read(wish).reason
    'lead: allowed for the people one leads, or mentors'
    """
    area = area_of(question.field)
    check_purpose(question.purpose)
    unknown = sorted(question.roles - set(ROLES))
    if unknown:
        raise RuleError("OUT_OF_RANGE", f"{unknown[0]!r} is no role: use one of {', '.join(ROLES)}")
    if area.privacy_class is PrivacyClass.P0:
        return Verdict("OK", "all staff may read it")
    return _about_oneself(question, area) or _refusal(question, area) or _best(question, area)


def _about_oneself(question: Question, area: Area) -> Verdict | None:
    if question.relation is not Relation.OWN:
        return None
    answer = right(area.key, "rep", Relation.OWN)
    if answer is Answer.ALLOWED:
        return Verdict("OK", "one may read what is kept about oneself")
    if answer is Answer.GROUP:
        return Verdict("SUPPRESSED", "answers are not linked to people: only results of groups")
    return Verdict("FORBIDDEN", "one hears it in the case, not here")


def _refusal(question: Question, area: Area) -> Verdict | None:
    switch = question.switches.get(area.key, first_switch(area.key))
    why = not_started(switch, on=question.on)
    if why:
        return Verdict("NOT_STARTED", f"{area.title} does not run: {why}")
    if question.purpose not in area.purposes:
        names = ", ".join(sorted(area.purposes))
        return Verdict(
            "FORBIDDEN_PURPOSE",
            f"{area.title} may not be read for {question.purpose}: only for {names}",
        )
    return None


def _best(question: Question, area: Area) -> Verdict:
    found = [_by_role(question, area, role) for role in sorted(question.roles)]
    order = {"OK": 0, "SUPPRESSED": 1, "FORBIDDEN": 2}
    nothing = Verdict("FORBIDDEN", "without a role nobody reads about others")
    return min(found, key=lambda verdict: order[verdict.code], default=nothing)


def _by_role(question: Question, area: Area, role: str) -> Verdict:
    answer = right(area.key, role, question.relation)
    held, text = _CONDITIONS[answer](question)
    where = "the people one leads, or mentors" if question.leads else "people one does not lead"
    if held:
        return Verdict("OK", f"{role}: {text} for {where}", area.privacy_class.is_logged)
    if answer in (Answer.GROUP, Answer.CASE_OR_GROUP):
        return Verdict("SUPPRESSED", f"{role}: {text}; groups under the k-rule may be read")
    return Verdict("FORBIDDEN", f"{role}: {text} for {where}")


def _granted(question: Question) -> tuple[bool, str]:
    for grant in question.grants:
        names = (grant.person, grant.grantee, grant.field)
        if names == (question.person, question.reader, question.field) and grant_holds(
            grant, on=question.on
        ):
            return True, f"granted by the person until {grant.until}"
    return False, "no grant of the person holds"


def _in_case(question: Question) -> tuple[bool, str]:
    named = any(case.lets(question.reader, question.person, question.on) for case in question.cases)
    return (True, "handler of an open case") if named else (False, "no open case names the reader")


_CONDITIONS: Mapping[Answer, Callable[[Question], tuple[bool, str]]] = {
    Answer.ALLOWED: lambda _question: (True, "allowed"),
    Answer.AUTHOR: lambda question: (
        question.wrote_it,
        "what one wrote oneself" if question.wrote_it else "only what one wrote oneself",
    ),
    Answer.CASE: _in_case,
    Answer.CASE_OR_GROUP: _in_case,
    Answer.GRANT: _granted,
    Answer.GROUP: lambda _question: (False, "only as a group"),
    Answer.NEVER: lambda _question: (False, "never"),
}
