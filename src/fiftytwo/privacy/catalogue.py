"""What is kept about people: privacy classes, purposes, and areas with their fields.

An area is a kind of records that stand and fall together: one class, one set of purposes, one time
after which they are deleted, one switch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from fiftytwo.privacy.errors import RuleError
from fiftytwo.privacy.words import gettext_noop as _

__all__ = [
    "AREAS",
    "CLASSES",
    "PURPOSES",
    "ROLES",
    "Area",
    "ClassText",
    "PrivacyClass",
    "area_of",
    "check_purpose",
]

# Everything somebody can do here, in words; the web's `Role` holds the same keys.
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "rep": _("rep"),
        "mentor": _("mentor"),
        "coach": _("coach"),
        "lead": _("lead"),
        "head": _("head"),
        "planner": _("planner"),
        "hr": _("HR"),
        "panelist": _("panelist"),
        "exec": _("executive"),
        "worker_rep": _("worker representative"),
        "admin": _("administrator"),
    }
)


class PrivacyClass(StrEnum):
    """How private a record is, from P0 (all staff) to P4 (never per person to managers)."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    @property
    def is_logged(self) -> bool:
        """Whether reading it about somebody else leaves an entry.

        Examples
        --------
        >>> PrivacyClass.P1.is_logged, PrivacyClass.P2.is_logged
        (False, True)
        """
        return self >= PrivacyClass.P2


@dataclass(frozen=True, slots=True)
class ClassText:
    """What a class holds and who sees it, in words."""

    content: str
    seen_by: str


CLASSES: Mapping[PrivacyClass, ClassText] = MappingProxyType(
    {
        PrivacyClass.P0: ClassText(
            _("announcements, policies, standards, vision, definitions of measures"),
            _("all staff"),
        ),
        PrivacyClass.P1: ClassText(
            _("team measures, plans, recognitions marked public"), _("the team and above")
        ),
        PrivacyClass.P2: ClassText(
            _("a person's own performance, feedback, reviews, skills, expectations, hours"),
            _(
                "the person and the direct lead; HR on a case; a coach only what the coach wrote; "
                "the head only as a group, unless a case is open"
            ),
        ),
        PrivacyClass.P3: ClassText(
            _("what a person owns: style profile, values, preferences, career wishes"),
            _(
                "the person; others only by a grant that names person, field and end date and can "
                "be withdrawn"
            ),
        ),
        PrivacyClass.P4: ClassText(
            _(
                "burnout answers, raw answers about leaders and peers, behaviour concerns, group "
                "data of applicants, use of coping help"
            ),
            _(
                "never per person by line management; named case handlers only, or as a group "
                "under the k-rule"
            ),
        ),
    }
)

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "access": _("reading what is kept about oneself"),
        "information": _("telling everybody the same"),
        "operation": _("running the day's service"),
        "planning": _("planning people and hours"),
        "development": _("helping a person grow"),
        "review": _("judging work in a review"),
        "wellbeing": _("keeping strain within limits"),
        "improvement": _("bettering the service as a whole, from groups"),
        "case": _("handling one opened case"),
        "hiring": _("choosing among applicants"),
        "pay": _("paying hours and bonuses"),
        "security": _("finding out who did what"),
        "works_council": _("letting workers' representatives check the rules"),
    }
)


@dataclass(frozen=True, slots=True)
class Area:
    """One kind of records.

    Attributes
    ----------
    key, title : str
        Its name in code and in words.
    privacy_class : PrivacyClass
        How private it is.
    fields : tuple of str
        What it holds; a field belongs to one area.
    purposes : frozenset of str
        What it may be read for, besides a person reading about themselves.
    keep_months : int or None
        Deleted after that many months [months]; None = kept while its subject is there.
    needs_agreement : bool
        Whether it never runs before workers' representatives have agreed: all of P4, and what
        judges or describes people. A site may ask for an agreement elsewhere too, not do without.
    """

    key: str
    title: str
    privacy_class: PrivacyClass
    fields: tuple[str, ...]
    purposes: frozenset[str]
    keep_months: int | None = None
    needs_agreement: bool = False


def _area(
    key: str,
    title: str,
    privacy_class: PrivacyClass,
    fields: str,
    purposes: str,
    keep_months: int | None = None,
    needs_agreement: bool = False,
) -> Area:
    words = tuple(fields.split())
    return Area(
        key, title, privacy_class, words, frozenset(purposes.split()), keep_months, needs_agreement
    )


