"""What was perhaps disclosed in a dialogue, and who has seen to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models import Dialogue, Project, Revision, User
from dialogues.permissions import is_safeguarding, wrote_some_of_it


def may_sign(user: User | None, case: Case) -> bool:
    """A marked member who wrote no part of the dialogue."""
    return is_safeguarding(user, case) and not wrote_some_of_it(user, case.dialogue)


def is_safeguarding_or_system(user: User | None, row: Any) -> bool:
    return is_system(user, row) or is_safeguarding(user, row)


class Case(Tracked):
    """One matter of safeguarding about one dialogue; only marked members know of it.

    It is opened by an open disclosure in the dialogue's latest revision, whether a
    check or a person found it, and its clock starts when that was found.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Category(models.TextChoices):
        UNSORTED = "", _("Not looked at yet")
        HOME = "home", _("Violence at home")
        TEACHER = "teacher", _("Violence by a teacher")
        SEXUAL = "sexual", _("Sexual abuse")
        NEGLECT = "neglect", _("Neglect")
        BULLYING = "bullying", _("Bullying with injury")
        SELF_HARM = "self-harm", _("Self-harm")
        SUICIDE = "suicide", _("Suicide")
        OTHER = "other", _("Another danger")

    class Severity(models.TextChoices):
        HIGH = "high", _("High: today")
        MEDIUM = "medium", _("Medium: within three days")
        LOW = "low", _("Low: within a week")

    CHANGES = {
        "look": change([Status.OPEN, Status.CLOSED], may=is_safeguarding),
        "sort": change([Status.OPEN], may=is_safeguarding_or_system),
        "assign": change([Status.OPEN], may=is_safeguarding),
        "sign": change([Status.OPEN], may=may_sign),
        "remind": change([Status.OPEN], may=is_system),
        "close": change([Status.OPEN], Status.CLOSED, may=is_safeguarding_or_system),
        "reopen": change([Status.CLOSED], Status.OPEN, may=is_safeguarding_or_system),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="cases")
    dialogue = models.OneToOneField(Dialogue, models.PROTECT, related_name="case")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    category = models.CharField(
        _("category"),
        max_length=20,
        choices=Category,
        blank=True,
        default=Category.UNSORTED,
    )
    severity = models.CharField(
        _("severity"),
        max_length=10,
        choices=Severity,
        default=Severity.HIGH,
    )
    assignee = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    noticed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("due_at", "id")
        constraints = [
            status_constraint(["open", "closed"], "case_status"),
            models.CheckConstraint(
                condition=models.Q(severity__in=["high", "medium", "low"]),
                name="case_severity",
            ),
        ]

    def __str__(self) -> str:
        return str(self.dialogue_id)

    @property
    def about_a_real_person(self) -> bool:
        """Said of the dialogue: it is what others must not read."""
        return self.dialogue.about_a_real_person

    @property
    def overdue(self) -> bool:
        return self.status == self.Status.OPEN and self.due_at < timezone.now()


class CaseEvent(Event):
    case = models.ForeignKey(Case, models.PROTECT, related_name="events")


class Signature(models.Model):
    """One marked member's word that a revision answers a disclosure as it should.

    ``elements`` is ``{slug: yes|na}`` over everything a good answer needs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="signatures")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    elements = models.JSONField()
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint("revision", "by", name="one_signature_each"),
        ]

    def __str__(self) -> str:
        return f"{self.by} · {self.revision_id}"
