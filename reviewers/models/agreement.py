"""How far people agree, as it was counted at one time."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from dialogues.models import Project


class AgreementReport(models.Model):
    """The figures of a project; the latest row is shown.

    ``figures`` is a list of ``reviewers.domain.agreeing.Figure``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="agreement_reports",
    )
    figures = models.JSONField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.project}: {self.at:%Y-%m-%d %H:%M}"
