"""Orders for drafts, and the drafters who share each of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models.drafters import Drafter
from dialogues.models.people import Project, User
from dialogues.models.texts import Prompt
from dialogues.permissions import is_admin, is_admin_or_system


class DraftBatch(Tracked):
    """An order for a number of drafts, worked through by a Celery task."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", pgettext_lazy("status", "Drafting")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    CHANGES = {
        "start": change([Status.QUEUED], Status.RUNNING, may=is_system),
        "take up again": change([Status.RUNNING], Status.QUEUED, may=is_system),
        "finish": change([Status.RUNNING], Status.DONE, may=is_system),
        "pause": change(
            [Status.QUEUED, Status.RUNNING],
            Status.PAUSED,
            may=is_admin,
        ),
        "resume": change([Status.PAUSED], Status.QUEUED, may=is_admin),
        "cancel": change(
            [Status.QUEUED, Status.RUNNING, Status.PAUSED],
            Status.CANCELLED,
            may=is_admin_or_system,
        ),
        "draft again": change([Status.DONE], Status.QUEUED, may=is_admin),
        "set cap": change(
            [Status.QUEUED, Status.RUNNING, Status.PAUSED],
            may=is_admin,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="batches")
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    prompt = models.ForeignKey(Prompt, models.PROTECT, related_name="batches")
    candidates = models.PositiveSmallIntegerField(_("drafts a topic"), default=1)
    trial = models.BooleanField(
        _("test run"),
        default=False,
        help_text=_("Its drafts are only looked at; none becomes a dialogue."),
    )
    budget = models.DecimalField(
        _("budget"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
    )
    token_budget = models.PositiveBigIntegerField(
        _("budget in tokens"),
        null=True,
        blank=True,
    )
    currency = models.CharField(_("currency"), max_length=3)
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    worker = models.UUIDField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("The run that has the batch in hand."),
    )
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            status_constraint(
                ["queued", "running", "paused", "done", "cancelled"],
                "batch_status",
            ),
            models.CheckConstraint(
                condition=models.Q(candidates__range=(1, 4)),
                name="batch_candidates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def drafter_names(self) -> str:
        """Who writes it; reads ``shares``, so prefetch them with their drafters."""
        return ", ".join(share.drafter.name for share in self.shares.all())


class BatchDrafter(models.Model):
    """How much of a batch a drafter writes, in proportion to the other shares."""

    batch = models.ForeignKey(DraftBatch, models.PROTECT, related_name="shares")
    drafter = models.ForeignKey(Drafter, models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField(_("share"), default=1)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint("batch", "drafter", name="one_share_each"),
            models.CheckConstraint(
                condition=models.Q(share__gte=1),
                name="share_of_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drafter} × {self.share}"


class DraftBatchEvent(Event):
    batch = models.ForeignKey(DraftBatch, models.PROTECT, related_name="events")
