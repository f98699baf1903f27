"""Norming sessions: who sees them, which dialogues suit one, and who still has to vote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case as Which
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value, When

from dialogues.models import Dialogue, Finding, Project, Revision, Role, User
from dialogues.queries import projects_as
from reviewers.models import (
    Case,
    Norming,
    NormingPlace,
    NormingSeat,
    NormingVote,
    Review,
)

RUNNING = (Norming.Status.OPEN, Norming.Status.REVEALED, Norming.Status.SECOND)
VOTING = (Norming.Status.OPEN, Norming.Status.SECOND)


def visible_normings(user: User) -> QuerySet[Norming]:
    """The sessions of projects in which the person is an expert or an admin."""
    return Norming.objects.filter(
        project__in=projects_as(user, Role.EXPERT, Role.ADMIN),
    ).select_related("project", "opened_by", "checklist")


def places_shown(user: User) -> QuerySet[NormingPlace]:
    return NormingPlace.objects.filter(
        norming__in=visible_normings(user),
        dialogue__about_a_real_person=False,
    ).select_related("norming__project", "dialogue__topic", "revision")


def places_of(norming: Norming) -> QuerySet[NormingPlace]:
    """The texts of a session; one that turns out to be about a real person leaves it."""
    return norming.places.filter(dialogue__about_a_real_person=False)


def running_norming(project: Project) -> Norming | None:
    return project.normings.filter(status__in=RUNNING).first()


def experts_of(project: Project) -> QuerySet[User]:
    return User.objects.filter(
        memberships__project=project,
        memberships__ended_at=None,
        memberships__roles__contains=[Role.EXPERT],
        is_active=True,
    ).order_by("username")


def suitable_dialogues(
    project: Project,
    experts: Iterable[User],
) -> QuerySet[Dialogue]:
    """Approved or submitted dialogues that all of these may read without a bias.

    None with an open disclosure or case, none that one of them wrote a part of, and none
    that somebody reads now or that waits for a second opinion: what is said in a session
    must not weigh in a decision that is still to be made blind.
    """
    disclosed = Finding.objects.filter(
        revision=OuterRef("head"),
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at=None,
    )
    open_case = Case.objects.filter(dialogue=OuterRef("pk"), status=Case.Status.OPEN)
    written = Revision.objects.filter(dialogue=OuterRef("pk"), author__in=list(experts))
    under_way = Review.objects.filter(
        dialogue=OuterRef("pk"),
        status__in=[Review.Status.CLAIMED, Review.Status.IN_REVIEW],
    )
    return Dialogue.objects.filter(
        ~Exists(disclosed),
        ~Exists(open_case),
        ~Exists(written),
        ~Exists(under_way),
        project=project,
        status__in=[Dialogue.Status.APPROVED, Dialogue.Status.SUBMITTED],
        about_a_real_person=False,
        head__isnull=False,
    )


def drawn_dialogues(
    project: Project,
    experts: Iterable[User],
    count: int,
) -> list[Dialogue]:
    """Some suitable ones at random that no session has had yet.

    Approved ones first: of those nobody has to decide after hearing the others.
    """
    had = NormingPlace.objects.exclude(
        norming__status=Norming.Status.CANCELLED,
    ).filter(dialogue=OuterRef("pk"))
    decided = Which(When(status=Dialogue.Status.APPROVED, then=Value(0)), default=1)
    rows = suitable_dialogues(project, experts).filter(~Exists(had))
    return list(rows.select_related("topic", "head").order_by(decided, "?")[:count])


def votes_of_round(norming: Norming) -> QuerySet[NormingVote]:
    return NormingVote.objects.filter(place__norming=norming, round=norming.round)


class Progress(NamedTuple):
    """How many of those who still can have voted on everything; never who, nor what."""

    done: int
    of: int


def progress(norming: Norming) -> Progress:
    here = seats_taken(norming)
    counted = here.annotate(
        given=Count(
            "expert__norming_votes",
            filter=Q(
                expert__norming_votes__place__in=places_of(norming),
                expert__norming_votes__round=norming.round,
            ),
        ),
    ).values_list("given", flat=True)
    wanted = places_of(norming).count()
    return Progress(sum(given >= wanted for given in counted), len(counted))


def seats_taken(norming: Norming) -> QuerySet[NormingSeat]:
    """The seats of those who are experts of the project still."""
    return norming.seats.filter(expert__in=experts_of(norming.project))


def own_open_places(user: User, norming: Norming) -> list[NormingPlace]:
    """The texts that the person has still to vote on in this round."""
    if norming.status not in VOTING or not norming.seats.filter(expert=user).exists():
        return []
    given = votes_of_round(norming).filter(by=user)
    return list(
        places_of(norming)
        .exclude(pk__in=given.values("place"))
        .select_related("dialogue__topic"),
    )


def waiting_norming(user: User, project: Project) -> Norming | None:
    """The session that waits for a vote of this expert, for the page of the queue."""
    norming = project.normings.filter(status__in=VOTING, seats__expert=user).first()
    return norming if norming and own_open_places(user, norming) else None
