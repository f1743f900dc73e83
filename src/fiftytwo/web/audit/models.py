"""Entries of the audit. They are added and pruned by `actions`, and never changed."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from fiftytwo.base.errors import BrokenError

__all__ = ["About", "Actor", "Checkpoint", "Detail", "Entry", "Head"]

REFUSED = "entries of the audit are only ever added: nothing changes or deletes them"


class AddedOnly(models.QuerySet):
    """Rows that can be added and read."""

    def update(self, **_values: Any) -> NoReturn:
        """Refuse."""
        raise BrokenError(REFUSED)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise BrokenError(REFUSED)

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise BrokenError(REFUSED)


class Fixed(models.Model):
    """A row that can be added and read."""

    objects = AddedOnly.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to change one."""
        if not self._state.adding:
            raise BrokenError(REFUSED)
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise BrokenError(REFUSED)


class Actor(models.Model):
    """Links an account to the random word that stands for it in the chain; erased with the account."""

    pseudonym = models.CharField(max_length=32, primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.pseudonym


class Entry(Fixed):
    """One link of the chain; see `chain.link_hash` for what its hash covers."""

    number = models.PositiveBigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=32, db_index=True)  # a pseudonym, or "system"
    action = models.CharField(max_length=64, db_index=True)  # a key of words.ACTIONS
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(Fixed.Meta):
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Detail(models.Model):
    """What an entry was about; content and salt can be blanked, which `erased_by` tells."""

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.DO_NOTHING, related_name="detail"
    )
    content = models.TextField()  # JSON: whose, purpose, before, after
    salt = models.CharField(max_length=32)
    erased_by = models.PositiveBigIntegerField(null=True)  # number of the entry that says so

    def __str__(self) -> str:
        return f"details of {self.entry_id}"


class About(models.Model):
    """Whom an entry is about; goes with the person."""

    detail = models.ForeignKey(Detail, on_delete=models.CASCADE, related_name="about")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "detail"], name="entry_names_a_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.detail_id} about {self.person_id}"


class Head(models.Model):
    """The end of the chain; one row, locked while an entry is added."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"entry {self.number}"


class Checkpoint(Fixed):
    """Where the chain begins after older entries were pruned."""

    number = models.PositiveBigIntegerField(primary_key=True)  # the last entry that was pruned
    hash = models.CharField(max_length=64)
    entries = models.PositiveBigIntegerField()  # how many this pruning took
    at = models.DateTimeField()

    class Meta(Fixed.Meta):
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"pruned to {self.number}"
