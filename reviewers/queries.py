"""What experts have read: their own reviews, and what a text is compared with."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from dialogues.models import DialogueEvent, Project, Revision, Role, User
from dialogues.prepared import prepared
from dialogues.queries import hidden_from, projects_as
from reviewers.models import Review
from reviewers.models.reviews import SAID

LATELY = 10


def own_reviews(user: User) -> QuerySet[Review]:
    """The expert's reviews in projects where they still are an expert."""
    return (
        Review.objects.filter(
            expert=user,
            project__in=projects_as(user, Role.EXPERT),
        )
        .exclude(dialogue__in=hidden_from(user))
        .select_related("dialogue__topic", "dialogue__head", "revision", "project")
    )


def open_review(user: User, project: Project) -> Review | None:
    """The dialogue that the expert is reading now in this project."""
    return next(iter(_held(user, project)), None)


@prepared
def _held(user: User, project: Project) -> QuerySet[Review]:
    return own_reviews(user).filter(project=project, status=Review.Status.CLAIMED)


@prepared
def review_to_read(user: User, pk: UUID) -> QuerySet[Review]:
    """One of the expert's reviews, if it is theirs, with who wrote the text."""
    return own_reviews(user).select_related("revision__author").filter(pk=pk)


@prepared
def lately_decided(user: User, project: Project) -> QuerySet[Review]:
    """What the expert said last, with what a list shows of each."""
    rows = own_reviews(user).filter(project=project, status__in=SAID)
    shown = rows.select_related(None).select_related("dialogue__topic")
    return shown.order_by("-decided_at")[:LATELY]


def expired_reviews() -> QuerySet[Review]:
    return Review.objects.filter(
        status=Review.Status.CLAIMED,
        lease_until__lt=timezone.now(),
    )


def base_revision(review: Review) -> Revision | None:
    """What the reviewed text is compared with.

    The last revision that an expert sent back, when it was sent back before; else
    the first one, which a drafter or an import wrote.
    """
    return _base(
        review.revision,
        _returns_of(review.dialogue_id),
        revisions_of(review.dialogue_id),
    )


@prepared
def revisions_of(dialogue_id: UUID) -> QuerySet[Revision]:
    """Every revision of a dialogue, the first one first."""
    return Revision.objects.filter(dialogue=dialogue_id).order_by("number")


@prepared
def _returns_of(dialogue_id: UUID) -> QuerySet[DialogueEvent]:
    return DialogueEvent.objects.filter(dialogue=dialogue_id, verb="return")


def base_revisions(reviews: list[Review]) -> dict[UUID, Revision]:
    """What each of the reviewed texts is compared with, by review."""
    dialogues = {review.dialogue_id for review in reviews}
    returns, revisions = defaultdict(list), defaultdict(list)
    for event in DialogueEvent.objects.filter(dialogue__in=dialogues, verb="return"):
        returns[event.dialogue_id].append(event)
    for revision in Revision.objects.filter(dialogue__in=dialogues).order_by("number"):
        revisions[revision.dialogue_id].append(revision)
    found = {
        review.pk: _base(
            review.revision,
            returns[review.dialogue_id],
            revisions[review.dialogue_id],
        )
        for review in reviews
    }
    return {pk: revision for pk, revision in found.items() if revision}


def _base(
    reviewed: Revision,
    returns: list[DialogueEvent],
    revisions: list[Revision],
) -> Revision | None:
    earlier = [one for one in revisions if one.number < reviewed.number]
    before = [event for event in returns if event.at < reviewed.created_at]
    if before:
        sent_back = before[-1].data["revision"]
        return next((one for one in earlier if str(one.pk) == sent_back), None)
    return next((one for one in earlier if one.author_id is None), None)
