"""What the boards count: throughput, ages, how decisions go, and how long they take."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from dialogues.models import (
    Dialogue,
    DialogueEvent,
    Membership,
    Project,
    Revision,
    User,
)
from dialogues.permissions import ADMIN, EXPERT
from dialogues.queries import memberships_of
from reviewers.boards import (
    Asked,
    Board,
    Percentile,
    Ways,
    counted,
    key_of,
    narrowed,
    through_dialogue,
)
from reviewers.models import Review

Status = Dialogue.Status
# In the order in which a dialogue comes through them.
OPEN = (Status.DRAFTED, Status.EDITING, Status.SUBMITTED, Status.RETURNED)
DECISIONS = ("approve", "fix", "return", "reject")
DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
Projects = Collection[Project]


def throughput(projects: Projects, asked: Asked) -> Board:
    """How often dialogues were handed in, and how often approved."""
    ways = through_dialogue("at")
    rows = DialogueEvent.objects.filter(
        dialogue__project__in=projects, verb__in=["submit", "approve"]
    )
    return counted(
        narrowed(rows, ways, asked),
        key=key_of(ways, asked.by),
        asked=asked,
        figures={
            "submitted": Count("pk", filter=Q(verb="submit")),
            "approved": Count("pk", filter=Q(verb="approve")),
        },
    )


def decisions(projects: Projects, asked: Asked) -> Board:
    """What experts decided; figures on one author's work alone are not shown."""
    ways = through_dialogue("at")
    said = Cast(KeyTextTransform("revision", "data"), UUIDField())
    own = Revision.objects.filter(pk=OuterRef("said")).values("author")
    # A fix names the expert's revision; the author's is the one before it.
    mended = Revision.objects.filter(children=OuterRef("said")).values("author")
    rows = DialogueEvent.objects.filter(
        dialogue__project__in=projects, verb__in=DECISIONS
    )
    return counted(
        narrowed(rows, ways, asked)
        .annotate(said=said)
        .annotate(
            author=Case(When(verb="fix", then=Subquery(mended)), default=Subquery(own)),
        ),
        key=key_of(ways, asked.by),
        asked=asked,
        figures={verb: Count("pk", filter=Q(verb=verb)) for verb in DECISIONS},
        person="author",
    )


def times(projects: Projects, asked: Asked) -> Board:
    """From opening to deciding; figures on one expert alone are not shown."""
    ways = through_dialogue("decided_at")
    took = ExpressionWrapper(F("decided_at") - F("created_at"), DurationField())
    rows = Review.objects.filter(project__in=projects, status=Review.Status.DECIDED)
    return counted(
        narrowed(rows, ways, asked).annotate(took=took),
        key=key_of(ways, asked.by),
        asked=asked,
        figures={
            "half": Percentile("took", part=0.5),
            "most": Percentile("took", part=0.9),
        },
        person="expert",
    )


def ages(projects: Projects, asked: Asked, *, now: datetime) -> Board:
    """How long dialogues have waited for an expert."""
    rows = _standing(projects, [Status.SUBMITTED], asked)
    return counted(
        _aged(rows, now),
        key=key_of(Ways("since"), asked.by),
        asked=asked,
        figures=_ages(now),
    )


def ages_by_status(projects: Projects, asked: Asked, *, now: datetime) -> Board:
    """How long dialogues have stood where they stand."""
    rows = _standing(projects, OPEN, asked)
    return counted(_aged(rows, now), key=F("status"), asked=asked, figures=_ages(now))


def _standing(
    projects: Projects, statuses: Collection[str], asked: Asked
) -> QuerySet[Dialogue]:
    """Dialogues at these statuses, each with when it came there."""
    came = (
        DialogueEvent.objects.filter(
            dialogue=OuterRef("pk"), to_status=OuterRef("status")
        )
        .exclude(from_status=F("to_status"))
        .order_by("-id")
        .values("at")[:1]
    )
    rows = Dialogue.objects.filter(project__in=projects, status__in=statuses)
    return narrowed(rows.annotate(since=Subquery(came)), Ways("since"), asked)


def _aged(rows: QuerySet[Dialogue], now: datetime) -> QuerySet[Dialogue]:
    age = ExpressionWrapper(Value(now) - F("since"), DurationField())
    return rows.annotate(age=age)


def _ages(now: datetime) -> dict[str, Count | Percentile]:
    day, week, month = now - DAY, now - WEEK, now - MONTH
    return {
        "day": Count("pk", filter=Q(since__gt=day)),
        "week": Count("pk", filter=Q(since__lte=day, since__gt=week)),
        "month": Count("pk", filter=Q(since__lte=week, since__gt=month)),
        "longer": Count("pk", filter=Q(since__lte=month)),
        "half": Percentile("age", part=0.5),
        "most": Percentile("age", part=0.9),
    }


def projects_of(user: User) -> list[Membership]:
    """The places in which a person may read boards, with their projects."""
    return [
        one
        for one in memberships_of(user).order_by("project__slug")
        if {EXPERT, ADMIN} & set(one.roles)
    ]
