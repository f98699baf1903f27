"""One expert's pass over one revision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models import Dialogue, Project, Revision, User


def is_reviewer(user: User | None, review: Review) -> bool:
    return user is not None and review.expert_id == user.pk


class Review(Tracked):
    class Status(models.TextChoices):
        CLAIMED = "claimed", _("Being reviewed")
        DECIDED = "decided", _("Decided")
        GIVEN_BACK = "given_back", _("Given back")
        LAPSED = "lapsed", _("Freed when its time ran out")

    class Decision(models.TextChoices):
        APPROVE = "approve", _("Approve")
        FIX = "fix", _("Fix and let another expert decide")
        RETURN = "return", _("Send back with a note")
        REJECT = "reject", _("Do not use")
        ESCALATE = "escalate", _("Report for safeguarding")

    CHANGES = {
        "decide": change([Status.CLAIMED], Status.DECIDED, may=is_reviewer),
        "give back": change([Status.CLAIMED], Status.GIVEN_BACK, may=is_reviewer),
        "lapse": change([Status.CLAIMED], Status.LAPSED, may=is_system),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews")
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="reviews")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    expert = models.ForeignKey(User, models.PROTECT, related_name="reviews")
    status = models.CharField(max_length=20, choices=Status, default=Status.CLAIMED)
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    lease_until = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            status_constraint(
                ["claimed", "decided", "given_back", "lapsed"],
                "review_status",
            ),
            models.CheckConstraint(
                condition=(models.Q(status="decided") & ~models.Q(decision=""))
                | (~models.Q(status="decided") & models.Q(decision="")),
                name="decided_reviews_have_a_decision",
            ),
            models.UniqueConstraint(
                "dialogue",
                name="reviewed_by_one_at_a_time",
                condition=models.Q(status="claimed"),
            ),
            models.UniqueConstraint(
                "project",
                "expert",
                name="one_review_at_a_time",
                condition=models.Q(status="claimed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.dialogue_id}"


class ReviewEvent(Event):
    review = models.ForeignKey(Review, models.PROTECT, related_name="events")
