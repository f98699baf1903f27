"""What is heavy, and what of it this person is spared: the one place of the rule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Now
from django.utils import timezone

import dialogues.builtin.templates
from dialogues.models import (
    Assignment,
    CareChoice,
    CourseRules,
    Dialogue,
    Finding,
    HeavyCategory,
    Level,
    PeerReadingEvent,
    Project,
    Qualification,
    Topic,
    User,
)
from dialogues.prepared import prepared

BUILT_IN = dialogues.builtin.templates.FOLDER / "heavy_categories.json"


@dataclass(frozen=True)
class Spared:
    """What somebody is not to be given now: some kinds, or everything heavy.

    ``every`` is all that is heavy in the project, ``categories`` what they are spared;
    ``because`` says why it is everything: ``level``, ``limit`` or ``not-today``.
    """

    every: tuple[HeavyCategory, ...]
    categories: tuple[HeavyCategory, ...]
    because: str = ""


def categories_of(project: Project) -> list[HeavyCategory]:
    """The project's heavy categories; the built-in ones until somebody wrote any."""
    written = _written_categories(project)
    return written or [
        HeavyCategory(project=project, position=position, **one)
        for position, one in enumerate(_built_in())
    ]


@prepared
def _written_categories(project: Project) -> QuerySet[HeavyCategory]:
    return project.heavy_categories.all()


def heavy_dialogues(categories: Iterable[HeavyCategory]) -> Q:
    """Whether a dialogue belongs to one of these, as a condition of a query."""
    found = Q(pk__in=[])
    rows = list(categories)
    if pattern := pattern_of(rows):
        found |= Q(topic__theme__iregex=pattern) | Q(topic__text__iregex=pattern)
    if tells_of_disclosures(rows):
        told = Finding.objects.filter(
            revision=OuterRef("head"),
            severity=Finding.Severity.DISCLOSURE,
            dismissed_at=None,
        )
        found |= Q(Exists(told))
    return found


def without_what_is_spared(
    rows: QuerySet[Dialogue],
    spared: Spared,
) -> QuerySet[Dialogue]:
    if not spared.categories:
        return rows
    # Where a dialogue has no topic nothing is known of its words: that is not heavy.
    return rows.exclude(heavy_dialogues(spared.categories))


def heavy_in_topic(
    topic: Topic | None,
    categories: Iterable[HeavyCategory],
) -> list[HeavyCategory]:
    """Those of the categories that the topic's words belong to."""
    if topic is None:
        return []
    return [
        one
        for one in categories
        if (pattern := pattern_of([one]))
        and (
            re.search(pattern, topic.theme, re.IGNORECASE)
            or re.search(pattern, topic.text, re.IGNORECASE)
        )
    ]


def heavy_in(
    dialogue: Dialogue,
    categories: Iterable[HeavyCategory],
) -> list[HeavyCategory]:
    """Those of the categories that the dialogue belongs to."""
    rows = list(categories)
    found = heavy_in_topic(dialogue.topic, rows)
    told = [one for one in rows if one.disclosures and one not in found]
    if told and Dialogue.objects.filter(heavy_dialogues(told), pk=dialogue.pk).exists():
        found += told
    return found


@dataclass(frozen=True)
class Standing:
    """What the rule asks about a member: the course's rules, their level, their wishes."""

    rules: CourseRules | None
    level: str
    care: CareChoice

    @property
    def may_take_heavy(self) -> bool:
        return self.rules is None or _rank(self.level) >= _rank(self.rules.heavy_from)

    @property
    def limit(self) -> int | None:
        """How many heavy dialogues in a day at most; None for any."""
        own = self.care.heavy_a_day
        limits = [] if own is None else [own]
        if self.rules:
            limits.append(_limit_of_level(self.rules, self.level))
        return min(limits, default=None)


