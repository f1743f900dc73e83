"""Week plans as they were made; the newest of a week is the one shown.

None is ever changed, but that an erasure puts a pseudonym in a person's place.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

__all__ = ["DayForecast", "Plan"]


class Plan(models.Model):
    """One week's forecast, requirement and roster; `values` has the shape of `plans.stored`."""

    first_day = models.DateField()
    values = models.JSONField()
    changes = models.PositiveIntegerField(default=0)  # erasures that touched `values`
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Newest first; a week starts on Monday."""

        ordering = ["-first_day", "-made_at", "-pk"]
        indexes = [models.Index(fields=["-first_day", "-made_at"], name="plan_newest")]
        constraints = [
            # ISO week days count from 1, Monday
            models.CheckConstraint(
                condition=Q(first_day__iso_week_day=1), name="plan_starts_on_monday"
            )
        ]

    @property
    def mark(self) -> tuple[object, ...]:
        """What `values` depend on: what is made of them may be kept by it."""
        return self.pk, self.made_at, self.changes

    def __str__(self) -> str:
        return f"plan of the week from {self.first_day}"


class DayForecast(models.Model):
    """A day under way, forecast and sized again; `values` has the shape of `plans.under_way`.

    One row a day: a newer one takes its place. Nobody is named in it.
    """

    day = models.DateField(unique=True)
    values = models.JSONField()
    load_id = models.CharField(
        max_length=64
    )  # whose newest moment it was made from; empty: from an earlier one
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Newest day first."""

        ordering = ["-day"]

    @property
    def mark(self) -> tuple[object, ...]:
        """What `values` depend on: what is made of them may be kept by it."""
        return self.pk, self.made_at

    def __str__(self) -> str:
        return f"forecast of {self.day} again"
