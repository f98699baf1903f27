"""What the page of near-copies shows: dialogues that belong together, and their pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, UUIDField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from dialogues.models import Dialogue, Finding, Project, User
from dialogues.queries import hidden_from


class Copy(NamedTuple):
    """A dialogue, the other one that it was found to be like, and how much."""

    dialogue: UUID
    other: UUID
    percent: int


def clusters_of(user: User, project: Project) -> list[list[Copy]]:
    """The near-copies among the latest revisions, by cluster, the largest first."""
    return sorted(_joined(_copies(user, project)), key=len, reverse=True)


def near_copies(user: User, project: Project) -> QuerySet[Finding]:
    """What was noticed as a near-copy in a latest revision, in that order.

    Findings that were called false alarms are left out, and dialogues that are not used
    or hidden from the person.
    """
    hidden = hidden_from(user)
    not_used = Dialogue.objects.filter(status=Dialogue.Status.REJECTED)
    return (
        Finding.objects.filter(
            code="near-duplicate",
            dismissed_at=None,
            revision__head_of__project=project,
        )
        .exclude(revision__head_of__status=Dialogue.Status.REJECTED)
        .annotate(other=Cast(KT("data__dialogue"), UUIDField()))
        .exclude(Exists(not_used.filter(pk=OuterRef("other"))))
        .exclude(revision__dialogue__in=hidden)
        .exclude(Exists(hidden.filter(pk=OuterRef("other"))))
        .select_related("revision")
        .order_by("created_at", "id")
    )


def _copies(user: User, project: Project) -> list[Copy]:
    rows = near_copies(user, project).values_list(
        "revision__dialogue", "other", "data__percent"
    )
    return [Copy(*row) for row in rows]


def _joined(copies: Iterable[Copy]) -> list[list[Copy]]:
    """Copies in one cluster when a chain of them leads from one to the other."""
    parents: dict[UUID, UUID] = {}

    def root(one: UUID) -> UUID:
        parents.setdefault(one, one)
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    # Each of two may have been found to be like the other: that is one pair.
    pairs: dict[frozenset[UUID], Copy] = {}
    for copy in copies:
        pairs.setdefault(frozenset(copy[:2]), copy)
        parents[root(copy.dialogue)] = root(copy.other)
    clusters: dict[UUID, list[Copy]] = defaultdict(list)
    for copy in pairs.values():
        clusters[root(copy.other)].append(copy)
    return list(clusters.values())


def with_texts(copies: Iterable[Copy]) -> dict[UUID, Dialogue]:
    """The dialogues that these copies are about, with their latest words."""
    wanted = {one for copy in copies for one in (copy.dialogue, copy.other)}
    return Dialogue.objects.select_related("topic", "head").in_bulk(wanted)
