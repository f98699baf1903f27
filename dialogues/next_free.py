"""The next dialogue for somebody, by queries that are put together once in a process."""

from __future__ import annotations

from enum import IntEnum
from uuid import UUID

from django.db.models import QuerySet

from dialogues.heavy_queries import Spared, pattern_of, tells_of_disclosures
from dialogues.models import Dialogue, HeavyCategory, Project, User
from dialogues.next_queries import next_queues
from dialogues.prepared import prepared


class Queue(IntEnum):
    """The queues in which something may wait for a volunteer, the first one first."""

    RETURNED = 0
    KEPT = 1
    DRAFTED = 2


def next_free(
    user: User,
    project: Project,
    spared: Spared,
    queue: Queue,
    *,
    skip_locked: bool,
) -> Dialogue | None:
    """The first of one of the queues, locked; without what somebody else locks now."""
    words, told = _kind(spared)
    found = _first(
        user, project, words, told=told, queue=queue, skip_locked=skip_locked
    )
    return found[0] if found else None


def is_next(
    dialogue: Dialogue,
    user: User,
    project: Project,
    spared: Spared,
    queue: Queue,
) -> bool:
    """Whether a dialogue that was found in one of the queues is still in it."""
    words, told = _kind(spared)
    return bool(_same(user, project, words, told=told, queue=queue, pk=dialogue.pk))


@prepared
def _first(
    user: User,
    project: Project,
    words: str | None,
    *,
    told: bool,
    queue: Queue,
    skip_locked: bool,
) -> QuerySet[Dialogue]:
    rows = next_queues(user, project, _spared(words, told=told))[queue]
    return rows.select_for_update(
        no_key=True,
        skip_locked=skip_locked,
        of=("self",),
    )[:1]


@prepared
def _same(
    user: User,
    project: Project,
    words: str | None,
    *,
    told: bool,
    queue: Queue,
    pk: UUID,
) -> QuerySet[Dialogue, UUID]:
    rows = next_queues(user, project, _spared(words, told=told))[queue]
    return rows.order_by().filter(pk=pk).values_list("pk", flat=True)


def _kind(spared: Spared) -> tuple[str | None, bool]:
    """What somebody is spared, as the queries ask for it."""
    rows = spared.categories
    return pattern_of(rows) or None, tells_of_disclosures(rows)


def _spared(words: str | None, *, told: bool) -> Spared:
    if not words and not told:
        return Spared((), ())
    return Spared((), (HeavyCategory(words=[words or ""], disclosures=told),))
