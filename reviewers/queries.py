"""What experts see: the queue, their own reviews, and what they may read."""

from __future__ import annotations

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from dialogues.models import (
    Approval,
    Dialogue,
    Finding,
    Membership,
    Project,
    Revision,
    Role,
    User,
)
from dialogues.queries import projects_as
from reviewers.models import Review


def queue_for(user: User, project: Project) -> QuerySet[Dialogue]:
    """Submitted dialogues that this expert may decide on, most pressing first.

    None that they wrote a part of, approved already, or that somebody reads now;
    possible disclosures come first, and only to members marked for safeguarding.
    """
    mine = Revision.objects.filter(dialogue=OuterRef("pk"), author=user)
    approved = Approval.objects.filter(revision=OuterRef("head"), by=user)
    read = Review.objects.filter(
        dialogue=OuterRef("pk"),
        status=Review.Status.CLAIMED,
    ).exclude(expert=user)
    disclosed = Finding.objects.filter(
        revision=OuterRef("head"),
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at=None,
    )
    marked = Membership.objects.filter(
        user=user,
        project=project,
        ended_at=None,
        safeguarding=True,
    ).exists()
    queue = Dialogue.objects.filter(
        ~Exists(mine),
        ~Exists(approved),
        ~Exists(read),
        project=project,
        status=Dialogue.Status.SUBMITTED,
    )
    if not marked:
        return queue.filter(~Exists(disclosed)).order_by("updated_at", "id")
    return queue.alias(
        pressing=Case(
            When(Exists(disclosed), then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
    ).order_by("pressing", "updated_at", "id")


def own_reviews(user: User) -> QuerySet[Review]:
    """The expert's reviews in projects where they still are an expert."""
    return Review.objects.filter(
        expert=user,
        project__in=projects_as(user, Role.EXPERT),
    ).select_related("dialogue__topic", "dialogue__head", "revision", "project")


def open_review(user: User, project: Project) -> Review | None:
    """The dialogue that the expert is reading now in this project."""
    return (
        own_reviews(user).filter(project=project, status=Review.Status.CLAIMED).first()
    )


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
    dialogue = review.dialogue
    returned = (
        dialogue.events.filter(verb="return", at__lt=review.revision.created_at)
        .order_by("-id")
        .first()
    )
    earlier = dialogue.revisions.filter(number__lt=review.revision.number)
    if returned:
        return earlier.filter(pk=returned.data["revision"]).first()
    return earlier.filter(Q(author=None)).order_by("number").first()
