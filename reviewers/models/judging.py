"""What judge models answered to checklists: kept apart from everything people said."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models import Answer, ChecklistItem, Project, Revision, User


class JudgeAnswer(models.Model):
    """One answer of a model to one question about one revision. Written once.

    No decision, no queue and no figure of people reads this table: a judge is compared
    with experts, and is never one of them.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="judge_answers")
    revision = models.ForeignKey(
        Revision,
        models.PROTECT,
        related_name="judge_answers",
    )
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    turn = models.UUIDField(null=True, blank=True)
    value = models.CharField(max_length=3, choices=Answer.Value)
    note = models.TextField(blank=True)
    model = models.CharField(_("model"), max_length=120)
    prompt_version = models.CharField(_("version of the prompt"), max_length=60)
    # Who brought the file, not who answered.
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                "revision",
                "item",
                "turn",
                "model",
                "prompt_version",
                name="one_judge_answer_each",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(value__in=["yes", "no", "na"]),
                name="judge_answer_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge}: {self.item} {self.value}"

    @property
    def judge(self) -> str:
        return f"{self.model} · {self.prompt_version}"
