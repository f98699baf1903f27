"""One verb for many dialogues: what was previewed, how far it is, what became of each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models import Dialogue, Project, User
from dialogues.permissions import is_admin, is_expert_or_admin


def is_its_owner(user: User | None, bulk: Bulk) -> bool:
    """Who asked for it, while they are an expert or an admin of the project."""
    return (
        user is not None
        and bulk.ordered_by_id == user.pk
        and is_expert_or_admin(user, bulk)
    )


def is_its_owner_or_admin(user: User | None, bulk: Bulk) -> bool:
    return is_its_owner(user, bulk) or is_admin(user, bulk)


class Bulk(Tracked):
    """A verb for a selection. The preview holds the rows: nothing else is ever done."""

    class Status(models.TextChoices):
        PREVIEWED = "previewed", _("Waiting for a look at it")
        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", pgettext_lazy("status", "Being carried out")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    # Approving is none of them: it is said of one text that somebody has read.
    class Verb(models.TextChoices):
        ASSIGN = "assign", _("Keep for a volunteer")
        RETURN = "return", _("Send back with a reason")
        THEME = "set theme", _("Put under a theme")
        RECHECK = "re-check", _("Check again")
        PRIORITY = "set priority", _("Say how soon it is wanted")

    CHANGES = {
        "order": change([Status.PREVIEWED], Status.QUEUED, may=is_its_owner),
        "start": change([Status.QUEUED], Status.RUNNING, may=is_system),
        "take up again": change([Status.RUNNING], Status.QUEUED, may=is_system),
        "finish": change([Status.RUNNING], Status.DONE, may=is_system),
        "lapse": change([Status.PREVIEWED], Status.CANCELLED, may=is_system),
        "cancel": change(
            [Status.PREVIEWED, Status.QUEUED, Status.RUNNING],
            Status.CANCELLED,
            may=is_its_owner_or_admin,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="bulks")
    status = models.CharField(max_length=20, choices=Status, default=Status.PREVIEWED)
    verb = models.CharField(_("what to do"), max_length=20, choices=Verb)
    options = models.JSONField(
        default=dict,
        help_text=_("What goes with the verb: the theme, the person, the reason."),
    )
    filters = models.JSONField(
        default=dict,
        help_text=_("How the dialogues were chosen, as it stood in the address."),
    )
    total = models.PositiveIntegerField(default=0)
    undoes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
    )
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            status_constraint(
                ["previewed", "queued", "running", "done", "cancelled"],
                "bulk_status",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    verb__in=[
                        "assign",
                        "return",
                        "set theme",
                        "re-check",
                        "set priority",
                    ],
                ),
                name="approving_is_no_bulk_verb",
            ),
            models.UniqueConstraint(
                "undoes",
                name="undone_once",
                condition=~models.Q(status="cancelled"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} · {self.total}"


class BulkEvent(Event):
    bulk = models.ForeignKey(Bulk, models.PROTECT, related_name="events")


class BulkRow(models.Model):
    """One dialogue of a selection: as it was seen, and what became of it, said once."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Not yet")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    bulk = models.ForeignKey(Bulk, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="bulk_rows")
    seen_at = models.DateTimeField(
        help_text=_("The dialogue's last change when it was previewed."),
    )
    value = models.JSONField(
        default=dict,
        help_text=_("What to do with this one, where it differs from the others."),
    )
    outcome = models.CharField(
        max_length=10,
        choices=Outcome,
        default=Outcome.WAITING,
    )
    code = models.SlugField(max_length=60, blank=True)
    sentence = models.TextField(blank=True)
    before = models.JSONField(
        default=dict,
        help_text=_("What it was, so that it can be put back."),
    )
    left_at = models.DateTimeField(
        null=True,
        help_text=_("The dialogue's last change when this was done."),
    )
    at = models.DateTimeField(null=True, default=None)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint("bulk", "number", name="bulk_row_number"),
            models.UniqueConstraint("bulk", "dialogue", name="once_in_a_bulk"),
            models.CheckConstraint(
                condition=models.Q(outcome="waiting", at=None)
                | models.Q(outcome="done", at__isnull=False, left_at__isnull=False)
                | (
                    models.Q(outcome="refused", at__isnull=False)
                    & ~models.Q(sentence="")
                ),
                name="bulk_row_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["bulk", "outcome", "number"], name="bulk_outcomes"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.dialogue_id}: {self.outcome}"
