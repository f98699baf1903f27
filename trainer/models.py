"""A training run, and the server that answers from what it made."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models import Project, User
from dialogues.permissions import is_admin, is_admin_or_system
from exports.models import Release


class Run(Tracked):
    """One fine-tune of one release by one recipe, in a folder of its own."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", pgettext_lazy("status", "Training")
        INTERRUPTED = "interrupted", _("Stopped at a checkpoint")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    CHANGES = {
        "start": change([Status.QUEUED], Status.RUNNING, may=is_system),
        "interrupt": change([Status.RUNNING], Status.INTERRUPTED, may=is_system),
        "resume": change(
            [Status.INTERRUPTED, Status.CANCELLED, Status.FAILED],
            Status.QUEUED,
            may=is_admin_or_system,
        ),
        "finish": change([Status.RUNNING], Status.DONE, may=is_system),
        "fail": change([Status.QUEUED, Status.RUNNING], Status.FAILED, may=is_system),
        "cancel": change(
            [Status.QUEUED, Status.RUNNING, Status.INTERRUPTED],
            Status.CANCELLED,
            may=is_admin,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="runs")
    release = models.ForeignKey(Release, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    recipe = models.CharField(_("recipe"), max_length=60)
    config = models.JSONField(help_text=_("What run.json says."))
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The group of processes that works for the run; none once they have left.
    pid = models.PositiveIntegerField(null=True, blank=True, editable=False)
    metrics = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint("project", "number", name="run_number"),
            status_constraint(
                [
                    "queued",
                    "running",
                    "interrupted",
                    "done",
                    "failed",
                    "cancelled",
                ],
                "run_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.slug}/{self.number}"


class RunEvent(Event):
    run = models.ForeignKey(Run, models.PROTECT, related_name="events")


class ModelServer(Tracked):
    """The engine's server process that answers from a finished run."""

    class Status(models.TextChoices):
        WANTED = "wanted", _("Waiting to start")
        STARTING = "starting", _("Loading the model")
        READY = "ready", _("Answering")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    # A run has at most one server in these statuses.
    OPEN = (Status.WANTED, Status.STARTING, Status.READY)

    CHANGES = {
        "start": change([Status.WANTED], Status.STARTING, may=is_system),
        "answer": change([Status.STARTING], Status.READY, may=is_system),
        "stop": change(
            [Status.WANTED, Status.STARTING, Status.READY],
            Status.STOPPED,
            may=is_admin_or_system,
        ),
        "fail": change(
            [Status.WANTED, Status.STARTING, Status.READY],
            Status.FAILED,
            may=is_system,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="servers")
    run = models.ForeignKey(Run, models.PROTECT, related_name="servers")
    status = models.CharField(max_length=20, choices=Status, default=Status.WANTED)
    port = models.PositiveIntegerField(null=True, blank=True, editable=False)
    pid = models.PositiveIntegerField(null=True, blank=True, editable=False)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                "run",
                name="one_server_a_run",
                condition=models.Q(status__in=["wanted", "starting", "ready"]),
            ),
            status_constraint(
                ["wanted", "starting", "ready", "stopped", "failed"],
                "server_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run}"


class ModelServerEvent(Event):
    server = models.ForeignKey(ModelServer, models.PROTECT, related_name="events")
