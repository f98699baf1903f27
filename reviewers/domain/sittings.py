"""A set of dialogues for the time that an expert has, kept for them until it is over."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import editing
from dialogues.history import Refused
from dialogues.models import Dialogue, Project, User
from dialogues.permissions import EXPERT, has_role
from reviewers.estimating import guess, pace_of
from reviewers.models import Sitting, SittingPlace
from reviewers.queue_queries import Narrowing, narrowed, queue_for

# People come back from an interruption; after that others may read what is left.
GRACE = timedelta(minutes=15)
# Nobody reads more than this at a time, however short the dialogues are.
MOST = 60


def begin(
    project: Project,
    *,
    minutes: int,
    by: User,
    narrowing: Narrowing | None = None,
) -> Sitting:
    """Keep for the expert as many of the most pressing dialogues as fit the minutes.

    At least one. Whatever they had kept before is free again.
    """
    with transaction.atomic():
        editing.one_claim_at_a_time(by)
        if not has_role(by, project.pk, EXPERT):
            raise PermissionDenied(_("Only experts of the project read dialogues."))
        end(project, by=by)
        sitting = Sitting(
            project=project,
            expert=by,
            minutes=minutes,
            until=timezone.now() + timedelta(minutes=minutes) + GRACE,
        )
        sitting.full_clean(exclude=["project", "expert"])
        queue = narrowed(queue_for(by, project), narrowing or Narrowing())
        chosen = _fitting(_free_now(queue), minutes * 60, pace_of(by, project))
        if not chosen:
            raise Refused(_("Nothing waits for you now."))
        sitting.save(force_insert=True)
        SittingPlace.objects.bulk_create(
            SittingPlace(
                sitting=sitting,
                dialogue=dialogue,
                position=position,
                seconds=round(seconds),
            )
            for position, (dialogue, seconds) in enumerate(chosen, start=1)
        )
    return sitting


def end(project: Project, *, by: User) -> None:
    """Let others read what is left of the expert's sitting, if they have one."""
    Sitting.objects.filter(project=project, expert=by, ended_at=None).update(
        ended_at=timezone.now(),
    )


def _free_now(queue: QuerySet[Dialogue]) -> list[Dialogue]:
    """The head of the queue, locked, so that two experts never keep the same.

    Who comes a moment later waits, and is given of what the first has left.
    """
    wanted = list(queue.values_list("pk", flat=True)[:MOST])
    # In one order for everybody, so that nobody waits in a ring.
    locked = Dialogue.objects.filter(pk__in=wanted).order_by("pk")
    list(locked.select_for_update(no_key=True).values_list("pk", flat=True))
    # Asked again after the lock: another expert may have been faster.
    return list(queue.filter(pk__in=wanted).select_related("head"))


def _fitting(
    dialogues: list[Dialogue],
    seconds: float,
    pace: float,
) -> list[tuple[Dialogue, float]]:
    """The first that fit the time one after the other, each with its estimate."""
    chosen: list[tuple[Dialogue, float]] = []
    for dialogue in dialogues:
        takes = guess(dialogue.head.turns if dialogue.head else []) * pace
        if chosen and takes > seconds:
            break
        chosen.append((dialogue, takes))
        seconds -= takes
    return chosen
