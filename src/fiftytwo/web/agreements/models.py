"""Choices of a site about the areas of `privacy.catalogue`."""

from django.db import models

__all__ = ["AreaChoice"]


class AreaChoice(models.Model):
    """What a site chose for one area; without a row the area is as `privacy.catalogue` says."""

    area = models.CharField(max_length=32, unique=True)  # key of privacy.catalogue.AREAS
    enabled = models.BooleanField()
    purpose_text = models.TextField(blank=True)
    data_catalogue = models.TextField(blank=True)
    requires_agreement = models.BooleanField()
    agreed_on = models.DateField(null=True, blank=True)
    agreed_with = models.CharField(max_length=200, blank=True)
    keep_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(enabled=False)
                | models.Q(requires_agreement=False)
                | models.Q(agreed_on__isnull=False),
                name="area_runs_only_if_agreed",
            ),
            models.CheckConstraint(
                condition=models.Q(keep_months=None) | models.Q(keep_months__range=(1, 120)),
                name="area_is_kept_some_months",
            ),
        ]

    def __str__(self) -> str:
        return self.area
