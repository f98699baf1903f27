"""A frozen, citable set of approved revisions."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models import Dialogue, Instruction, Project, Revision, User
from dialogues.permissions import is_admin


class Release(Tracked):
    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to start")
        BUILDING = "building", _("Being frozen")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    CHANGES = {
        "build": change([Status.QUEUED], Status.BUILDING, may=is_system),
        "take up again": change([Status.BUILDING], Status.QUEUED, may=is_system),
        "publish": change([Status.BUILDING], Status.READY, may=is_system),
        "fail": change([Status.QUEUED, Status.BUILDING], Status.FAILED, may=is_system),
        "try again": change([Status.FAILED], Status.QUEUED, may=is_admin),
        "withdraw": change([Status.READY], Status.WITHDRAWN, may=is_admin),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="releases")
    name = models.SlugField(_("name"), max_length=60)
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="+")
    seed = models.PositiveIntegerField(default=42)
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    rows = models.JSONField(default=dict, help_text=_("Rows by split."))
    excluded = models.JSONField(default=dict, help_text=_("Left out, by reason."))
    sha256 = models.CharField(max_length=64, blank=True)
    audit_head = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("The last seal of the project's history when it was frozen."),
    )
    error = models.TextField(blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint("project", "name", name="release_name"),
            status_constraint(
                ["queued", "building", "ready", "failed", "withdrawn"],
                "release_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.slug}/{self.name}"

    @property
    def total_rows(self) -> int:
        return sum(self.rows.values())


class ReleaseEvent(Event):
    release = models.ForeignKey(Release, models.PROTECT, related_name="events")


class ReleaseItem(models.Model):
    """One approved revision as it was frozen; never changed afterwards."""

    class Split(models.TextChoices):
        TRAIN = "train", _("train")
        VALIDATION = "validation", _("validation")
        TEST = "test", _("test")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="released_as")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="released_as")
    split = models.CharField(max_length=10, choices=Split)
    record = models.JSONField(help_text=_("The dialogue as plain data."))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("release", "number")
        constraints = [
            models.UniqueConstraint("release", "number", name="release_item_number"),
            models.UniqueConstraint("release", "dialogue", name="released_once"),
            models.CheckConstraint(
                condition=models.Q(split__in=["train", "validation", "test"]),
                name="release_item_split",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.number}"
