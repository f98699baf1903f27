"""Who holds a dialogue for editing, with what they have typed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.dialogues import Dialogue, Revision
from dialogues.models.people import Project, User


class Assignment(models.Model):
    """A dialogue kept for one volunteer, with the working copy of what they type.

    Open while ``ended_at`` is empty. ``version`` counts the saves; ``kept_turns`` and
    ``kept_answers`` are the copy before the last save.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="assignments")
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="assignments")
    holder = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    came_from = models.CharField(max_length=20, choices=Dialogue.Status)
    base = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=0)
    turns = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    kept_turns = models.JSONField(default=list)
    kept_answers = models.JSONField(default=list)
    dismissals = models.JSONField(
        default=list,
        help_text=_("Warnings that the holder calls false alarms, and why."),
    )
    labels = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text=_("What the holder labels the whole dialogue with."),
    )
    lease_until = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(
        default=0,
        help_text=_("Time at work, as the saves show it."),
    )
    noted_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When its holder went on past the note about a heavy theme."),
    )
    heavy = models.BooleanField(
        default=False,
        help_text=_("Whether a heavy theme was taken with it."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by_verb = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                "dialogue",
                name="held_by_one",
                condition=models.Q(ended_at=None),
            ),
            models.UniqueConstraint(
                "project",
                "holder",
                name="one_held_each",
                condition=models.Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} · {self.dialogue_id}"
