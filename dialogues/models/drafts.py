"""Machine drafts: what was asked for, and what became of it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models.batches import DraftBatch
from dialogues.models.drafters import Drafter
from dialogues.models.people import Project
from dialogues.models.topics import Topic
from dialogues.permissions import is_admin, is_admin_or_system, may_choose_draft


class Draft(Tracked):
    """One dialogue asked of a drafter; its calls tell what was sent and came back."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        CALLING = "calling", _("Being written")
        CANDIDATE = "candidate", _("One of several to choose from")
        DRAFTED = "drafted", _("Became a dialogue")
        UNCHOSEN = "unchosen", _("Another was chosen")
        GATHERED = "gathered", _("Became topics")
        TRIED = "tried", _("Test run")
        UNUSABLE = "unusable", _("Kept, not usable as it is")
        FAILED = "failed", _("No reply")
        CANCELLED = "cancelled", _("Cancelled")

    CHANGES = {
        "call": change([Status.QUEUED], Status.CALLING, may=is_system),
        "keep": change([Status.CALLING], Status.DRAFTED, may=is_system),
        "offer": change([Status.CALLING], Status.CANDIDATE, may=is_system),
        "gather": change([Status.CALLING], Status.GATHERED, may=is_system),
        "try": change([Status.CALLING], Status.TRIED, may=is_system),
        "set aside": change([Status.CALLING], Status.UNUSABLE, may=is_system),
        "fail": change([Status.CALLING], Status.FAILED, may=is_system),
        "call again": change([Status.CALLING], Status.QUEUED, may=is_system),
        "cancel": change([Status.QUEUED], Status.CANCELLED, may=is_admin_or_system),
        # The other way round too: a text that is handed in again may have it otherwise.
        "choose": change(
            [Status.CANDIDATE, Status.UNCHOSEN],
            Status.DRAFTED,
            may=may_choose_draft,
        ),
        "leave": change(
            [Status.CANDIDATE, Status.DRAFTED],
            Status.UNCHOSEN,
            may=may_choose_draft,
        ),
        "repair": change([Status.UNUSABLE], Status.DRAFTED, may=is_admin),
        "draft again": change([Status.UNUSABLE, Status.FAILED], may=is_admin),
    }

    batch = models.ForeignKey(DraftBatch, models.PROTECT, related_name="drafts")
    project = models.ForeignKey(Project, models.PROTECT, related_name="drafts")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="drafts")
    drafter = models.ForeignKey(Drafter, models.PROTECT, related_name="drafts")
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    slot = models.UUIDField(
        default=uuid.uuid4,
        editable=False,
        help_text=_("Shared by the drafts of one topic that are to be chosen from."),
    )
    candidate = models.PositiveSmallIntegerField(default=1)
    emotion = models.CharField(_("emotion"), max_length=40, blank=True)
    age_band = models.CharField(_("age"), max_length=20, blank=True)
    prompt_text = models.TextField(help_text=_("The prompt as it was sent."))
    user_prompt_text = models.TextField(
        blank=True,
        help_text=_("Turn by turn: what the model is told as the person helped."),
    )
    answer = models.OneToOneField(
        "Call",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered",
        help_text=_("The call whose reply was read, the last one turn by turn."),
    )
    turns = models.JSONField(
        null=True,
        blank=True,
        help_text=_("What was read from the reply, with the ids that revisions keep."),
    )
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            status_constraint(
                [
                    "queued",
                    "calling",
                    "candidate",
                    "drafted",
                    "unchosen",
                    "gathered",
                    "tried",
                    "unusable",
                    "failed",
                    "cancelled",
                ],
                "draft_status",
            ),
            models.UniqueConstraint("slot", "candidate", name="draft_candidate"),
        ]
        indexes = [models.Index(fields=["batch", "status"], name="draft_of_batch")]

    def __str__(self) -> str:
        return f"{self.topic}"


class DraftEvent(Event):
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="events")
