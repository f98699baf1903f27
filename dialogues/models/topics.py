"""What a dialogue is about."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.people import Project, User
from dialogues.models.sources import Source


class Priority(models.IntegerChoices):
    """How soon dialogues about a topic are wanted."""

    NORMAL = 0, _("When it comes to it")
    SOON = 1, _("Soon")
    FIRST = 2, _("Before all others")


class Topic(models.Model):
    """One real-life topic, or a person in a situation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="topics")
    text = models.CharField(_("topic"), max_length=400)
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    emotion = models.CharField(_("emotion"), max_length=40, blank=True)
    persona = models.TextField(_("persona"), blank=True)
    situation = models.TextField(_("situation"), blank=True)
    age_band = models.CharField(_("age"), max_length=20, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("how soon it is wanted"),
        choices=Priority,
        default=Priority.NORMAL,
        db_default=Priority.NORMAL,
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="topics",
    )
    meta = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("What else the source said of it: keywords, answers and so on."),
    )
    identity = models.CharField(
        max_length=200,
        help_text=_("The source's own id, or a hash of the text where it has none."),
    )
    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint("project", "identity", name="topic_identity"),
            models.CheckConstraint(
                condition=models.Q(priority__in=Priority.values),
                name="topic_priority",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Quota(models.Model):
    """How many dialogues are wanted of a kind; an empty field stands for any."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="quotas")
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    emotion = models.CharField(_("emotion"), max_length=40, blank=True)
    age_band = models.CharField(_("age"), max_length=20, blank=True)
    wanted = models.PositiveIntegerField(_("dialogues wanted"))
    done = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text=_("How many people had written when it was last counted."),
    )

    class Meta:
        ordering = ("theme", "emotion", "age_band")
        constraints = [
            models.UniqueConstraint(
                "project",
                "theme",
                "emotion",
                "age_band",
                name="one_quota_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme} · {self.emotion} · {self.age_band}: {self.wanted}"
