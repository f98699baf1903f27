"""One expert's pass over one revision, and how many dialogues are read twice."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models import Dialogue, Project, Revision, User
from dialogues.permissions import is_admin, is_expert_or_admin

# What has a decision: carried out, waiting for another reader, or overtaken.
SAID = ["in_review", "decided", "set_aside"]


def is_reviewer(user: User | None, review: Review) -> bool:
    return user is not None and review.expert_id == user.pk


class Review(Tracked):
    class Status(models.TextChoices):
        CLAIMED = "claimed", _("Being reviewed")
        # Said, and not carried out: another expert reads the same revision, blind.
        IN_REVIEW = "in_review", _("In review")
        DECIDED = "decided", _("Decided")
        GIVEN_BACK = "given_back", _("Given back")
        LAPSED = "lapsed", _("Freed when its time ran out")
        SET_ASIDE = "set_aside", _("Overtaken by a change")

    class Decision(models.TextChoices):
        APPROVE = "approve", _("Approve")
        FIX = "fix", _("Fix and let another expert decide")
        RETURN = "return", _("Send back with a note")
        REJECT = "reject", _("Do not use")
        ESCALATE = "escalate", _("Report for safeguarding")

    CHANGES = {
        "decide": change([Status.CLAIMED], Status.IN_REVIEW, may=is_reviewer),
        "settle": change([Status.IN_REVIEW], Status.DECIDED, may=is_expert_or_admin),
        "release": change([Status.IN_REVIEW], may=is_admin),
        "set aside": change(
            [Status.IN_REVIEW],
            Status.SET_ASIDE,
            may=is_expert_or_admin,
        ),
        "give back": change([Status.CLAIMED], Status.GIVEN_BACK, may=is_reviewer),
        "skip": change([Status.CLAIMED], Status.GIVEN_BACK, may=is_reviewer),
        "hand over": change([Status.CLAIMED], Status.GIVEN_BACK, may=is_reviewer),
        "lapse": change([Status.CLAIMED], Status.LAPSED, may=is_system),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews")
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="reviews")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    expert = models.ForeignKey(User, models.PROTECT, related_name="reviews")
    status = models.CharField(max_length=20, choices=Status, default=Status.CLAIMED)
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    reading = models.PositiveSmallIntegerField(
        default=1,
        editable=False,
        help_text=_("1 is the first, 2 a second opinion, 3 chooses between the two."),
    )
    risk = models.PositiveSmallIntegerField(
        null=True,
        editable=False,
        help_text=_("How heavy a first reading weighed when second ones were drawn."),
    )
    lease_until = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    by_bulk = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Opened and decided at once with many others: no reading took it."),
    )

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            status_constraint(
                [
                    "claimed",
                    "in_review",
                    "decided",
                    "given_back",
                    "lapsed",
                    "set_aside",
                ],
                "review_status",
            ),
            models.CheckConstraint(
                condition=(models.Q(status__in=SAID) & ~models.Q(decision=""))
                | (~models.Q(status__in=SAID) & models.Q(decision="")),
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
            models.CheckConstraint(
                condition=models.Q(reading__gte=1, reading__lte=3),
                name="three_readings_at_most",
            ),
            models.UniqueConstraint(
                "revision",
                "reading",
                name="one_reading_of_each_number",
                condition=models.Q(status="in_review"),
            ),
            models.UniqueConstraint(
                "revision",
                "expert",
                name="nobody_reads_twice",
                condition=models.Q(status="in_review"),
            ),
        ]
        indexes = [
            # What an expert decided lately, of tens of thousands.
            models.Index(
                fields=["project", "expert", "-decided_at"],
                name="review_lately",
                condition=models.Q(status__in=SAID),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.dialogue_id}"


class ReviewEvent(Event):
    review = models.ForeignKey(Review, models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        indexes = [
            # What somebody is not offered again, among all that they did.
            models.Index(
                fields=["by"],
                name="review_skipped",
                condition=models.Q(verb="skip"),
            ),
        ]


class SecondOpinions(models.Model):
    """How many of a project's dialogues two experts read; the latest row counts."""

    DEFAULT = 15

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="second_opinions",
    )
    percent = models.PositiveSmallIntegerField(
        _("dialogues that two experts read, in percent"),
        validators=[MaxValueValidator(100)],
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__lte=100),
                name="second_opinions_in_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.percent} %"
