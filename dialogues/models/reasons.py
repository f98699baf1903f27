"""Why a turn is sent back: the codes of a project, with the words that go with them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.people import Project, User
from dialogues.models.translations import TranslatedField


class Reason(models.Model):
    """A version of a reason code; a change is a new row.

    ``sentence`` is what the expert begins with, and may alter. ``lesson`` is the slug of
    the lesson that it is about.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="reasons")
    slug = models.SlugField(_("code"), max_length=60)
    version = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(_("place in the list"))
    name = TranslatedField(_("name"))
    sentence = TranslatedField(_("sentence to begin with"))
    lesson = models.SlugField(_("lesson"), max_length=60, blank=True)
    critical = models.BooleanField(_("critical"), default=False)
    retired = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("position", "slug", "-version")
        constraints = [
            models.UniqueConstraint(
                "project", "slug", "version", name="reason_version"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
