"""The book of published figures."""

from django.conf import settings
from django.db import models

from fiftytwo.measures.published import Published

__all__ = ["PublishedFigure"]


class PublishedFigure(models.Model):
    """What was published of a measure and period; it is written once and never changed."""

    measure = models.CharField(max_length=80)
    definition = models.CharField(max_length=100)  # name and version, such as service_level@1
    grain = models.CharField(max_length=8)
    period = models.CharField(max_length=16)  # 2026-W48, 2026-11, …
    narrowed = models.TextField(blank=True)  # the filters, as an address writes them; empty: all
    value = models.FloatField()  # in the measure's unit
    n = models.FloatField()
    is_provisional = models.BooleanField()  # open items or missing days could still change it
    load_id = models.CharField(max_length=64, blank=True)  # the newest load then
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "grain", "period", "narrowed"], name="published_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.definition} of {self.period}"

    @property
    def told(self) -> Published:
        """The figure as the core compares it."""
        return Published(self.definition, self.value, self.n)
