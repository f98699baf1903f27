"""Volunteers who read each other's dialogues before an expert does."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, is_system, status_constraint
from dialogues.models.courses import Level
from dialogues.models.dialogues import Dialogue, Revision
from dialogues.models.people import Project, User
from dialogues.permissions import (
    is_peer_author,
    is_peer_author_or_system,
    is_peer_reader,
    may_read_as_peer,
)


class PeerStage(models.Model):
    """Whether volunteers read first in a project; the latest row counts."""

    DAYS = 3
    FROM = [(level.value, level.label) for level in (Level.EDITOR, Level.SENIOR)]

    project = models.ForeignKey(Project, models.PROTECT, related_name="peer_stages")
    on = models.BooleanField(
        _("another volunteer reads each dialogue before the experts"),
        default=False,
    )
    level = models.CharField(
        _("who reads for others"),
        max_length=20,
        choices=FROM,
        default=Level.EDITOR,
        help_text=_("And everyone above. Where there is no course, any volunteer."),
    )
    days = models.PositiveSmallIntegerField(
        _("days until a dialogue goes on unread"),
        default=DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=["editor", "senior"]),
                name="peers_from_level",
            ),
            models.CheckConstraint(
                condition=models.Q(days__gte=1, days__lte=30),
                name="peers_within_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {'on' if self.on else 'off'}"


class PeerReading(Tracked):
    """One submitted text on its way past another volunteer to the experts.

    The dialogue stays submitted meanwhile. ``until`` is when the experts are offered
    it whatever happens.
    """

    class Status(models.TextChoices):
        WAITS = "waits", _("Waits for another volunteer")
        TAKEN = "taken", _("Another volunteer is reading it")
        POINTS = "points", _("Its author looks at what a volunteer said")
        READ = "read", _("Read by another volunteer")
        PASSED = "passed", _("Went on without another volunteer")

    # As long as it is one of these, and in time, the experts are not offered it.
    OPEN = [Status.WAITS, Status.TAKEN, Status.POINTS]
    CHANGES = {
        "take": change([Status.WAITS], Status.TAKEN, may=may_read_as_peer),
        "give back": change([Status.TAKEN], Status.WAITS, may=is_peer_reader),
        "skip": change([Status.TAKEN], Status.WAITS, may=is_peer_reader),
        "not today": change([Status.TAKEN], Status.WAITS, may=is_peer_reader),
        "lapse": change([Status.TAKEN], Status.WAITS, may=is_system),
        "finish": change(
            [Status.TAKEN],
            Status.POINTS,
            Status.READ,
            may=is_peer_reader,
        ),
        "mend": change([Status.POINTS], Status.READ, may=is_peer_author),
        "leave as it is": change(
            [Status.POINTS],
            Status.READ,
            may=is_peer_author_or_system,
        ),
        "pass over": change(
            [Status.WAITS, Status.TAKEN],
            Status.PASSED,
            may=is_peer_author_or_system,
        ),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="peer_readings")
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="peer_readings")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="peer_readings")
    reader = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="peer_readings",
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITS)
    until = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    heavy = models.BooleanField(
        default=False,
        help_text=_("Whether a heavy theme was taken with it."),
    )
    noted_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When its reader went on past the note about a heavy theme."),
    )

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            status_constraint(
                ["waits", "taken", "points", "read", "passed"],
                "peer_reading_status",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["waits", "passed"])
                | models.Q(reader__isnull=False),
                name="peer_readings_have_a_reader",
            ),
            models.UniqueConstraint(
                "dialogue",
                name="one_open_peer_reading",
                condition=models.Q(status__in=["waits", "taken", "points"]),
            ),
            models.UniqueConstraint(
                "project",
                "reader",
                name="one_peer_reading_each",
                condition=models.Q(status="taken"),
            ),
        ]
        indexes = [
            # What is held back from the experts, among all that was ever read.
            models.Index(
                fields=["project", "until"],
                name="peer_reading_open",
                condition=models.Q(status__in=["waits", "taken", "points"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dialogue_id}: {self.status}"


class PeerReadingEvent(Event):
    reading = models.ForeignKey(PeerReading, models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        indexes = [
            # What somebody took today, and does not want again.
            models.Index(fields=["by", "verb", "at"], name="peer_reading_deeds"),
        ]
