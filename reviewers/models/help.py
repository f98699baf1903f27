"""Where somebody in danger finds help, and how one may say so, by region."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialogues.models import Project, User


class HelpEdition(models.Model):
    """What marked members wrote of a project's help lines. Written once; the latest counts.

    ``lines`` is ``[{region, name, number, note}]``, ``wordings`` is ``[{region, text}]``;
    where one of them is empty, what came with the product is shown.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="help_editions")
    number = models.PositiveIntegerField()
    lines = models.JSONField(default=list)
    wordings = models.JSONField(default=list)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint("project", "number", name="help_edition_number"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.number}"
