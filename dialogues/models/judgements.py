"""What is said of a revision: checklist answers, automatic findings, comments."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.dialogues import Dialogue, Revision
from dialogues.models.people import Project, User
from dialogues.models.texts import ChecklistItem


class Answer(models.Model):
    """One person's answer to one checklist item about one revision.

    Someone who decides on a revision again may answer anew: their latest counts.
    """

    class Value(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NA = "na", _("Not applicable")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="answers")
    turn = models.UUIDField(null=True, blank=True)
    value = models.CharField(max_length=3, choices=Value)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__in=["yes", "no", "na"]),
                name="answer_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.value}"


class Finding(models.Model):
    """Something that an automatic check, or a person, noticed in a revision."""

    class Severity(models.TextChoices):
        WARNING = "warning", _("Worth a look")
        ERROR = "error", _("Must be mended")
        DISCLOSURE = "disclosure", _("Possible disclosure of harm")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="findings")
    code = models.SlugField(max_length=60)
    severity = models.CharField(max_length=20, choices=Severity)
    turn = models.UUIDField(null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when an automatic check noticed it."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    dismissed_at = models.DateTimeField(null=True, blank=True, editable=False)
    dismissed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    dismissed_because = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity__in=["warning", "error", "disclosure"]),
                name="finding_severity",
            ),
            models.CheckConstraint(
                condition=models.Q(dismissed_at=None)
                | (
                    models.Q(dismissed_by__isnull=False)
                    & ~models.Q(dismissed_because="")
                ),
                name="dismissed_by_someone_for_a_reason",
            ),
        ]
        indexes = [
            # Few among all that is noticed, and asked for by every queue.
            models.Index(
                fields=["revision"],
                name="finding_open_disclosure",
                condition=models.Q(severity="disclosure", dismissed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Fingerprint(models.Model):
    """What a dialogue's latest text is like, to find others that are nearly the same.

    ``bands`` are the keys of a MinHash signature by which the dialogue is found: two
    that share one are compared in full. ``content`` is the hash of the whole text.
    """

    dialogue = models.OneToOneField(
        Dialogue,
        models.PROTECT,
        primary_key=True,
        related_name="fingerprint",
    )
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    content = models.BinaryField(max_length=16)
    signature = models.BinaryField()
    bands = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [
            # Not put off: a list of what is not indexed yet is read by each search.
            GinIndex(fields=["bands"], name="fingerprint_bands", fastupdate=False),
        ]

    def __str__(self) -> str:
        return str(self.dialogue_id)


class Comment(models.Model):
    """What one person says to another about a dialogue or one of its turns.

    An answer names the first comment of its thread as ``parent``. ``mentions`` are the
    members whose names the text calls with an ``@``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
    )
    turn = models.UUIDField(null=True, blank=True)
    code = models.SlugField(max_length=60, blank=True)
    text = models.TextField(_("comment"))
    mentions = ArrayField(models.CharField(max_length=150), default=list, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    as_peer = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Said by another volunteer who read it before the experts."),
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.text[:60]
