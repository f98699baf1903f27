"""What orders the experts' queue, and what is kept in it for one of them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models import Dialogue, Project, Revision, User
from reviewers.models.reviews import Review


class Risk(models.Model):
    """Why it is pressing to read a submitted revision, looked up once by a worker."""

    revision = models.OneToOneField(
        Revision,
        models.CASCADE,
        primary_key=True,
        related_name="risk",
    )
    why = ArrayField(models.CharField(max_length=20), default=list)

    def __str__(self) -> str:
        return f"{self.revision_id}: {', '.join(self.why)}"


class Sitting(models.Model):
    """The dialogues that one expert means to read in the time that they have now.

    As long as it lasts, nobody else is offered them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="sittings")
    expert = models.ForeignKey(User, models.PROTECT, related_name="sittings")
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        validators=[MinValueValidator(5), MaxValueValidator(180)],
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                "project",
                "expert",
                name="one_sitting_at_a_time",
                condition=models.Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.minutes} min"


class SittingPlace(models.Model):
    """One dialogue of a sitting, and how long it will probably take."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="places")
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint("sitting", "dialogue", name="once_in_a_sitting"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.dialogue_id}"


class Handover(models.Model):
    """An expert asked another one to read a dialogue. Written once."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="handover")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="handovers")
    to = models.ForeignKey(User, models.PROTECT, related_name="handovers")
    note = models.TextField(_("note"), blank=True, max_length=500)
    at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.revision_id} → {self.to}"
