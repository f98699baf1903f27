"""A chain of hashes over everything that is written once, so that a change shows."""

import uuid

from django.db import models
from django.utils import timezone

from dialogues.models import Project


class Seal(models.Model):
    """One link of a project's chain: what was written since the link before it.

    ``hash`` is taken over ``previous``, the number, the columns and the sealed rows in
    their order. ``columns`` says which columns of each table were hashed, since a
    later version may add some.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="seals")
    number = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    columns = models.JSONField()
    rows = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("project", "number")
        constraints = [
            models.UniqueConstraint("project", "number", name="seal_number"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.number}"


class SealedRow(models.Model):
    """The hash of one row as it was when it was sealed."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="sealed")
    position = models.PositiveIntegerField()
    table = models.CharField(max_length=63)
    key = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("seal", "position")
        constraints = [
            models.UniqueConstraint("table", "key", name="sealed_once"),
            models.UniqueConstraint("seal", "position", name="sealed_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"
