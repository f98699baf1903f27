"""What volunteers learn before they take work, how they tried, and how far they are."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.people import Membership, Project, User
from dialogues.models.translations import TranslatedField

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Level(models.TextChoices):
    """How far a volunteer has come; in order."""

    APPRENTICE = "apprentice", _("Apprentice")
    EDITOR = "editor", _("Editor")
    SENIOR = "senior", _("Senior editor")


class CourseRules(models.Model):
    """What a project asks of its volunteers; a project without a row asks nothing."""

    project = models.OneToOneField(
        Project,
        models.PROTECT,
        primary_key=True,
        related_name="course_rules",
    )
    required = models.BooleanField(
        _("volunteers pass the course before they take a dialogue"),
        default=True,
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark, in percent"),
        default=70,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    editor_after = models.PositiveSmallIntegerField(
        _("approved dialogues until one is an editor"),
        default=5,
        validators=[MinValueValidator(1)],
    )
    senior_after = models.PositiveSmallIntegerField(
        _("approved dialogues until one is a senior editor"),
        default=30,
        help_text=_("Less than a third of what was decided may have come back."),
        validators=[MinValueValidator(1)],
    )
    heavy_from = models.CharField(
        _("heavy topics go to"),
        max_length=20,
        choices=Level,
        default=Level.EDITOR,
        help_text=_("And to everyone above."),
    )
    heavy_apprentice = models.PositiveSmallIntegerField(
        _("heavy dialogues that an apprentice takes in a day, at most"),
        default=1,
    )
    heavy_editor = models.PositiveSmallIntegerField(
        _("heavy dialogues that an editor takes in a day, at most"),
        default=3,
    )
    heavy_senior = models.PositiveSmallIntegerField(
        _("heavy dialogues that a senior editor takes in a day, at most"),
        default=5,
    )
    share_apprentice = models.PositiveSmallIntegerField(
        _("second opinions on the work of apprentices, in percent"),
        default=50,
        validators=PERCENT,
    )
    share_editor = models.PositiveSmallIntegerField(
        _("second opinions on the work of editors, in percent"),
        default=20,
        validators=PERCENT,
    )
    share_senior = models.PositiveSmallIntegerField(
        _("second opinions on the work of senior editors, in percent"),
        default=10,
        validators=PERCENT,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_mark__gte=1, pass_mark__lte=100),
                name="course_pass_mark",
            ),
            models.CheckConstraint(
                condition=models.Q(heavy_from__in=Level.values),
                name="course_heavy_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.pass_mark} %"


class Lesson(models.Model):
    """A version of a lesson or of a practice dialogue; a change is a new row.

    ``text`` is Markdown. ``tasks`` is what there is to answer, written as
    ``course_texts`` reads it: questions, or a dialogue with its faults.
    """

    class Kind(models.TextChoices):
        THEORY = "theory", _("Lesson")
        PRACTICE = "practice", _("Practice dialogue")

    project = models.ForeignKey(Project, models.PROTECT, related_name="lessons")
    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.PositiveSmallIntegerField()
    title = TranslatedField(_("title"))
    text = TranslatedField(_("text"))
    tasks = TranslatedField(_("what there is to answer"))
    retired = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("position", "slug", "-version")
        constraints = [
            models.UniqueConstraint(
                "project", "slug", "version", name="lesson_version"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["theory", "practice"]),
                name="lesson_kind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class LessonTry(models.Model):
    """What somebody answered to one version of a lesson; every try is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="tries")
    by = models.ForeignKey(User, models.PROTECT, related_name="lesson_tries")
    answers = models.JSONField()
    right = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name_plural = "lesson tries"

    def __str__(self) -> str:
        return f"{self.by}: {self.right}/{self.asked}"


class Qualification(models.Model):
    """A level that a member reached; the latest row is the one they have."""

    class Reason(models.TextChoices):
        COURSE = "course", _("passed the course")
        WORK = "work", _("by approved work")
        BEFORE = "before", _("worked here before the course")
        VOUCHED = "vouched", _("an admin's word")

    membership = models.ForeignKey(
        Membership,
        models.PROTECT,
        related_name="qualifications",
    )
    level = models.CharField(max_length=20, choices=Level)
    reason = models.CharField(max_length=20, choices=Reason)
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values),
                name="qualification_level",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=["course", "work", "before", "vouched"]),
                name="qualification_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.level}"


class Guideline(models.Model):
    """A version of how dialogues of the project are written; a change is a new row."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="guidelines")
    version = models.PositiveIntegerField()
    text = TranslatedField(_("text"))
    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint("project", "version", name="guideline_version"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


class GuidelineRead(models.Model):
    """Who said that they have read which version, and when."""

    guideline = models.ForeignKey(Guideline, models.PROTECT, related_name="reads")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("guideline", "by", name="guideline_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.guideline_id}"
