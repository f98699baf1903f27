"""Who else could read a dialogue, what was said of it so far, and how risky it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from dialogues.course_queries import rules_of
from dialogues.decision_queries import has_open_disclosure
from dialogues.domain.levels import review_share
from dialogues.models import (
    Answer,
    CourseRules,
    Dialogue,
    DialogueEvent,
    Finding,
    Level,
    Membership,
    Project,
    Qualification,
    Revision,
    Role,
    User,
)
from dialogues.permissions import may_decide
from dialogues.prepared import prepared
from dialogues.queries import hidden_from
from reviewers.models import Review, SecondOpinions

# Who has had fewer dialogues decided than this is new here.
NEW = 10
# So many answers, or readings, are looked back on; with fewer nothing is concluded.
LOOKED_BACK, LEAST = 200, 20
# Below this share of answers that an expert gave alike, an author's work is looked at.
LOW_AGREEMENT = 0.8
# A theme is rare when fewer of the project's dialogues have it.
RARE = 0.03


def percent_of(project: Project) -> int:
    """How many dialogues two experts read, in percent."""
    latest = next(iter(_latest_share(project)), None)
    return latest.percent if latest else SecondOpinions.DEFAULT


@prepared
def _latest_share(project: Project) -> QuerySet[SecondOpinions]:
    return project.second_opinions.order_by("-id")[:1]


def chance(dialogue_id: UUID) -> float:
    """A number from 0 to 1 that is always the same for one dialogue."""
    digest = hashlib.sha256(f"second opinion {dialogue_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def possible_readers(dialogue: Dialogue) -> QuerySet[User]:
    """Experts who wrote none of it; only marked ones while a disclosure is open, or
    where it is about a real person.
    """
    experts = User.objects.filter(
        memberships__project=dialogue.project_id,
        memberships__ended_at=None,
        memberships__roles__contains=[Role.EXPERT],
        is_active=True,
    ).exclude(pk__in=dialogue.revisions.exclude(author=None).values("author"))
    if dialogue.about_a_real_person or has_open_disclosure(dialogue):
        marked = Membership.objects.filter(
            project=dialogue.project_id,
            safeguarding=True,
            ended_at=None,
        )
        return experts.filter(pk__in=marked.values("user"))
    return experts


def waiting_readings(dialogue: Dialogue) -> QuerySet[Review]:
    """What experts have said of the latest revision and nobody has carried out."""
    return (
        Review.objects.filter(
            dialogue=dialogue,
            status=Review.Status.IN_REVIEW,
        )
        .select_related("expert", "revision")
        .order_by("reading")
    )


def waiting_dialogues(user: User, project: Project) -> QuerySet[Dialogue]:
    """Dialogues that wait for one more reading, the longest wait first."""
    waiting = Review.objects.filter(
        dialogue=OuterRef("pk"),
        status=Review.Status.IN_REVIEW,
    )
    return (
        project.dialogues.filter(
            Exists(waiting),
            status=Dialogue.Status.SUBMITTED,
        )
        .exclude(pk__in=hidden_from(user))
        .select_related("topic", "head")
        .order_by("head__created_at", "id")
    )


def could_read_it(user: User, dialogue: Dialogue) -> bool:
    """Whether this person could be the next to read a dialogue that waits."""
    return (
        may_decide(user, dialogue)
        and possible_readers(dialogue).filter(pk=user.pk).exists()
        and not waiting_readings(dialogue).filter(expert=user).exists()
    )


def risk_of(dialogue: Dialogue) -> list[str]:
    """Why one would rather have a dialogue read twice, as codes."""
    author = dialogue.head.author if dialogue.head else None
    found = {
        "new-volunteer": author is not None and _is_new(author, dialogue.project),
        "warnings": bool(_warned(dialogue.head_id)),
        "low-agreement": author is not None and _disagrees(author, dialogue.project),
        "rare-theme": _is_rare(dialogue),
    }
    return [code for code, there in found.items() if there]


@prepared
def _warned(head: UUID | None) -> QuerySet[Finding, UUID]:
    rows = Finding.objects.filter(
        revision=head,
        severity=Finding.Severity.WARNING,
        dismissed_at=None,
    )
    return rows.values_list("pk", flat=True)[:1]


def weight_of(dialogue: Dialogue, *, risk: int) -> float:
    """How much rather than another one this dialogue is read twice."""
    author = dialogue.head.author_id if dialogue.head else None
    level = _level_of(dialogue.project, author) if author else []
    return (1 + risk) * _of_level(_usual_share(rules_of(dialogue.project)), level)


@prepared
def _level_of(project: Project, user_id: int) -> QuerySet[Membership, str | None]:
    rows = _levels(project).filter(user=user_id)
    return rows.values_list("level", flat=True)[:1]


def mean_weight(project: Project) -> float:
    """How heavy first readings weighed lately, so that the share keeps its size."""
    usual = _usual_share(rules_of(project))
    weights = [
        (1 + risk) * _of_level(usual, [level] if volunteer else [])
        for risk, volunteer, level in _weighed_lately(project)
    ]
    return fmean(weights) if len(weights) >= LEAST else 1.0


@prepared
def _weighed_lately(project: Project) -> QuerySet[Review, Any]:
    author = _levels(project).filter(user=OuterRef("revision__author"))
    return (
        Review.objects.filter(project=project)
        .exclude(risk=None)
        .order_by("-created_at")
        .values_list(
            "risk",
            Exists(author),
            Subquery(author.values("level")[:1]),
        )[:LOOKED_BACK]
    )


def _levels(project: Project) -> QuerySet[Membership]:
    """The project's volunteers, each with the ``level`` they have."""
    latest = Qualification.objects.filter(membership=OuterRef("pk")).order_by("-id")
    return Membership.objects.filter(
        project=project,
        roles__contains=[Role.VOLUNTEER],
    ).annotate(level=Subquery(latest.values("level")[:1]))


