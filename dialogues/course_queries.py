"""What the course, its practice and the guidelines show; named for the screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from dialogues.models import (
    CourseRules,
    Guideline,
    Lesson,
    LessonTry,
    Membership,
    Project,
    Qualification,
    Role,
    User,
)
from dialogues.prepared import prepared
from dialogues.sign_off_queries import in_use, newest, usable, with_waiting


@dataclass
class Step:
    """A lesson of the course, and how far this person is with it."""

    lesson: Lesson
    tries: int
    passed: bool


@dataclass
class Progress:
    """The steps of a course as one person stands in it."""

    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.passed for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def complete(self) -> bool:
        return bool(self.steps) and self.done == self.total

    @property
    def next(self) -> Lesson | None:
        return next((step.lesson for step in self.steps if not step.passed), None)


def lessons_of(project: Project) -> QuerySet[Lesson]:
    """The lessons of the course: the version in use of each, without retired ones."""
    return (
        in_use(project.lessons.all())
        .filter(retired=False)
        .select_related("project")
        .order_by("position", "slug")
    )


def lessons_written(project: Project) -> QuerySet[Lesson]:
    """What admins write on: the latest version of each, used or not."""
    return (
        with_waiting(newest(project.lessons.all()))
        .filter(retired=False)
        .select_related("project")
        .order_by("position", "slug")
    )


def latest_lesson(project: Project, slug: str) -> Lesson | None:
    """The latest version of a lesson, retired or not."""
    return project.lessons.filter(slug=slug).order_by("-version").first()


def versions_of_lesson(lesson: Lesson) -> QuerySet[Lesson]:
    rows = Lesson.objects.filter(project=lesson.project_id, slug=lesson.slug)
    return rows.select_related("created_by").order_by("-version")


def progress_of(user: User, project: Project) -> Progress:
    """How far the person is; a lesson stays passed when it is written anew."""
    tries: dict[str, list[bool]] = {}
    rows = LessonTry.objects.filter(by=user, lesson__project=project).order_by()
    for slug, passed in rows.values_list("lesson__slug", "passed"):
        tries.setdefault(slug, []).append(passed)
    return Progress(
        [
            Step(
                lesson,
                len(tries.get(lesson.slug, [])),
                any(tries.get(lesson.slug, [])),
            )
            for lesson in lessons_of(project)
        ],
    )


def own_tries(user: User) -> QuerySet[LessonTry]:
    """The person's tries in projects they are still a member of."""
    return LessonTry.objects.filter(
        by=user,
        lesson__project__memberships__in=user.memberships.filter(ended_at=None),
    ).select_related("lesson__project", "by")


def rules_of(project: Project) -> CourseRules | None:
    return next(iter(_rules(project)), None)


@prepared
def _rules(project: Project) -> QuerySet[CourseRules]:
    return CourseRules.objects.filter(project=project)


def level_in(user: User, project: Project) -> str:
    """The level that the person has in the project; empty without one."""
    return (
        Qualification.objects.filter(membership__user=user, membership__project=project)
        .order_by("-id")
        .values_list("level", flat=True)
        .first()
        or ""
    )


def must_learn_first(user: User, project: Project) -> bool:
    """Whether a volunteer has still to pass the project's course: the one rule."""
    return bool(_rules_not_met(user, project))


@prepared
def _rules_not_met(user: User, project: Project) -> QuerySet[CourseRules]:
    return (
        CourseRules.objects.filter(
            project=project,
            required=True,
            project__memberships__in=user.memberships.filter(
                ended_at=None,
                roles__contains=[Role.VOLUNTEER],
            ),
        )
        .exclude(
            Exists(
                Qualification.objects.filter(
                    membership__user=user,
                    membership__project=project,
                ),
            ),
        )
        .only("pk")
    )


def course_ahead(user: User, project: Project) -> Progress | None:
    """What is left of the course for who may not take a dialogue yet."""
    return progress_of(user, project) if must_learn_first(user, project) else None


def volunteers_with_levels(project: Project) -> QuerySet[Membership]:
    """The volunteers, each with ``level`` and why they have it (``reason``)."""
    latest = Qualification.objects.filter(membership=OuterRef("pk")).order_by("-id")
    return (
        project.memberships.filter(ended_at=None, roles__contains=[Role.VOLUNTEER])
        .select_related("user")
        .annotate(
            level=Subquery(latest.values("level")[:1]),
            reason=Subquery(latest.values("reason")[:1]),
        )
        .order_by("user__username")
    )


def guidelines_of(project: Project) -> QuerySet[Guideline]:
    """Every version that people have been given to read, the one in use first."""
    rows = usable(project.guidelines.select_related("created_by"))
    return rows.order_by("-version")


def latest_guideline(project: Project) -> Guideline | None:
    """What admins write on: the latest version, used or not."""
    return project.guidelines.order_by("-version").first()


def last_read(user: User, project: Project) -> Guideline | None:
    """The latest version that the person said they have read."""
    return guidelines_of(project).filter(reads__by=user).first()


def guidelines_to_read(user: User, project: Project) -> bool:
    """Whether the version in use is one that the person has not read yet."""
    return in_use(project.guidelines.all()).exclude(Q(reads__by=user)).exists()
