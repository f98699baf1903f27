"""A dialogue, its immutable revisions, and the approvals of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models.drafts import Draft
from dialogues.models.people import Project, User
from dialogues.models.sources import Source
from dialogues.models.topics import Topic
from dialogues.permissions import (
    is_admin,
    is_author,
    is_expert,
    is_expert_or_admin,
    is_holder,
    is_member,
    may_claim,
    may_decide,
)


class Dialogue(Tracked):
    class Status(models.TextChoices):
        DRAFTED = "drafted", _("Draft")
        EDITING = "editing", _("Being edited")
        SUBMITTED = "submitted", _("Waiting for review")
        RETURNED = "returned", _("Sent back with a note")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Not used")

    class Origin(models.TextChoices):
        DRAFT = "draft", _("Model draft")
        WRITTEN = "written", _("Written from the topic")
        IMPORTED = "imported", _("Imported")

    CHANGES = {
        "claim": change(
            [Status.DRAFTED, Status.RETURNED],
            Status.EDITING,
            may=may_claim,
        ),
        "give back": change(
            [Status.EDITING],
            Status.DRAFTED,
            Status.RETURNED,
            may=is_holder,
        ),
        "skip": change(
            [Status.EDITING],
            Status.DRAFTED,
            Status.RETURNED,
            may=is_holder,
        ),
        "not today": change(
            [Status.EDITING],
            Status.DRAFTED,
            Status.RETURNED,
            may=is_holder,
        ),
        "lapse": change(
            [Status.EDITING],
            Status.DRAFTED,
            Status.RETURNED,
            may=is_system,
        ),
        "ask for wording": change([Status.EDITING], may=is_holder),
        "submit": change([Status.EDITING], Status.SUBMITTED, may=is_holder),
        "withdraw": change([Status.SUBMITTED], Status.EDITING, may=is_author),
        "open": change([Status.SUBMITTED], may=may_decide),
        "sign": change([Status.SUBMITTED], may=may_decide),
        "approve": change([Status.SUBMITTED], Status.APPROVED, may=may_decide),
        "fix": change([Status.SUBMITTED], may=may_decide),
        "return": change([Status.SUBMITTED], Status.RETURNED, may=may_decide),
        "reject": change([Status.SUBMITTED], Status.REJECTED, may=may_decide),
        "escalate": change([Status.SUBMITTED], may=may_decide),
        # A real danger does not wait for a status.
        "report": change(list(Status), may=is_member),
        "dismiss finding": change(
            [Status.EDITING, Status.SUBMITTED],
            may=is_expert,
        ),
        "assign": change([Status.DRAFTED], may=is_admin),
        "set priority": change([Status.DRAFTED], may=is_admin),
        "set theme": change(list(Status), may=is_expert_or_admin),
        "re-check": change(list(Status), may=is_expert_or_admin),
        # Its holder restores at the desk, in the working copy.
        "restore": change([Status.SUBMITTED], may=is_expert_or_admin),
        "reopen": change(
            [Status.APPROVED, Status.REJECTED],
            Status.SUBMITTED,
            may=is_expert,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="dialogues")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFTED)
    topic = models.ForeignKey(
        Topic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dialogues",
    )
    emotion = models.CharField(_("emotion"), max_length=40, blank=True)
    age_band = models.CharField(_("age"), max_length=20, blank=True)
    need = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text=_("How much a draft is wanted; counted again every few minutes."),
    )
    pressing = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text=_("How many risks the latest text has, once a worker weighed it."),
    )
    origin = models.CharField(max_length=20, choices=Origin)
    draft = models.ForeignKey(
        Draft,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dialogues",
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dialogues",
    )
    identity = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("The source's own id, or a hash of the text where it has none."),
    )
    meta = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("What else the source said of it."),
    )
    # Rows that are copied into the table do not name it.
    about_a_real_person = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Then only marked members read it, and whoever wrote it."),
    )
    head = models.OneToOneField(
        "Revision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="head_of",
        help_text=_("The latest revision."),
    )
    # The revision knows it too; thousands of them were read to put a queue in order.
    written_at = models.DateTimeField(
        default=timezone.now,
        db_default=Now(),
        editable=False,
        help_text=_("When the latest revision was written."),
    )

    class Meta:
        ordering = ("-updated_at", "id")
        constraints = [
            status_constraint(
                [
                    "drafted",
                    "editing",
                    "submitted",
                    "returned",
                    "approved",
                    "rejected",
                ],
                "dialogue_status",
            ),
            models.UniqueConstraint(
                "source",
                "identity",
                name="dialogue_identity",
                condition=~models.Q(identity=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "status", "created_at", "id"],
                name="dialogue_queue",
            ),
            # The next draft for somebody: what is wanted most, then the oldest.
            models.Index(
                fields=["project", "-need", "created_at", "id"],
                name="dialogue_next",
                condition=models.Q(status="drafted"),
            ),
            # What lists show: the latest change first, of all or of one status.
            models.Index(
                fields=["project", "-updated_at", "id"],
                name="dialogue_latest",
            ),
            models.Index(
                fields=["project", "status", "-updated_at", "id"],
                name="dialogue_latest_of_status",
            ),
            # Few among all, and asked for by everything that somebody reads.
            models.Index(
                fields=["project"],
                name="dialogue_real_person",
                condition=models.Q(about_a_real_person=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.topic or self.id)


class DialogueEvent(Event):
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="events")


class Revision(models.Model):
    """An immutable snapshot of a dialogue's turns.

    ``turns`` is ``[{id, role, text, parents, labels}]``: ``role`` is ``user`` or
    ``assistant``, ``id`` is the turn's lineage, ``parents`` the ids it was merged or
    split from, ``labels`` ``[{scheme, label, start, end, quote}]`` in code points.
    ``labels`` beside them are ``[{scheme, label}]`` of the dialogue as a whole.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    author = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="revisions",
        help_text=_("Empty when a drafter or an import wrote it."),
    )
    turns = models.JSONField()
    # Rows that are copied into the table do not name it.
    labels = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("dialogue", "number")
        constraints = [
            models.UniqueConstraint("dialogue", "number", name="revision_number"),
        ]

    def __str__(self) -> str:
        return f"{self.dialogue_id} {self.number}"


class Approval(models.Model):
    """One person's approval of one revision; any later revision voids it."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", _("Reviewed here")
        IMPORTED = "imported", _("Approved before it was imported")

    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="approvals")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="approvals")
    by = models.ForeignKey(User, models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.REVIEWED)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("revision", "by", name="one_approval_each"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["reviewed", "imported"]),
                name="approval_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} · {self.revision_id}"
