"""The experts' queue as their pages show it and as claims go through it.

Its queries are long, so each is put together once in a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet

from dialogues.models import Dialogue, Project, User
from dialogues.prepared import prepared
from reviewers.models import Sitting
from reviewers.queue_queries import (
    Narrowing,
    in_line_of,
    in_order,
    is_of,
    offered,
    with_kinds,
)


class Length(IntEnum):
    """How much of a queue is looked at at once; thousands may wait behind it."""

    PAGE = 20
    BESIDE = 8


class Line(NamedTuple):
    """What one expert is offered: their sitting, or the queue by what they narrow it."""

    user: User
    project: Project
    sitting: Sitting | None = None
    by: Narrowing = Narrowing()
    # What the expert reads now is in no list.
    reading: UUID | None = None

    def first(self, length: Length) -> list[Dialogue]:
        """The head of it, with what a list shows of each."""
        return _first(**self._values(), length=length)

    def counted(self) -> dict[str, Any]:
        """How many there are of the kind, and the themes and emotions of all kinds."""
        rows = _counted(**self._values())
        return {
            "waiting": sum(number for _theme, _emotion, number in rows),
            "themes": sorted({theme for theme, _emotion, _number in rows if theme}),
            "emotions": sorted({word for _theme, word, _number in rows if word}),
        }

    def ids(self) -> Iterator[UUID]:
        """All of it in order; what stands behind the head only where somebody gets there."""
        head = _ids(**self._values())
        yield from head
        behind = _line(**self._values()).exclude(pk__in=head)
        yield from behind.values_list("pk", flat=True)

    def still_has(self, dialogue: Dialogue) -> bool:
        """Whether it is there at this moment."""
        return bool(_same(**self._values(), dialogue=dialogue))

    def _values(self) -> dict[str, Any]:
        return {
            "user": self.user,
            "project": self.project,
            "sitting": self.sitting,
            "reading": self.reading,
            # What is not asked for makes another query.
            "theme": self.by.theme or None,
            "emotion": self.by.emotion or None,
            "why": (self.by.why,) if self.by.why else (),
        }


def _narrowing(
    theme: str | None,
    emotion: str | None,
    why: tuple[str, ...],
) -> Narrowing:
    return Narrowing(theme or "", emotion or "", *why)


def _line(
    *,
    user: User,
    project: Project,
    sitting: Sitting | None,
    reading: UUID | None,
    theme: str | None,
    emotion: str | None,
    why: tuple[str, ...],
) -> QuerySet[Dialogue]:
    queue = in_line_of(sitting, user, project, _narrowing(theme, emotion, why))
    return queue.exclude(pk=reading) if reading else queue


@prepared
def _first(*, length: Length, **values: Any) -> QuerySet[Dialogue]:
    # Read whole only when it is known which they are.
    head = Dialogue.objects.filter(pk__in=_line(**values).values("pk")[:length])
    shown = in_order(with_kinds(head, values["user"]), values["sitting"])
    return shown.select_related("topic", "head__risk").defer("head__turns")


@prepared
def _ids(**values: Any) -> QuerySet[Dialogue, UUID]:
    return _line(**values).values_list("pk", flat=True)[: Length.PAGE]


@prepared
def _same(*, dialogue: Dialogue, **values: Any) -> QuerySet[Dialogue, UUID]:
    rows = _line(**values).order_by().filter(pk=dialogue.pk)
    return rows.values_list("pk", flat=True)


@prepared
def _counted(
    *,
    user: User,
    project: Project,
    sitting: Sitting | None,
    reading: UUID | None,
    theme: str | None,
    emotion: str | None,
    why: tuple[str, ...],
) -> QuerySet[Dialogue, tuple[str, str, int]]:
    rows = offered(user, project)
    if sitting:
        rows = rows.filter(places__sitting=sitting)
    if reading:
        rows = rows.exclude(pk=reading)
    kind = Count("pk", filter=is_of(_narrowing(theme, emotion, why)))
    return rows.values_list("topic__theme", "emotion").annotate(number=kind)
