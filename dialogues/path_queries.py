"""How far a volunteer has come: hours, level, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from dialogues.course_queries import level_in, rules_of
from dialogues.models import Certificate, Level, Project, Qualification, User
from dialogues.permissions import ADMIN
from dialogues.queries import projects_as


@dataclass(frozen=True)
class Work:
    """What somebody did in a project.

    ``minutes`` is the time between two saves of a dialogue one holds; a pause of more
    than five minutes counts as five. Reading, lessons and reviews are not counted, nor
    what was written before the counting began.
    """

    minutes: int
    dialogues: int
    first_day: date | None
    last_day: date | None

    @property
    def hours(self) -> str:
        return f"{self.minutes / 60:.1f}"


def work_of(user: User, project: Project) -> Work:
    rows = user.assignments.filter(project=project, seconds__gt=0)
    found = rows.aggregate(
        seconds=Sum("seconds"),
        first=Min("created_at"),
        last=Max("saved_at"),
    )
    handed_in = user.assignments.filter(project=project, ended_by_verb="submit")
    return Work(
        minutes=(found["seconds"] or 0) // 60,
        dialogues=handed_in.values("dialogue").distinct().count(),
        first_day=found["first"] and timezone.localdate(found["first"]),
        last_day=found["last"] and timezone.localdate(found["last"]),
    )


@dataclass(frozen=True)
class Ahead:
    """The level that somebody has, and what is left until the next one."""

    level: Level | None
    following: Level | None
    approved: int
    left: int
    by_word: bool


def level_ahead(user: User, project: Project) -> Ahead | None:
    """Nothing where the project knows no levels."""
    rules = rules_of(project)
    if rules is None:
        return None
    level = Level(level_in(user, project) or Level.APPRENTICE)
    after = {Level.APPRENTICE: rules.editor_after, Level.EDITOR: rules.senior_after}
    following = {Level.APPRENTICE: Level.EDITOR, Level.EDITOR: Level.SENIOR}.get(level)
    approved = approved_of(user, project)
    return Ahead(
        level=level if level_in(user, project) else None,
        following=following,
        approved=approved,
        left=max(0, after.get(level, 0) - approved),
        by_word=_lowered(user, project),
    )


def approved_of(user: User, project: Project) -> int:
    """How many dialogues were approved that this person handed in last."""
    handed_in = user.assignments.filter(project=project, ended_by_verb="submit")
    return (
        project.dialogues.filter(
            pk__in=handed_in.values("dialogue"),
            events__verb="approve",
        )
        .distinct()
        .count()
    )


def visible_certificates(user: User) -> QuerySet[Certificate]:
    """One's own, and those of the projects whose admin one is."""
    return Certificate.objects.filter(
        Q(membership__user=user) | Q(membership__project__in=projects_as(user, ADMIN)),
    ).select_related("membership__user", "membership__project")


def _lowered(user: User, project: Project) -> bool:
    """Whether an admin took a level away; then only an admin gives it back."""
    rows = Qualification.objects.filter(
        membership__user=user,
        membership__project=project,
    )
    levels = [
        list(Level).index(Level(one)) for one in rows.values_list("level", flat=True)
    ]
    return len(levels) > 1 and levels[-1] < levels[-2]