def standing_of(user: User, project: Project) -> Standing:
    for member in _member_with_wishes(user, project):
        return Standing(
            rules=getattr(member.project, "course_rules", None),
            level=member.level or "",
            care=getattr(member, "care_choice", None) or CareChoice(membership=member),
        )
    return Standing(None, "", CareChoice())


@prepared
def _member_with_wishes(user: User, project: Project) -> QuerySet[Any]:
    latest = Qualification.objects.filter(membership=OuterRef("pk")).order_by("-id")
    return (
        user.memberships.filter(project=project, ended_at=None)
        .select_related("care_choice", "project__course_rules")
        .annotate(level=Subquery(latest.values("level")[:1]))
    )


def may_take_heavy(user: User, project: Project) -> bool:
    """Whether the person's level lets them take heavy topics."""
    return standing_of(user, project).may_take_heavy


def heavy_today(user: User, project: Project) -> dict[str, int]:
    """Heavy dialogues since midnight: how many were ``taken``, how many ``left`` for
    another day, which do not count as taken. Reading for another counts alike.
    """
    left = Q(ended_by_verb="not today")
    own = Assignment.objects.filter(
        holder=user,
        project=project,
        heavy=True,
        created_at__gte=midnight(),
    ).aggregate(taken=Count("pk", filter=~left), left=Count("pk", filter=left))
    read = PeerReadingEvent.objects.filter(
        by=user,
        verb__in=["take", "not today"],
        at__gte=midnight(),
        reading__project=project,
        data__heavy=True,
    ).aggregate(
        taken=Count("pk", filter=Q(verb="take")),
        left=Count("pk", filter=Q(verb="not today")),
    )
    return {
        "taken": own["taken"] + read["taken"] - read["left"],
        "left": own["left"] + read["left"],
    }


# The same for a query that is kept: the database looks at its clock when it is asked.
MIDNIGHT = Func(
    Value("day"),
    Now(),
    Value(settings.TIME_ZONE),
    function="date_trunc",
    output_field=DateTimeField(),
)


def midnight() -> datetime:
    """When this day began, where the site is."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def spared_of(user: User, project: Project) -> Spared:
    """What is not to be given to this person now, and why."""
    every = tuple(categories_of(project))
    standing = standing_of(user, project)
    if not standing.may_take_heavy:
        return Spared(every, every, "level")
    today = heavy_today(user, project)
    if today["left"]:
        return Spared(every, every, "not-today")
    if standing.limit is not None and today["taken"] >= standing.limit:
        return Spared(every, every, "limit")
    avoided = tuple(one for one in every if one.slug in standing.care.avoid)
    return Spared(every, avoided)


def is_heavy(dialogue: Dialogue, categories: Iterable[HeavyCategory]) -> bool:
    rows = list(categories)
    words, told = pattern_of(rows) or None, tells_of_disclosures(rows)
    return bool((words or told) and _if_heavy(dialogue.pk, words, told=told))


@prepared
def _if_heavy(pk: UUID, words: str | None, *, told: bool) -> QuerySet[Dialogue]:
    category = HeavyCategory(words=[words or ""], disclosures=told)
    return Dialogue.objects.only("pk").filter(heavy_dialogues([category]), pk=pk)


def _limit_of_level(rules: CourseRules, level: str) -> int:
    return {
        Level.EDITOR: rules.heavy_editor,
        Level.SENIOR: rules.heavy_senior,
    }.get(Level(level or Level.APPRENTICE), rules.heavy_apprentice)


def _rank(level: str) -> int:
    return list(Level).index(Level(level)) if level else -1


def tells_of_disclosures(categories: Iterable[HeavyCategory]) -> bool:
    return any(one.disclosures for one in categories)


def pattern_of(categories: Iterable[HeavyCategory]) -> str:
    """Their words as one regular expression; empty where they have none."""
    words = {word for one in categories for word in one.words if word.strip()}
    return "|".join(re.escape(word) for word in sorted(words))


@cache
def _built_in() -> list[dict[str, object]]:
    return json.loads(BUILT_IN.read_text(encoding="utf-8"))
