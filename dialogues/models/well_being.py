"""What keeps volunteers well: heavy themes, their own wishes, and whom they can call."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, status_constraint
from dialogues.models.dialogues import Dialogue
from dialogues.models.people import Membership, Project, User
from dialogues.models.translations import TranslatedField
from dialogues.permissions import is_asker, is_helper

MOST_HEAVY = 50


class HeavyCategory(models.Model):
    """A kind of theme that weighs on who reads it; a project without rows has the
    built-in ones.

    A topic belongs to it whose theme or text has one of the ``words``, and with
    ``disclosures`` every dialogue in which somebody may tell of harm.
    """

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="heavy_categories",
    )
    slug = models.SlugField(max_length=60)
    name = TranslatedField(_("name"))
    note = TranslatedField(_("what is said before one reads it"))
    words = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    disclosures = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "slug")
        verbose_name_plural = "heavy categories"
        constraints = [
            models.UniqueConstraint("project", "slug", name="heavy_category_slug"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class CareChoice(models.Model):
    """What a member would rather not read, and how much of what is heavy in a day."""

    membership = models.OneToOneField(
        Membership,
        models.PROTECT,
        primary_key=True,
        related_name="care_choice",
    )
    avoid = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    heavy_a_day = models.PositiveSmallIntegerField(
        _("heavy dialogues in a day, at most"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_HEAVY)],
    )

    def __str__(self) -> str:
        return f"{self.membership}: {', '.join(self.avoid)}"


class SupportCall(Tracked):
    """A member's word to the supervisors: only they and the member know of it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Taken back")

    CHANGES = {
        "answer": change([Status.OPEN], Status.ANSWERED, may=is_helper),
        "withdraw": change([Status.OPEN], Status.WITHDRAWN, may=is_asker),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="support_calls")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="support_calls")
    dialogue = models.ForeignKey(
        Dialogue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField(_("what is on your mind"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            status_constraint(["open", "answered", "withdrawn"], "support_call_status"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by}: {self.status}"


class SupportCallEvent(Event):
    call = models.ForeignKey(SupportCall, models.PROTECT, related_name="events")


class Certificate(models.Model):
    """What a volunteer was given in writing; the code lets an admin find it again."""

    code = models.CharField(max_length=20, unique=True)
    membership = models.ForeignKey(
        Membership,
        models.PROTECT,
        related_name="certificates",
    )
    name = models.CharField(_("name on the certificate"), max_length=80)
    minutes = models.PositiveIntegerField()
    dialogues = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-issued_at", "-id")

    def __str__(self) -> str:
        return self.code

    @property
    def hours(self) -> str:
        """For print: one place behind the point."""
        return f"{self.minutes / 60:.1f}"
