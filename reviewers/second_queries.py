"""Who else could read a dialogue, what was said of it so far, and how risky it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from statistics import fmean
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from dialogues.course_queries import rules_of
from dialogues.decision_queries import open_disclosures
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
    latest = project.second_opinions.order_by("-id").first()
    return latest.percent if latest else SecondOpinions.DEFAULT


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
    if dialogue.about_a_real_person or open_disclosures(dialogue).exists():
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
        "warnings": Finding.objects.filter(
            revision=dialogue.head_id,
            severity=Finding.Severity.WARNING,
            dismissed_at=None,
        ).exists(),
        "low-agreement": author is not None and _disagrees(author, dialogue.project),
        "rare-theme": _is_rare(dialogue),
    }
    return [code for code, there in found.items() if there]


def weight_of(dialogue: Dialogue, *, risk: int) -> float:
    """How much rather than another one this dialogue is read twice."""
    author = dialogue.head.author_id if dialogue.head else None
    level = (
        _levels(dialogue.project).filter(user=author).values_list("level", flat=True)
    )
    return (1 + risk) * _of_level(rules_of(dialogue.project), list(level[:1]))


def mean_weight(project: Project) -> float:
    """How heavy first readings weighed lately, so that the share keeps its size."""
    author = _levels(project).filter(user=OuterRef("revision__author"))
    lately = (
        Review.objects.filter(project=project)
        .exclude(risk=None)
        .order_by("-created_at")
        .values_list(
            "risk",
            Exists(author),
            Subquery(author.values("level")[:1]),
        )[:LOOKED_BACK]
    )
    rules = rules_of(project)
    weights = [
        (1 + risk) * _of_level(rules, [level] if volunteer else [])
        for risk, volunteer, level in lately
    ]
    return fmean(weights) if len(weights) >= LEAST else 1.0


def _levels(project: Project) -> QuerySet[Membership]:
    """The project's volunteers, each with the ``level`` they have."""
    latest = Qualification.objects.filter(membership=OuterRef("pk")).order_by("-id")
    return Membership.objects.filter(
        project=project,
        roles__contains=[Role.VOLUNTEER],
    ).annotate(level=Subquery(latest.values("level")[:1]))


def _of_level(rules: CourseRules | None, level: Sequence[str | None]) -> float:
    """Above 1 for a level of whose work more is read twice than on average.

    Who is no volunteer has no level, and a project without a course knows none.
    """
    usual = fmean(review_share(one, rules) for one in Level) if rules else 0.0
    if not usual or not level:
        return 1.0
    return review_share(level[0] or "", rules) / usual


def _is_new(author: User, project: Project) -> bool:
    decided = DialogueEvent.objects.filter(
        dialogue__project=project,
        verb__in=["approve", "return", "reject"],
        dialogue__revisions__author=author,
    )
    return len(decided.values("pk").distinct()[:NEW]) < NEW


def _disagrees(author: User, project: Project) -> bool:
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
    alike = list(experts.values_list("alike", flat=True)[:LOOKED_BACK])
    return len(alike) >= LEAST and sum(alike) / len(alike) < LOW_AGREEMENT


def _is_rare(dialogue: Dialogue) -> bool:
    theme = dialogue.topic.theme if dialogue.topic else ""
    if not theme:
        return False
    everything = dialogue.project.dialogues
    alike = everything.filter(topic__theme=theme).count()
    return alike < RARE * everything.count()


def read_before(revision: Revision) -> bool:
    """Whether somebody's decision on this very revision was carried out already."""
    return Review.objects.filter(
        revision=revision,
        status=Review.Status.DECIDED,
    ).exists()
