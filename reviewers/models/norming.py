"""Norming: experts vote blind on the same dialogues, compare, talk, and vote again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models import Checklist, Dialogue, Project, Revision, User
from dialogues.permissions import is_admin, is_expert, is_expert_or_admin
from reviewers.models.reviews import Review


def is_invited(user: User | None, norming: Norming) -> bool:
    """An expert of the project who was asked to this session."""
    return is_expert(user, norming) and norming.seats.filter(expert=user).exists()


def leads(user: User | None, norming: Norming) -> bool:
    """Who opened the session, and the project's admins."""
    return is_admin(user, norming) or (
        user is not None
        and norming.opened_by_id == user.pk
        and is_expert_or_admin(user, norming)
    )


def leads_or_system(user: User | None, norming: Norming) -> bool:
    return is_system(user, norming) or leads(user, norming)


def takes_part(user: User | None, norming: Norming) -> bool:
    return is_invited(user, norming) or leads(user, norming)


class Norming(Tracked):
    """One session. What is said in it moves no dialogue and is no review.

    ``figures`` is counted by a task once votes are in view: by round, a list of
    ``reviewers.norming_shown.Figure``.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("First vote")
        REVEALED = "revealed", _("In view")
        SECOND = "second_vote", _("Second vote")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Called off")

    CHANGES = {
        "vote": change([Status.OPEN, Status.SECOND], may=is_invited),
        "reveal": change([Status.OPEN], Status.REVEALED, may=leads_or_system),
        "say": change([Status.REVEALED, Status.CLOSED], may=takes_part),
        "ask again": change([Status.REVEALED], Status.SECOND, may=leads),
        "close": change(
            [Status.REVEALED, Status.SECOND],
            Status.CLOSED,
            may=leads_or_system,
        ),
        "cancel": change(
            [Status.OPEN, Status.REVEALED, Status.SECOND],
            Status.CANCELLED,
            may=leads,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="normings")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The questions stay as they were, whatever becomes of the checklist meanwhile.
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+")
    named = models.BooleanField(
        _("Show who said what"),
        default=False,
        help_text=_("Everyone who is invited reads this before they vote."),
    )
    figures = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            status_constraint(
                ["open", "revealed", "second_vote", "closed", "cancelled"],
                "norming_status",
            ),
            models.UniqueConstraint(
                "project",
                name="one_norming_at_a_time",
                condition=models.Q(status__in=["open", "revealed", "second_vote"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"

    @property
    def round(self) -> int:
        """The number of the vote that is under way, or was last."""
        first = (self.Status.OPEN, self.Status.REVEALED)
        return 1 if self.status in first else 2


class NormingEvent(Event):
    norming = models.ForeignKey(Norming, models.PROTECT, related_name="events")


class NormingSeat(models.Model):
    """One expert who was invited. Written once, when the session opens."""

    norming = models.ForeignKey(Norming, models.PROTECT, related_name="seats")
    expert = models.ForeignKey(User, models.PROTECT, related_name="norming_seats")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint("norming", "expert", name="one_seat_each"),
        ]

    def __str__(self) -> str:
        return f"{self.norming}: {self.expert}"


class NormingPlace(models.Model):
    """One text that everybody reads: a dialogue as it was when the session opened."""

    norming = models.ForeignKey(Norming, models.PROTECT, related_name="places")
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint("norming", "dialogue", name="once_in_a_norming"),
            models.UniqueConstraint(
                "norming",
                "position",
                name="one_norming_place_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.dialogue_id}"


class NormingVote(models.Model):
    """What one expert said of one text in one round. Written once.

    ``answers`` is ``{slug of the question: yes|no|na}`` over the whole checklist.
    """

    place = models.ForeignKey(NormingPlace, models.PROTECT, related_name="votes")
    by = models.ForeignKey(User, models.PROTECT, related_name="norming_votes")
    round = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=20, choices=Review.Decision)
    answers = models.JSONField()
    sentence = models.TextField(max_length=500)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                "place",
                "by",
                "round",
                name="one_norming_vote_each",
            ),
            models.CheckConstraint(
                condition=models.Q(round__in=[1, 2]),
                name="two_norming_rounds",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    decision__in=["approve", "fix", "return", "reject", "escalate"],
                ),
                name="norming_vote_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.decision}"


class NormingWord(models.Model):
    """What somebody said of a text when the votes were in view. Written once."""

    place = models.ForeignKey(NormingPlace, models.PROTECT, related_name="words")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:40]}"
