"""Where texts come from, what may be done with them, and the files they came in."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models.people import Project, User
from dialogues.permissions import is_admin, is_admin_or_system
from dialogues.phrases import Phrase, phrase_of


class Source(models.Model):
    """A collection that topics or dialogues were taken from, and its terms.

    What is not known to be allowed is not allowed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="sources")
    name = models.CharField(_("source"), max_length=200)
    licence = models.CharField(
        _("licence"),
        max_length=200,
        blank=True,
        help_text=_("Its SPDX name, such as CC-BY-4.0, or the agreement's title."),
    )
    may_train = models.BooleanField(_("models may be trained on it"), default=False)
    may_redistribute = models.BooleanField(_("it may be passed on"), default=False)
    may_use_commercially = models.BooleanField(
        _("it may be used commercially"),
        default=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint("project", "name", name="source_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SourceTerms(models.Model):
    """What somebody said of a source's terms; written once, the latest counts."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="terms")
    licence = models.CharField(max_length=200, blank=True)
    may_train = models.BooleanField()
    may_redistribute = models.BooleanField()
    may_use_commercially = models.BooleanField()
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d %H:%M}"


class Import(Tracked):
    """A file that is taken in, and how far; its counts are its report."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Waiting for a look at it")
        TRYING = "trying", pgettext_lazy("status", "Being tried out")
        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", pgettext_lazy("status", "Being taken in")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped by an error")
        CANCELLED = "cancelled", _("Cancelled")

    class Kind(models.TextChoices):
        TOPICS = "topics", _("Topics")
        DIALOGUES = "dialogues", _("Dialogues")

    CHANGES = {
        "plan": change([Status.UPLOADED], may=is_admin_or_system),
        "try out": change([Status.UPLOADED], Status.TRYING, may=is_admin),
        "tried": change([Status.TRYING], Status.UPLOADED, may=is_system),
        "order": change([Status.UPLOADED], Status.QUEUED, may=is_admin_or_system),
        "start": change([Status.QUEUED], Status.RUNNING, may=is_system),
        "take up again": change([Status.RUNNING], Status.QUEUED, may=is_system),
        "finish": change([Status.RUNNING], Status.DONE, may=is_system),
        "fail": change([Status.RUNNING], Status.FAILED, may=is_system),
        "try again": change([Status.FAILED], Status.QUEUED, may=is_admin),
        "cancel": change(
            [Status.UPLOADED, Status.QUEUED, Status.RUNNING],
            Status.CANCELLED,
            may=is_admin_or_system,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="imports")
    status = models.CharField(max_length=20, choices=Status, default=Status.UPLOADED)
    kind = models.CharField(max_length=20, choices=Kind)
    format = models.CharField(max_length=40, blank=True)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
    )
    file = models.FileField(upload_to="imports/", max_length=300)
    file_name = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField()
    # How the rows come in: drafted, submitted or approved.
    arrive_as = models.CharField(max_length=20, default="drafted")
    options = models.JSONField(
        default=dict,
        help_text=_("The source, its terms, the speakers and columns as mapped."),
    )
    position = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    trial = models.JSONField(
        default=dict,
        help_text=_("The report of the last dry run, as the file was mapped then."),
    )
    failure = models.JSONField(
        default=dict,
        help_text=_("What stopped it, as a phrase for readers of any language."),
    )
    error = models.TextField(
        blank=True,
        help_text=_("What stopped it, as it was written before phrases were kept."),
    )
    ordered_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            status_constraint(
                [
                    "uploaded",
                    "trying",
                    "queued",
                    "running",
                    "done",
                    "failed",
                    "cancelled",
                ],
                "import_status",
            ),
            models.CheckConstraint(
                condition=models.Q(arrive_as__in=["drafted", "submitted", "approved"]),
                name="import_arrives_as",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["topics", "dialogues"]),
                name="import_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def why(self) -> str | Phrase:
        return phrase_of(self.failure) if self.failure else self.error


class ImportEvent(Event):
    # Not ``import``, which is a word of the language.
    file = models.ForeignKey(Import, models.PROTECT, related_name="events")


class RejectedRow(models.Model):
    """A record of a file that could not be taken in, where it stood and why."""

    file = models.ForeignKey(Import, models.PROTECT, related_name="rejected")
    name = models.CharField(max_length=300)
    line = models.PositiveBigIntegerField()
    code = models.SlugField(max_length=60)
    said = models.JSONField(
        default=dict,
        help_text=_("Why, as a phrase for readers of any language."),
    )
    reason = models.TextField(
        blank=True,
        help_text=_("Why, as it was written before phrases were kept."),
    )

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.name}:{self.line} {self.code}"

    @property
    def why(self) -> str | Phrase:
        return phrase_of(self.said) if self.said else self.reason
