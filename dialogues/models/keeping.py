"""Drafts that an admin keeps for one volunteer."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialogues.models.dialogues import Dialogue
from dialogues.models.people import User


class Keeping(models.Model):
    """A draft that is offered to one person first, and until then to nobody else.

    It ends with its time, and when the person has taken the draft once; who kept what
    for whom stands in the history of the dialogue.
    """

    dialogue = models.OneToOneField(
        Dialogue,
        models.PROTECT,
        primary_key=True,
        related_name="keeping",
    )
    person = models.ForeignKey(User, models.PROTECT, related_name="keepings")
    at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} · {self.dialogue_id}"
