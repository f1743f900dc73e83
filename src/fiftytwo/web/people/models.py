"""Who works here, in which team, under which contract, and when somebody is away.

What changes with time is a row with a first day; it holds until the next row of the same person
or team begins, so rows can neither overlap nor leave a gap.
"""

from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

__all__ = [
    "SINCE_EVER",
    "USUAL_KINDS",
    "Absence",
    "AbsenceKind",
    "AgentLogin",
    "Contract",
    "Leadership",
    "Membership",
    "Person",
    "Site",
    "Team",
]

SINCE_EVER = date(1900, 1, 1)


class Dated(models.QuerySet):
    """Rows that hold from their first day until the next row of the same owner begins."""

    def on(self, day: date) -> "Dated":
        """Return the row of each owner that holds on a day."""
        owner = self.model.OWNER
        later = self.model.objects.filter(
            **{owner: OuterRef(owner)}, first__gt=OuterRef("first"), first__lte=day
        )
        return self.filter(~Exists(later), first__lte=day)


class Site(models.Model):
    """A place of work with its own clock and holidays."""

    name = models.CharField(max_length=120, unique=True)
    zone = models.CharField(max_length=64)  # IANA name
    country = models.CharField(max_length=2, blank=True)  # ISO 3166; empty: own days only
    subdivision = models.CharField(max_length=8, blank=True)  # as the holidays package names it
    holidays = models.JSONField(default=dict, blank=True)  # own days: ISO date → name
    # Names of the schedules of schedules.toml that are meant to close on its holidays.
    schedules = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who work together."""

    name = models.CharField(max_length=120, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="teams")
    closed = models.DateField(null=True, blank=True)  # first day on which it is no more

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who works here."""

    key = models.CharField(max_length=80, unique=True)  # stable name, such as yusuf.demir
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    joined = models.DateField(null=True, blank=True)
    left = models.DateField(null=True, blank=True)  # last day of work

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(joined=None)
                | models.Q(left=None)
                | models.Q(left__gte=models.F("joined")),
                name="person_leaves_after_joining",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def team(self) -> Team | None:
        """The team of today; one query, the first time."""
        begun = self.memberships.filter(first__lte=timezone.localdate())
        row = begun.select_related("team").order_by("-first").first()
        return row.team if row else None

    def works_until(self, day: date) -> bool:
        """Return whether somebody has not left before a day."""
        return self.left is None or day <= self.left

    def works_on(self, day: date) -> bool:
        """Return whether somebody is employed on a day."""
        return (self.joined is None or self.joined <= day) and self.works_until(day)


class Membership(models.Model):
    """The team somebody belongs to from a day on; None: no team."""

    OWNER = "person"
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    first = models.DateField(default=SINCE_EVER)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["person", "first"], name="one_team_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id} from {self.first}"


class Leadership(models.Model):
    """Who leads a team from a day on; None: nobody."""

    OWNER = "team"
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="leaderships")
    lead = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="leaderships"
    )
    first = models.DateField(default=SINCE_EVER)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["team", "first"], name="one_lead_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} leads {self.team_id} from {self.first}"


class Contract(models.Model):
    """What somebody works from a day on. Whole minutes; times of day local minutes 0..1440."""

    OWNER = "person"
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contracts")
    first = models.DateField(default=SINCE_EVER)
    pool = models.CharField(max_length=120, blank=True)  # empty: is not rostered
    contract_minutes = models.PositiveIntegerField(default=0)  # paid, a week
    max_days = models.PositiveSmallIntegerField(default=5)  # working days a week
    shift_minutes = models.JSONField(default=list, blank=True)  # allowed lengths, breaks included
    # Weekday "0" (Monday) .. "6" → [from, to]; a weekday left out is not worked; {} = any time.
    availability = models.JSONField(default=dict, blank=True)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["person", "first"], name="one_contract_a_day"),
            models.CheckConstraint(
                condition=models.Q(contract_minutes__lte=10_080), name="contract_fits_a_week"
            ),
            models.CheckConstraint(condition=models.Q(max_days__lte=7), name="days_fit_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_minutes} min a week from {self.first}"


class AgentLogin(models.Model):
    """Links a person to the pseudonym that stands for one of their logins in the lake."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agent_logins")
    login = models.CharField(max_length=120)
    agent = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.agent


# Code, name, whether it is paid and planned: what every company has, until it names them otherwise.
USUAL_KINDS = (
    ("leave", gettext_noop("Leave"), True, True),
    ("sick", gettext_noop("Sick"), True, False),
    ("other", gettext_noop("Other"), False, True),
)


class AbsenceKind(models.Model):
    """A named reason to be away, and what it means for pay and plans."""

    code = models.SlugField(primary_key=True, max_length=16)
    name = models.CharField(max_length=60, unique=True)
    is_paid = models.BooleanField(default=True)
    is_planned = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        """Return the name, a usual one in the reader's language."""
        is_usual = self.name in {name for _code, name, *_rest in USUAL_KINDS}
        return gettext(self.name) if is_usual else self.name


class Absence(models.Model):
    """Days away, both inclusive. The kind is private: pages say "away" and no more."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    first = models.DateField()
    last = models.DateField()
    kind = models.ForeignKey(AbsenceKind, on_delete=models.PROTECT, db_column="kind")

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="absence_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"
