"""What volunteers have in hand, had, and may take next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Now
from django.utils import timezone

from dialogues.keeping_queries import kept_from
from dialogues.models import Assignment, Dialogue, Project, Role, User
from dialogues.prepared import prepared
from dialogues.queries import hidden_from, projects_as

# A returned dialogue waits this long for its author before anyone may take it.
AUTHOR_FIRST = timedelta(days=7)
# Not the author of the latest revision: an expert may have mended it since.
LAST_SUBMITTER = Subquery(
    Assignment.objects.filter(dialogue=OuterRef("pk"), ended_by_verb="submit")
    .order_by("-ended_at")
    .values("holder")[:1],
)


def once_held(user: User) -> QuerySet[Dialogue]:
    """What the volunteer has had in hand, to take it up again where they may."""
    return Dialogue.objects.filter(pk__in=own_assignments(user).values("dialogue"))


def own_assignments(user: User) -> QuerySet[Assignment]:
    """The person's working copies in projects they are still a member of."""
    return Assignment.objects.filter(
        holder=user,
        project__in=projects_as(user, Role.VOLUNTEER),
    ).select_related("dialogue__topic", "project", "base")


def own_assignments_to_write(user: User) -> QuerySet[Assignment]:
    """The same, each knowing how many drafts of its topic were asked for."""
    drafts = F("dialogue__draft__batch__candidates")
    return own_assignments(user).annotate(drafts_a_topic=drafts)


@prepared
def own_assignment(user: User, pk: UUID) -> QuerySet[Assignment]:
    return own_assignments(user).filter(pk=pk)


@prepared
def work_to_write(user: User, pk: UUID) -> QuerySet[Assignment]:
    return own_assignments_to_write(user).filter(pk=pk)


def own_work(user: User) -> QuerySet[Assignment]:
    """The same rows without the texts in them, for who only writes."""
    return own_assignments(user).select_related(None).only("project_id")


def held_assignment(user: User, project: Project) -> Assignment | None:
    """The dialogue that the person holds in this project now."""
    return own_assignments(user).filter(project=project, ended_at=None).first()


def claimable_dialogues(user: User, project: Project) -> QuerySet[Dialogue]:
    """What this volunteer may take, best first: own returned ones, those whose author
    let them lie, then the oldest drafts. Never one they skipped, or that is kept for
    somebody else or hidden from them.
    """
    own = Q(status=Dialogue.Status.RETURNED, submitter=user.pk)
    waited = Q(status=Dialogue.Status.RETURNED) & (
        Q(updated_at__lt=Now() - AUTHOR_FIRST) | Q(submitter=None)
    )
    return (
        Dialogue.objects.alias(submitter=LAST_SUBMITTER)
        .filter(
            Q(status=Dialogue.Status.DRAFTED) | own | waited,
            project=project,
        )
        .exclude(pk__in=skipped_by(user))
        .exclude(pk__in=kept_from(user))
        .exclude(pk__in=hidden_from(user))
        .alias(
            turn_to_come=Case(
                When(own, then=Value(0)),
                When(status=Dialogue.Status.RETURNED, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
        )
        .order_by("turn_to_come", "created_at", "id")
    )


def skipped_by(user: User) -> QuerySet[Assignment, Any]:
    """The dialogues, by id, that the person does not want to be given again."""
    skipped = Assignment.objects.filter(holder=user, ended_by_verb="skip")
    return skipped.values("dialogue")


def returned_to(user: User, project: Project) -> QuerySet[Dialogue]:
    """What experts sent back to this person, the longest wait first."""
    return (
        project.dialogues.alias(submitter=LAST_SUBMITTER)
        .filter(status=Dialogue.Status.RETURNED, submitter=user.pk)
        .select_related("topic")
        .order_by("updated_at")
    )


def expired_assignments() -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        ended_at=None,
        lease_until__lt=timezone.now(),
    ).select_related("dialogue")
