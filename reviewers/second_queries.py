"""Who else could read a dialogue, what was said of it so far, and how risky it is."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db.models import Avg, Exists, OuterRef, QuerySet

from dialogues.decision_queries import open_disclosures
from dialogues.models import (
    Answer,
    Dialogue,
    DialogueEvent,
    Finding,
    Membership,
    Project,
    Revision,
    Role,
    User,
)
from dialogues.permissions import may_decide
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
    """Experts who wrote none of it; only marked ones while a disclosure is open."""
    experts = User.objects.filter(
        memberships__project=dialogue.project_id,
        memberships__ended_at=None,
        memberships__roles__contains=[Role.EXPERT],
        is_active=True,
    ).exclude(pk__in=dialogue.revisions.exclude(author=None).values("author"))
    if open_disclosures(dialogue).exists():
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


def waiting_dialogues(project: Project) -> QuerySet[Dialogue]:
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


def mean_weight(project: Project) -> float:
    """How heavy first readings weighed lately, so that the share keeps its size."""
    lately = (
        Review.objects.filter(project=project)
        .exclude(risk=None)
        .order_by("-created_at")
        .values("pk")[:LOOKED_BACK]
    )
    rows = Review.objects.filter(pk__in=lately)
    if rows.count() < LEAST:
        return 1.0
    return float(rows.aggregate(mean=Avg("risk"))["mean"]) + 1


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
