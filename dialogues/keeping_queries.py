"""Which drafts are kept for whom just now."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from dialogues.models import Assignment, Keeping, User


def kept() -> QuerySet[Keeping]:
    """What still stands: its time has not run out, and the person has not begun it."""
    begun = Assignment.objects.filter(
        dialogue=OuterRef("dialogue"),
        holder=OuterRef("person"),
        created_at__gte=OuterRef("at"),
    )
    return Keeping.objects.filter(~Exists(begun), until__gt=Now())


def kept_for(user: User) -> QuerySet[Keeping, Any]:
    """The dialogues, by id, that wait for this person."""
    return kept().filter(person=user).values("dialogue")


def kept_from(user: User) -> QuerySet[Keeping, Any]:
    """The dialogues, by id, that wait for somebody else."""
    return kept().exclude(person=user).values("dialogue")