P = PrivacyClass
_ALL = (
    _area(
        "notices",
        _("Announcements and standards"),
        P.P0,
        "announcement policy standard vision measure_definition",
        "information operation planning improvement works_council",
    ),
    _area(
        "team",
        _("Team figures and plans"),
        P.P1,
        "team_measure week_plan public_recognition",
        "information operation planning improvement",
        24,
    ),
    _area(
        "directory",
        _("Who works where"),
        P.P1,
        "name team site email employment",
        "information operation planning",
    ),
    _area(
        "roster",
        _("Who works when in the week plan, and who is not there"),
        P.P1,
        "shift planned_away",  # why somebody is not there is another area
        "information operation planning",
        24,
    ),
    _area(
        "agent_link",
        _("Logins in the sources"),
        P.P2,
        "agent_login",
        "operation security",
    ),
    _area(
        "own_notices",
        _("Notices to a person"),
        P.P1,
        "notice",
        "information",
        3,
    ),
    _area(
        "working_time",
        _("Hours, contract and days away as entered"),
        P.P2,
        "hours contract availability absence_days",
        "operation planning pay wellbeing case",
        24,
    ),
    _area("absence_reason", _("Why somebody is away"), P.P2, "absence_kind", "pay case", 24),
    _area(
        "performance",
        _("A person's own figures"),
        P.P2,
        "own_measure",
        "operation development review improvement case",
        24,
    ),
    _area(
        "feedback",
        _("Feedback and 1:1s"),
        P.P2,
        "observation feedback one_on_one promise",
        "development review improvement case",
        24,
    ),
    _area(
        "review",
        _("Quarterly reviews and expectations"),
        P.P2,
        "review rating expectation deliverable",
        "review development improvement case",
        24,
    ),
    _area(
        "skill",
        _("Skills, training and first weeks"),
        P.P2,
        "skill_level training onboarding_step question",
        "development planning improvement case",
        24,
    ),
    _area(
        "thanks",
        _("Private recognition"),
        P.P2,
        "private_recognition contribution",
        "development improvement",
        24,
    ),
    _area(
        "application",
        _("Applications"),
        P.P2,
        "application interview_score",
        "hiring",
        6,
        needs_agreement=True,
    ),
    _area(
        "audit",
        _("Who did and read what"),
        P.P2,
        "audit_entry",
        "security case works_council",
        24,
    ),
    _area(
        "profile",
        _("Style profile, values and wishes"),
        P.P3,
        "style_profile core_value preference career_wish private_note work_card",
        "development",
        24,
        needs_agreement=True,
    ),
    _area(
        "voice",
        _("Answers about leaders and peers"),
        P.P4,
        "upward_answer peer_answer",
        "improvement development",
        12,
        needs_agreement=True,
    ),
    _area(
        "strain",
        _("Strain and coping help"),
        P.P4,
        "burnout_answer coping_help_use",
        "wellbeing improvement case",
        12,
        needs_agreement=True,
    ),
    _area(
        "concern",
        _("Concerns about behaviour"),
        P.P4,
        "behaviour_concern",
        "case",
        24,
        needs_agreement=True,
    ),
    _area(
        "applicant_group",
        _("Group data of applicants"),
        P.P4,
        "applicant_group",
        "hiring improvement",
        6,
        needs_agreement=True,
    ),
)

AREAS: Mapping[str, Area] = MappingProxyType({area.key: area for area in _ALL})
_BY_FIELD = {name: area for area in _ALL for name in area.fields}


def area_of(field: str) -> Area:
    """Return the area a field belongs to.

    Raises
    ------
    RuleError
        ``OUT_OF_RANGE`` if no area has such a field: what is not declared cannot be read.

    Examples
    --------
    >>> area_of("career_wish").privacy_class.value
    'P3'
    """
    if field not in _BY_FIELD:
        raise RuleError(
            "OUT_OF_RANGE", f"{field!r} is no field of privacy.catalogue: declare it in an area"
        )
    return _BY_FIELD[field]


def check_purpose(purpose: str) -> str:
    """Return the purpose.

    Raises
    ------
    RuleError
        ``OUT_OF_RANGE`` if it is none of `PURPOSES`.
    """
    if purpose not in PURPOSES:
        names = ", ".join(PURPOSES)
        raise RuleError("OUT_OF_RANGE", f"{purpose!r} is no purpose: use one of {names}")
    return purpose
