"""What was set for drafting and by whom: drafters and quotas, written once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.drafters import Drafter
from dialogues.models.people import Project, User


class DrafterChange(models.Model):
    """What somebody set of a drafter: each field as it was and as it became."""

    class Act(models.TextChoices):
        ADD = "add", _("Named")
        CHANGE = "change", _("Changed")
        RETIRE = "retire", _("Retired")

    drafter = models.ForeignKey(Drafter, models.PROTECT, related_name="changes")
    act = models.CharField(max_length=10, choices=Act)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.drafter}: {self.act}"


class QuotaChange(models.Model):
    """How many dialogues of a kind somebody wanted, before and from then on."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="quota_changes")
    theme = models.CharField(max_length=80, blank=True)
    emotion = models.CharField(max_length=40, blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    before = models.PositiveIntegerField()
    wanted = models.PositiveIntegerField()
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        kind = f"{self.theme} · {self.emotion} · {self.age_band}"
        return f"{kind}: {self.before} → {self.wanted}"
