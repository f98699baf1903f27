"""Which dialogue is next for whom, and why that one."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from django.db.models import F, Q, QuerySet

from dialogues.heavy_queries import MIDNIGHT, Spared, without_what_is_spared
from dialogues.keeping_queries import kept, kept_for
from dialogues.models import (
    Assignment,
    Dialogue,
    Keeping,
    Priority,
    Project,
    Quota,
    Revision,
    User,
)
from dialogues.prepared import prepared
from dialogues.queries import hidden_from
from dialogues.work_queries import claimable_dialogues, skipped_by

# A need is ten times the topic's priority, and from 1 to 4 how far the kind lags.
OF_PRIORITY = 10
FURTHEST = 4
# So many are counted for the desk; of more it says that there are more.
COUNTED = 100


class Why(TypedDict, total=False):
    """Why somebody was given this dialogue."""

    code: str
    theme: str
    emotion: str
    age_band: str


def next_queues(
    user: User,
    project: Project,
    spared: Spared,
) -> list[QuerySet[Dialogue]]:
    """What this volunteer may be given: what came back, what is kept for them, then the
    drafts by need.

    Three queues, for the first of each is found by an index.
    """
    returned = returned_for(user, project)
    open_to_them = (
        Dialogue.objects.filter(project=project, status=Dialogue.Status.DRAFTED)
        .exclude(pk__in=skipped_by(user))
        .exclude(pk__in=left_today(user))
        .exclude(pk__in=hidden_from(user))
    )
    waiting = open_to_them.filter(pk__in=kept_for(user))
    drafted = open_to_them.exclude(pk__in=kept().values("dialogue"))
    return [
        without_what_is_spared(returned, spared),
        without_what_is_spared(waiting, spared).order_by("created_at", "id"),
        without_what_is_spared(drafted, spared).order_by("-need", "created_at", "id"),
    ]


def returned_for(user: User, project: Project) -> QuerySet[Dialogue]:
    """What experts sent back to this person, or to others who let it lie too long.

    Of the latter none in which the person wrote, or that they decided on.
    """
    written = Revision.objects.filter(author=user).values("dialogue")
    decided = (
        user.approvals.values("dialogue"),
        Dialogue.objects.filter(events__by=user, events__verb="return").values("pk"),
    )
    mine = Q(submitter=user.pk)
    return (
        claimable_dialogues(user, project)
        .filter(status=Dialogue.Status.RETURNED)
        .exclude(pk__in=left_today(user))
        .filter(
            mine | ~(Q(pk__in=written) | Q(pk__in=decided[0]) | Q(pk__in=decided[1])),
        )
    )


def left_today(user: User) -> QuerySet[Assignment]:
    """The dialogues, by id, that the person left for another day, today."""
    return Assignment.objects.filter(
        holder=user,
        ended_by_verb="not today",
        ended_at__gte=MIDNIGHT,
    ).values("dialogue")


def waiting_for(user: User, project: Project, spared: Spared) -> int:
    """How many dialogues this person could be given; counted up to ``COUNTED`` + 1."""
    found = 0
    for queue in next_queues(user, project, spared):
        found += queue.order_by()[: COUNTED + 1 - found].count()
    return found


def why_this_one(dialogue: Dialogue, *, came_from: str, by: User) -> Why:
    """Why somebody is given it: their own, a wish of the admins, a gap, or its age."""
    if came_from == Dialogue.Status.RETURNED:
        last = dialogue.assignments.filter(ended_by_verb="submit").first()
        mine = last is not None and last.holder_id == by.pk
        return {"code": "came-back" if mine else "let-lie"}
    if _kept_for_them(by, dialogue):
        return {"code": "kept"}
    lag = dialogue.need % OF_PRIORITY
    if dialogue.need >= OF_PRIORITY * Priority.SOON:
        return {"code": "wished"}
    if lag and (quota := _widest(dialogue)):
        return {
            "code": "few",
            "theme": quota.theme,
            "emotion": quota.emotion,
            "age_band": quota.age_band,
        }
    return {"code": "longest"}


@prepared
def _kept_for_them(person: User, dialogue: Dialogue) -> QuerySet[Keeping, UUID]:
    rows = kept_for(person).filter(dialogue=dialogue)
    return rows.values_list("dialogue", flat=True)


def _widest(dialogue: Dialogue) -> Quota | None:
    """The quota of the dialogue's kind that is furthest from being filled."""
    theme = dialogue.topic.theme if dialogue.topic else ""
    rows = Quota.objects.filter(
        project=dialogue.project_id,
        theme__in=["", theme],
        emotion__in=["", dialogue.emotion],
        age_band__in=["", dialogue.age_band],
        done__lt=F("wanted"),
    )
    return min(rows, key=lambda one: one.done / one.wanted, default=None)