def _usual_share(rules: CourseRules | None) -> tuple[CourseRules | None, float]:
    """The rules, and how much of the work of any level is read twice by them."""
    return rules, fmean(review_share(one, rules) for one in Level) if rules else 0.0


def _of_level(
    ruled: tuple[CourseRules | None, float],
    level: Sequence[str | None],
) -> float:
    """Above 1 for a level of whose work more is read twice than on average.

    Who is no volunteer has no level, and a project without a course knows none.
    """
    rules, usual = ruled
    if not usual or not level:
        return 1.0
    return review_share(level[0] or "", rules) / usual


def _is_new(author: User, project: Project) -> bool:
    return len(_decided_of(author, project)) < NEW


@prepared
def _decided_of(author: User, project: Project) -> QuerySet[DialogueEvent, int]:
    decided = DialogueEvent.objects.filter(
        dialogue__project=project,
        verb__in=["approve", "return", "reject"],
        dialogue__revisions__author=author,
    )
    return decided.order_by().values_list("pk", flat=True).distinct()[:NEW]


def _disagrees(author: User, project: Project) -> bool:
    alike = _experts_alike(author, project)
    return len(alike) >= LEAST and sum(alike) / len(alike) < LOW_AGREEMENT


@prepared
def _experts_alike(author: User, project: Project) -> QuerySet[Answer, bool]:
    own = Answer.objects.filter(
        revision=OuterRef("revision"),
        item=OuterRef("item"),
        turn__isnull=True,
        by=author,
        value=OuterRef("value"),
    )
    experts = (
        Answer.objects.filter(
            revision__dialogue__project=project,
            revision__author=author,
            turn__isnull=True,
        )
        .exclude(by=author)
        .annotate(alike=Exists(own))
        .order_by("-id")
    )
    return experts.values_list("alike", flat=True)[:LOOKED_BACK]


def _is_rare(dialogue: Dialogue) -> bool:
    theme = dialogue.topic.theme if dialogue.topic else ""
    if not theme:
        return False
    [everything] = _how_many(dialogue.project, None) or [0]
    [alike] = _how_many(dialogue.project, theme) or [0]
    return alike < RARE * everything


@prepared
def _how_many(project: Project, theme: str | None) -> QuerySet[Dialogue, int]:
    rows = project.dialogues.all()
    if theme:
        # Asked of the topic alone, the index of topics answers without a dialogue.
        rows = Dialogue.objects.filter(topic__project=project, topic__theme=theme)
    counted = rows.order_by().values("topic__project" if theme else "project")
    return counted.annotate(many=Count("pk")).values_list("many", flat=True)


def read_before(revision: Revision) -> bool:
    """Whether somebody's decision on this very revision was carried out already."""
    return bool(_decided_on(revision))


@prepared
def _decided_on(revision: Revision) -> QuerySet[Review, UUID]:
    rows = Review.objects.filter(revision=revision, status=Review.Status.DECIDED)
    return rows.values_list("pk", flat=True)[:1]
