"""What is known about a piece of background work."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Job", "ScheduledRun"]


class Job(models.Model):
    """A piece of background work that somebody started."""

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")
        CANCELLED = "cancelled", _("cancelled")

    OVER = (State.DONE, State.FAILED, State.CANCELLED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)  # which work, such as intake.load
    title = models.CharField(max_length=200)  # what the person started, in words
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    share = models.FloatField(null=True)  # done, 0..1; null = not known
    stage = models.CharField(max_length=200, blank=True)  # what it does now, in words
    result = models.JSONField(null=True)  # of the work itself, for its page
    error = models.TextField(blank=True)  # one sentence for a person
    next_url = models.CharField(max_length=200, blank=True)  # where the result is shown
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    right = models.CharField(max_length=32, default="jobs")  # row of RIGHTS that starts it again
    task = models.CharField(max_length=200, blank=True)  # the function that does it
    arguments = models.JSONField(default=dict)  # what it gets besides the job's id
    cancel_asked = models.BooleanField(default=False)  # it stops at its next step
    beat_at = models.DateTimeField(null=True)  # last sign of life of its worker
    task_id = models.CharField(max_length=64, blank=True)  # the queue's own row
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="jobs"
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__gte=0, share__lte=1),
                name="job_share_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """Which chip the state wears."""
        return {self.State.DONE: "good", self.State.FAILED: "bad"}.get(self.state, "none")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in self.OVER

    @property
    def can_run_again(self) -> bool:
        """Whether it ended without a result and is known well enough to be started again."""
        return self.state in (self.State.FAILED, self.State.CANCELLED) and bool(self.task)


class ScheduledRun(models.Model):
    """A due time of scheduled work; the unique row is what lets one worker of many start it."""

    schedule = models.CharField(max_length=40)  # name of a schedule, such as lake
    due_at = models.DateTimeField()
    job = models.OneToOneField(  # null: the first one of a schedule, which only marks its beginning
        Job, null=True, on_delete=models.SET_NULL, related_name="scheduled"
    )

    class Meta:
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "due_at"], name="scheduled_run_is_one")
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.due_at:%Y-%m-%d %H:%M}"
