"""Answers already given, so that a repeated request changes nothing twice."""

from django.db import models
from django.utils import timezone

from dialogues.models.people import User


class IdempotentAnswer(models.Model):
    """What a POST with an ``Idempotency-Key`` was answered."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64, help_text="sha256 of method, path, body")
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "key", name="idempotency_key"),
        ]

    def __str__(self) -> str:
        return self.key
