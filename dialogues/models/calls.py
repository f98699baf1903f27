"""Every call to an endpoint: what it may cost before it is made, what came of it after."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.batches import DraftBatch
from dialogues.models.drafters import Drafter
from dialogues.models.drafts import Draft
from dialogues.models.people import Project
from dialogues.models.texts import Prompt


class Call(models.Model):
    """One attempt. Written before it is made; once it has an end, it never changes.

    The messages of a draft's call follow from the draft and its answered calls; a call
    that belongs to no draft says them itself.
    """

    class Outcome(models.TextChoices):
        CALLING = "calling", _("On its way")
        ANSWERED = "answered", _("Answered")
        FAILED = "failed", _("No reply")
        LOST = "lost", _("Lost with its worker")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="calls")
    prompt = models.ForeignKey(Prompt, models.PROTECT, related_name="calls")
    drafter = models.ForeignKey(Drafter, models.PROTECT, related_name="calls")
    batch = models.ForeignKey(
        DraftBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
    )
    draft = models.ForeignKey(
        Draft,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
    )
    step = models.PositiveSmallIntegerField(
        default=1,
        help_text=_("Turn by turn each reply is a step; else there is one."),
    )
    attempt = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(
        max_length=20,
        choices=Outcome.choices,
        default=Outcome.CALLING,
    )
    model = models.CharField(_("model"), max_length=200)
    parameters = models.JSONField(_("parameters"), default=dict)
    messages = models.JSONField(null=True, blank=True)
    reserved_cost = models.DecimalField(max_digits=14, decimal_places=8)
    reserved_tokens = models.PositiveIntegerField()
    currency = models.CharField(_("currency"), max_length=3)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    reply = models.TextField(blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    cost = models.DecimalField(
        max_digits=14,
        decimal_places=8,
        null=True,
        blank=True,
        help_text=_("Empty where nobody knows: then what was set aside for it counts."),
    )
    seconds = models.FloatField(null=True, blank=True)
    answered_by = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("The model that the endpoint says has answered."),
    )
    request_id = models.CharField(max_length=200, blank=True)
    sample = models.BooleanField(
        default=False,
        help_text=_("Answered by the sample endpoint, not by a model."),
    )
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("started_at", "step", "attempt")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=["calling", "answered", "failed", "lost"]
                ),
                name="call_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(draft=None, batch=None)
                | models.Q(draft__isnull=False, batch__isnull=False),
                name="call_of_draft_in_batch",
            ),
            models.UniqueConstraint("draft", "step", "attempt", name="call_attempt"),
            models.UniqueConstraint(
                "draft",
                name="one_call_at_a_time",
                condition=models.Q(outcome="calling"),
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome"], name="call_of_batch"),
            models.Index(fields=["drafter", "started_at"], name="call_of_drafter"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.started_at:%Y-%m-%d %H:%M:%S}"
