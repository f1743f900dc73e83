"""Who works here, in which team, under which contract, and when somebody is away."""

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Absence", "AgentLogin", "Person", "Site", "Team"]


class Site(models.Model):
    """A place of work with its own clock and holidays."""

    name = models.CharField(max_length=120, unique=True)
    zone = models.CharField(max_length=64)  # IANA name
    holidays = models.JSONField(default=dict, blank=True)  # ISO date → name

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who work together, and who leads them."""

    name = models.CharField(max_length=120, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="teams")
    lead = models.ForeignKey(
        "Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="teams_led"
    )

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who works here. Minutes are whole minutes; times of day local minutes 0..1440."""

    key = models.CharField(max_length=80, unique=True)  # stable name, such as yusuf.demir
    name = models.CharField(max_length=150)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    pool = models.CharField(max_length=120, blank=True)  # empty: is not rostered
    contract_minutes = models.PositiveIntegerField(default=0)  # paid, a week
    max_days = models.PositiveSmallIntegerField(default=5)  # working days a week
    shift_minutes = models.JSONField(default=list, blank=True)  # allowed lengths, breaks included
    # Weekday "0" (Monday) .. "6" → [from, to]; a weekday left out is not worked; {} = any time.
    availability = models.JSONField(default=dict, blank=True)
    joined = models.DateField(null=True, blank=True)
    left = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contract_minutes__lte=10_080), name="contract_fits_a_week"
            ),
            models.CheckConstraint(condition=models.Q(max_days__lte=7), name="days_fit_a_week"),
        ]

    def __str__(self) -> str:
        return self.name


class AgentLogin(models.Model):
    """Links a person to the pseudonym that stands for one of their logins in the lake."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agent_logins")
    login = models.CharField(max_length=120)
    agent = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.agent


class Absence(models.Model):
    """Days away, both inclusive. The kind is private: pages say "away" and no more."""

    class Kind(models.TextChoices):
        """Why somebody is away."""

        LEAVE = "leave", _("leave")
        SICK = "sick", _("sick")
        OTHER = "other", _("other")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    first = models.DateField()
    last = models.DateField()
    kind = models.CharField(max_length=16, choices=Kind.choices)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="absence_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"
