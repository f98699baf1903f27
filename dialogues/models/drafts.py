"""Machine drafts: the batch that was ordered and each call that was made."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models.people import Project, User
from dialogues.models.texts import Prompt
from dialogues.models.topics import Topic
from dialogues.permissions import is_admin, is_admin_or_system


class Drafter(models.Model):
    """A model that writes drafts, at the site's endpoint; its key is never stored."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="drafters")
    name = models.SlugField(_("name"), max_length=60)
    model = models.CharField(_("model"), max_length=200)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    prompt_price = models.DecimalField(
        _("price of a million prompt tokens"),
        max_digits=12,
        decimal_places=4,
        default=Decimal(0),
    )
    completion_price = models.DecimalField(
        _("price of a million completion tokens"),
        max_digits=12,
        decimal_places=4,
        default=Decimal(0),
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    concurrency = models.PositiveSmallIntegerField(_("calls at once"), default=8)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint("project", "name", name="drafter_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.model})"

    def cost(self, prompt_tokens: int, completion_tokens: int) -> Decimal:
        """What a call cost, in ``currency``."""
        total = (
            self.prompt_price * prompt_tokens
            + self.completion_price * completion_tokens
        )
        return total / 1_000_000


class DraftBatch(Tracked):
    """An order for a number of drafts, worked through by a Celery task."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", pgettext_lazy("status", "Drafting")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    CHANGES = {
        "start": change([Status.QUEUED], Status.RUNNING, may=is_system),
        "take up again": change([Status.RUNNING], Status.QUEUED, may=is_system),
        "finish": change([Status.RUNNING], Status.DONE, may=is_system),
        "cancel": change(
            [Status.QUEUED, Status.RUNNING],
            Status.CANCELLED,
            may=is_admin_or_system,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="batches")
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    prompt = models.ForeignKey(Prompt, models.PROTECT, related_name="batches")
    drafter = models.ForeignKey(Drafter, models.PROTECT, related_name="batches")
    budget = models.DecimalField(
        _("budget"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
    )
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            status_constraint(
                ["queued", "running", "done", "cancelled"],
                "batch_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.created_at:%Y-%m-%d %H:%M}"


class DraftBatchEvent(Event):
    batch = models.ForeignKey(DraftBatch, models.PROTECT, related_name="events")


class Draft(Tracked):
    """One call to a drafter and what came back, raw, whatever it was."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        CALLING = "calling", _("Being written")
        DRAFTED = "drafted", _("Became a dialogue")
        UNUSABLE = "unusable", _("Kept, not usable as it is")
        FAILED = "failed", _("No reply")
        CANCELLED = "cancelled", _("Cancelled")

    CHANGES = {
        "call": change([Status.QUEUED], Status.CALLING, may=is_system),
        "keep": change([Status.CALLING], Status.DRAFTED, may=is_system),
        "set aside": change([Status.CALLING], Status.UNUSABLE, may=is_system),
        "fail": change([Status.CALLING], Status.FAILED, may=is_system),
        "call again": change([Status.CALLING], Status.QUEUED, may=is_system),
        "cancel": change([Status.QUEUED], Status.CANCELLED, may=is_admin_or_system),
        "repair": change([Status.UNUSABLE], Status.DRAFTED, may=is_admin),
    }

    batch = models.ForeignKey(DraftBatch, models.PROTECT, related_name="drafts")
    project = models.ForeignKey(Project, models.PROTECT, related_name="drafts")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="drafts")
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    emotion = models.CharField(max_length=40, blank=True)
    prompt_text = models.TextField(help_text=_("The prompt as it was sent."))
    model = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    reply = models.TextField(blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    problems = models.JSONField(default=list)
    error = models.TextField(blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=8, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    sample = models.BooleanField(
        default=False,
        help_text=_("Answered by the sample endpoint, not by a model."),
    )

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            status_constraint(
                ["queued", "calling", "drafted", "unusable", "failed", "cancelled"],
                "draft_status",
            ),
        ]
        indexes = [models.Index(fields=["batch", "status"], name="draft_of_batch")]

    def __str__(self) -> str:
        return f"{self.topic}"


class DraftEvent(Event):
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="events")
