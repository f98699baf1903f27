"""Who reads for other volunteers, what waits for them, and what waits because of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from dialogues.course_queries import rules_of
from dialogues.heavy_queries import Spared, without_what_is_spared
from dialogues.models import (
    Dialogue,
    Finding,
    Level,
    Membership,
    PeerReading,
    PeerReadingEvent,
    PeerStage,
    Project,
    Qualification,
    Revision,
    Role,
    User,
)
from dialogues.prepared import prepared
from dialogues.queries import hidden_from, projects_as, visible_dialogues

Status = PeerReading.Status


def stage_of(project: Project) -> PeerStage:
    """How volunteers read first in this project; off until somebody said otherwise."""
    return next(iter(_latest_stage(project)), None) or PeerStage(project=project)


@prepared
def _latest_stage(project: Project) -> QuerySet[PeerStage]:
    return project.peer_stages.order_by("-id")[:1]


def peers_of(project: Project, stage: PeerStage) -> QuerySet[Membership]:
    """Volunteers who may read for others: no experts, and of the level that is asked.

    Where a project has no course nobody has a level, so none is asked.
    """
    peers = Membership.objects.filter(
        project=project,
        ended_at=None,
        roles__contains=[Role.VOLUNTEER],
        user__is_active=True,
    ).exclude(roles__contains=[Role.EXPERT])
    if rules_of(project) is None:
        return peers
    latest = Qualification.objects.filter(membership=OuterRef("pk")).order_by("-id")
    levels = list(Level)
    enough = levels[levels.index(Level(stage.level)) :]
    return peers.alias(has=Subquery(latest.values("level")[:1])).filter(has__in=enough)


def is_peer(user: User, project: Project, stage: PeerStage) -> bool:
    return peers_of(project, stage).filter(user=user).exists()


def possible_peers(revision: Revision, stage: PeerStage) -> QuerySet[Membership]:
    """Who could read this text: none who wrote a part of the dialogue."""
    written = Revision.objects.filter(dialogue=revision.dialogue_id)
    return peers_of(revision.dialogue.project, stage).exclude(
        user__in=written.exclude(author=None).values("author"),
    )


def held_back() -> QuerySet[PeerReading]:
    """The readings for whose sake the experts are not offered a dialogue yet.

    Never one in which somebody may tell of harm or that is about a real person, nor one
    whose time is over, whether or not a worker has noticed; and only as long as the text
    is the latest.
    """
    disclosed = Finding.objects.filter(
        revision=OuterRef("revision"),
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at=None,
    )
    return PeerReading.objects.filter(
        ~Exists(disclosed),
        dialogue__about_a_real_person=False,
        status__in=PeerReading.OPEN,
        until__gt=Now(),
        dialogue__head=F("revision"),
    )


def waiting_for_peer(
    user: User,
    project: Project,
    spared: Spared,
) -> QuerySet[Dialogue]:
    """What this volunteer may read for another, the longest wait first."""
    waiting = held_back().filter(project=project, status=Status.WAITS)
    skipped = PeerReadingEvent.objects.filter(verb="skip", by=user)
    rows = Dialogue.objects.filter(
        ~Q(pk__in=Revision.objects.filter(author=user).values("dialogue")),
        ~Q(pk__in=skipped.values("reading__dialogue")),
        pk__in=waiting.values("dialogue"),
        status=Dialogue.Status.SUBMITTED,
    )
    return without_what_is_spared(rows, spared).order_by("head__created_at", "id")


def own_readings(user: User) -> QuerySet[PeerReading]:
    """What the person reads, or read last, for others."""
    return (
        PeerReading.objects.filter(
            reader=user,
            project__in=projects_as(user, Role.VOLUNTEER),
        )
        .exclude(dialogue__in=hidden_from(user))
        .select_related("dialogue__topic", "project", "revision")
    )


def open_reading(user: User, project: Project) -> PeerReading | None:
    """What the person reads for another volunteer now."""
    return own_readings(user).filter(project=project, status=Status.TAKEN).first()


def points_for(user: User, project: Project) -> QuerySet[PeerReading]:
    """What others asked this person to look at again, what is due first."""
    return (
        PeerReading.objects.filter(
            project=project,
            status=Status.POINTS,
            revision__author=user,
            revision__head_of__isnull=False,
            dialogue__status=Dialogue.Status.SUBMITTED,
            until__gt=timezone.now(),
        )
        .select_related("dialogue__topic")
        .order_by("until")
    )


def stage_shown(user: User, dialogue: Dialogue, *, blind: bool) -> dict[str, Any]:
    """What the page of a dialogue says of it: who reads first, and until when.

    Who still decides reads only that it is not their turn; no name stands anywhere.
    """
    if dialogue.status != Dialogue.Status.SUBMITTED:
        return {}
    reading = held_back().filter(dialogue=dialogue).first()
    if reading is None:
        return {}
    own = reading.revision_id == dialogue.head_id and dialogue.head.author_id == user.pk
    points = reading.status == Status.POINTS and not blind
    return {"until": reading.until, "points": points, "own": own}


def to_settle() -> QuerySet[PeerReading]:
    """Open readings that may be over: the sweep looks at each."""
    off = PeerStage.objects.filter(project=OuterRef("project")).order_by("-id")
    now = timezone.now()
    return (
        PeerReading.objects.filter(status__in=PeerReading.OPEN)
        .alias(wanted=Subquery(off.values("on")[:1]))
        .filter(
            Q(until__lte=now)
            | Q(status=Status.TAKEN, lease_until__lte=now)
            | Q(status=Status.WAITS, wanted=False)
            | ~Q(pk__in=held_back().values("pk")),
        )
        .select_related("dialogue")
        .order_by("pk")
    )


def desk_shown(user: User, project: Project, spared: Spared) -> dict[str, Any]:
    """What the desk says of it: points to look at, and what one could read for others.

    Where volunteers never read first, nothing more is asked than that.
    """
    stage = stage_of(project)
    if stage.pk is None:
        return {"points": [], "reading": None, "waiting": 0}
    reading = open_reading(user, project)
    reads = stage.on and reading is None and is_peer(user, project, stage)
    waiting = waiting_for_peer(user, project, spared) if reads else None
    return {
        "points": list(points_for(user, project)),
        "reading": reading,
        "waiting": waiting.count() if waiting is not None else 0,
    }


def read_by(user: User) -> QuerySet[Dialogue]:
    """What the person may read anyway, and what they read for another just now."""
    now = own_readings(user).filter(status=Status.TAKEN)
    return Dialogue.objects.filter(
        Q(pk__in=visible_dialogues(user).values("pk"))
        | Q(pk__in=now.values("dialogue")),
    )
