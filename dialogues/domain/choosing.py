"""Which topics a batch is drafted on: by hand, by words, or by what is still wanted."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from dialogues.models import Dialogue, Draft, Project, Quota, Topic

# Drafts that may still become a dialogue, or wait beside the one that was opened.
ON_THE_WAY = (Draft.Status.QUEUED, Draft.Status.CALLING)
CAME_TO_NOTHING = (
    Draft.Status.FAILED,
    Draft.Status.CANCELLED,
    Draft.Status.GATHERED,
    Draft.Status.TRIED,
)


class Kind(NamedTuple):
    """A kind of dialogue; an empty field stands for any."""

    theme: str = ""
    emotion: str = ""
    age_band: str = ""


ANY = Kind()


@dataclass(frozen=True)
class Choice:
    """A topic to draft on, in which mood and for which age; empty where it is free."""

    topic: Topic
    emotion: str
    age_band: str


@dataclass
class Gap:
    """A quota, and how many dialogues there are of its kind or on their way."""

    quota: Quota
    made: int

    @property
    def missing(self) -> int:
        return max(0, self.quota.wanted - self.made)

    def takes(self, theme: str, emotion: str, age_band: str) -> bool:
        """Whether such a dialogue counts for it; an empty field stands for any."""
        quota = self.quota
        return (
            quota.theme in ("", theme)
            and quota.emotion in ("", emotion)
            and quota.age_band in ("", age_band)
        )


def topics_by_drafts(project: Project) -> QuerySet[Topic]:
    """The project's topics, each with how many dialogues or drafts it has."""
    of_use = ~Q(drafts__status__in=CAME_TO_NOTHING) & Q(drafts__batch__trial=False)
    return project.topics.annotate(
        made=Count("drafts__slot", distinct=True, filter=of_use)
        + Count(
            "dialogues",
            distinct=True,
            filter=~Q(dialogues__origin=Dialogue.Origin.DRAFT),
        ),
    ).order_by("created_at", "pk")


def fewest_first(
    topics: Iterable[Any],  # topics with ``made``, how many drafts they have
    count: int,
    chance: random.Random,
) -> Iterator[Choice]:
    """The topics with the fewest drafts, by chance among equals, as often as needed."""
    waiting = _heap(topics, chance)
    for _number in range(count if waiting else 0):
        topic = _take(waiting, chance)
        yield Choice(topic, topic.emotion, topic.age_band)


def gaps(project: Project, kind: Kind = ANY) -> list[Gap]:
    """The quotas of this kind with what there is of them, by theme, feeling and age."""
    made = coverage(project)
    found = []
    named = {name: value for name, value in kind._asdict().items() if value}
    for quota in project.quotas.filter(**named):
        gap = Gap(quota, 0)
        gap.made = sum(many for of, many in made.items() if gap.takes(*of))
        found.append(gap)
    return found


def coverage(project: Project) -> Counter[tuple[str, str, str]]:
    """How many dialogues there are, or are on their way, of each theme, mood and age."""
    kind = ("topic__theme", "emotion", "age_band")
    dialogues = (
        project.dialogues.exclude(status=Dialogue.Status.REJECTED)
        .order_by()
        .values_list(*kind)
        .annotate(many=Count("pk"))
    )
    coming = (
        project.drafts.filter(status__in=ON_THE_WAY, batch__trial=False)
        .order_by()
        .values_list(*kind)
        .annotate(many=Count("slot", distinct=True))
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for theme, emotion, age_band, many in [*dialogues, *coming]:
        found[theme or "", emotion, age_band] += many
    return found


def widest_gaps_first(
    project: Project,
    topics: Iterable[Any],  # topics with ``made``
    count: int,
    chance: random.Random,
    kind: Kind = ANY,
) -> Iterator[Choice]:
    """What is wanted most, as long as anything is; a topic keeps its own mood and age."""
    wanted = gaps(project, kind)
    topics = list(topics)
    by_gap = {
        id(gap): _heap([one for one in topics if _suits(one, gap.quota)], chance)
        for gap in wanted
    }
    for _number in range(count):
        open_gaps = [gap for gap in wanted if gap.missing and by_gap[id(gap)]]
        if not open_gaps:
            return
        widest = max(open_gaps, key=lambda gap: gap.missing)
        topic = _take(by_gap[id(widest)], chance)
        choice = Choice(
            topic,
            topic.emotion or widest.quota.emotion,
            topic.age_band or widest.quota.age_band,
        )
        for gap in wanted:
            if gap.takes(topic.theme, choice.emotion, choice.age_band):
                gap.made += 1
        yield choice


def _suits(topic: Topic, quota: Quota) -> bool:
    return (
        quota.theme in ("", topic.theme)
        and (not topic.emotion or quota.emotion in ("", topic.emotion))
        and (not topic.age_band or quota.age_band in ("", topic.age_band))
    )


Heap = list[tuple[int, float, int, Topic]]


def _heap(topics: Iterable[Any], chance: random.Random) -> Heap:
    waiting = [
        (topic.made, chance.random(), number, topic)
        for number, topic in enumerate(topics)
    ]
    heapq.heapify(waiting)
    return waiting


def _take(waiting: Heap, chance: random.Random) -> Topic:
    made, _chance, number, topic = heapq.heappop(waiting)
    heapq.heappush(waiting, (made + 1, chance.random(), number, topic))
    return topic
