"""What the boards count: throughput, ages, how decisions go, and how long they take."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import (
    Case,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
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
Projects = Collection[Project]


def _of_verb(verb: str) -> str:
    return f"COUNT(*) FILTER (WHERE verb = '{verb}')"


def _part(part: str, column: str) -> str:
    """The value that this part of the values does not exceed."""
    return f"PERCENTILE_CONT({part}) WITHIN GROUP (ORDER BY {column})"


AGES = {
    "day": "COUNT(*) FILTER (WHERE age < '1 day')",
    "week": "COUNT(*) FILTER (WHERE age >= '1 day' AND age < '7 days')",
    "month": "COUNT(*) FILTER (WHERE age >= '7 days' AND age < '30 days')",
    "longer": "COUNT(*) FILTER (WHERE age >= '30 days')",
    "half": _part("0.5", "age"),
    "most": _part("0.9", "age"),
}


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
        columns=("verb",),
        figures={"submitted": _of_verb("submit"), "approved": _of_verb("approve")},
    )


def decisions(projects: Projects, asked: Asked) -> Board:
    """What experts decided; figures on one author's work alone are not shown."""
    ways = through_dialogue("at")
    said = Cast(KeyTextTransform("revision", "data"), UUIDField())
    own = Revision.objects.filter(pk=OuterRef("said")).values("author").order_by()
    # A fix names the expert's revision; the author's is the one before it.
    mended = (
        Revision.objects.filter(children=OuterRef("said")).values("author").order_by()
    )
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
        columns=("verb",),
        figures={verb: _of_verb(verb) for verb in DECISIONS},
        person="author",
    )


def times(projects: Projects, asked: Asked) -> Board:
    """From opening to deciding; figures on one expert alone are not shown."""
    ways = through_dialogue("decided_at")
    took = ExpressionWrapper(F("decided_at") - F("created_at"), DurationField())
    rows = Review.objects.filter(
        project__in=projects,
        status=Review.Status.DECIDED,
        by_bulk=False,
    )
    return counted(
        narrowed(rows, ways, asked).annotate(took=took),
        key=key_of(ways, asked.by),
        asked=asked,
        columns=("took",),
        figures={"half": _part("0.5", "took"), "most": _part("0.9", "took")},
        person="expert",
    )


def ages(projects: Projects, asked: Asked, *, now: datetime) -> Board:
    """How long dialogues have waited for an expert."""
    rows = _standing(projects, [Status.SUBMITTED], asked)
    return counted(
        _aged(rows, now),
        key=key_of(Ways("since"), asked.by),
        asked=asked,
        columns=("age",),
        figures=AGES,
    )


def ages_by_status(projects: Projects, asked: Asked, *, now: datetime) -> Board:
    """How long dialogues have stood where they stand."""
    rows = _standing(projects, OPEN, asked)
    return counted(
        _aged(rows, now),
        key=F("status"),
        asked=asked,
        columns=("age",),
        figures=AGES,
    )


def _standing(
    projects: Projects, statuses: Collection[str], asked: Asked
) -> QuerySet[Dialogue]:
    """Dialogues at these statuses, each with when it came there."""
    came = (
        DialogueEvent.objects.filter(
            dialogue=OuterRef("pk"), to_status=OuterRef("status")
        )
        .exclude(from_status=F("to_status"))
        .order_by("-at")
        .values("at")[:1]
    )
    rows = Dialogue.objects.filter(project__in=projects, status__in=statuses)
    return narrowed(rows.annotate(since=Subquery(came)), Ways("since"), asked)


def _aged(rows: QuerySet[Dialogue], now: datetime) -> QuerySet[Dialogue]:
    age = ExpressionWrapper(Value(now) - F("since"), DurationField())
    return rows.annotate(age=age)


def projects_of(user: User) -> list[Membership]:
    """The places in which a person may read boards, with their projects."""
    return [
        one
        for one in memberships_of(user).order_by("project__slug")
        if {EXPERT, ADMIN} & set(one.roles)
    ]
