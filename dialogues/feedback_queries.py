"""What experts made of a volunteer's dialogues, and what they keep writing to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from dialogues.comparing import Pair, aligned
from dialogues.course_queries import lessons_of
from dialogues.models import (
    Answer,
    ChecklistItem,
    Comment,
    Dialogue,
    DialogueEvent,
    Project,
    Revision,
    User,
)
from dialogues.reasons import LinkedReason

# What an expert did that its author should read of; never what concerns a case.
DECISIONS = ("approve", "return", "fix", "restore", "reject", "reopen")
LATEST = 20
# The built-in lesson about each built-in question, where the course has it.
LESSON_OF_ITEM = {
    "child_voice": "checklist",
    "feeling_noticed": "awareness",
    "feeling_accepted": "recognition",
    "guidance_in_reach": "guidance",
    "trusted_adult": "safety",
    "role_kept": "safety",
    "natural_words": "checklist",
    "kind_reply": "empathy",
    "seeker_real": "checklist",
    "listens_first": "awareness",
    "understanding_shown": "empathy",
    "no_diagnosis": "safety",
    "moves_forward": "guidance",
}


class Remark(TypedDict):
    """One comment of an expert: where it stands and what code it has."""

    comment: Comment
    number: int | None
    reason: LinkedReason | None


class Step(TypedDict):
    """One decision: what was said with it, and what the expert wrote instead."""

    verb: str
    at: datetime
    note: str
    remarks: list[Remark]
    changes: list[Pair]


class Often(TypedDict):
    """Something that experts found in ``count`` of the dialogues.

    ``lesson`` is the address of the lesson about it, empty without one; a question of
    the checklist comes along as ``item``, which says what is meant.
    """

    name: str
    count: int
    lesson: str
    item: NotRequired[ChecklistItem]


def decided_for(
    user: User, project: Project, *, decision: str = ""
) -> QuerySet[Dialogue]:
    """The dialogues of one person that somebody decided on, the latest decision first."""
    decided = DialogueEvent.objects.filter(
        dialogue=OuterRef("pk"),
        verb__in=DECISIONS,
    ).exclude(by=user)
    mine = Revision.objects.filter(dialogue=OuterRef("pk"), author=user)
    latest = decided.order_by("-id")
    rows = project.dialogues.filter(Exists(mine)).annotate(
        decision=Subquery(latest.values("verb")[:1]),
        decided_at=Subquery(latest.values("at")[:1]),
    )
    rows = rows.exclude(decision=None).select_related("topic")
    if decision in DECISIONS:
        rows = rows.filter(decision=decision)
    return rows.order_by("-decided_at", "id")


def steps_of(
    dialogues: Iterable[Dialogue],
    user: User,
    *,
    reasons: Mapping[str, LinkedReason],
) -> dict[UUID, list[Step]]:
    """What was decided about each of these dialogues, the latest first."""
    pks = [dialogue.pk for dialogue in dialogues]
    revisions: dict[str, Revision] = {
        str(one.pk): one for one in Revision.objects.filter(dialogue__in=pks)
    }
    said: dict[tuple[UUID, int], list[Comment]] = defaultdict(list)
    for comment in remarks_on(pks, user):
        said[comment.revision_id, comment.by_id].append(comment)
    steps: dict[UUID, list[Step]] = {pk: [] for pk in pks}
    events = DialogueEvent.objects.filter(dialogue__in=pks, verb__in=DECISIONS)
    for event in events.exclude(by=user).order_by("-id"):
        steps[event.dialogue_id].append(_step(event, revisions, said, reasons))
    return steps


def remarks_on(dialogues: Iterable[Any], user: User) -> QuerySet[Comment]:
    """What others wrote about these dialogues; no report of a worry is repeated."""
    read = KeyTextTransform("revision", "data")
    worried = DialogueEvent.objects.annotate(revision_text=read).filter(
        dialogue=OuterRef("dialogue"),
        verb="escalate",
        by=OuterRef("by"),
        revision_text=Cast(OuterRef("revision"), CharField()),
    )
    return (
        Comment.objects.filter(dialogue__in=dialogues, parent=None)
        .exclude(by=user)
        .exclude(Exists(worried))
        .order_by("at", "id")
    )


def _step(
    event: DialogueEvent,
    revisions: dict[str, Revision],
    said: dict[tuple[UUID, int], list[Comment]],
    reasons: Mapping[str, LinkedReason],
) -> Step:
    after = revisions.get(event.data.get("revision", ""))
    read, changes = after, []
    if after and event.verb in ("fix", "restore"):
        read = revisions.get(str(after.parent_id))
        changes = aligned(read.turns if read else None, after.turns)
    elif after and event.data.get("suggestion"):
        changes = aligned(after.turns, event.data["suggestion"])
    numbers = {
        turn["id"]: number
        for number, turn in enumerate(read.turns if read else [], start=1)
    }
    comments = said[read.pk, event.by_id] if read and event.by_id else []
    return {
        "verb": event.verb,
        "at": event.at,
        # A return or a rejection repeats its comments as a note.
        "note": "" if comments else event.note,
        "remarks": [
            {
                "comment": comment,
                "number": numbers.get(str(comment.turn)),
                "reason": reasons.get(comment.code),
            }
            for comment in comments
        ],
        "changes": [pair for pair in changes if pair["changed"]],
    }


def often_said(
    user: User,
    project: Project,
    *,
    reasons: Mapping[str, LinkedReason],
) -> dict[str, list[Often]]:
    """Reason codes and refused questions of the last dialogues, the most frequent first.

    Each counts once for a dialogue, however often it was written there.
    """
    latest = [row.pk for row in decided_for(user, project)[:LATEST]]
    codes = remarks_on(latest, user).exclude(code="")
    refused = (
        Answer.objects.filter(
            revision__dialogue__in=latest,
            revision__author=user,
            value=Answer.Value.NO,
        )
        .exclude(by=user)
        .order_by()
        .values_list("item__slug", "revision__dialogue")
    )
    slugs = Counter(slug for slug, _dialogue in set(refused))
    items = ChecklistItem.objects.filter(
        checklist__project=project,
        slug__in=slugs,
    ).order_by("checklist__version")
    asked = {item.slug: item for item in items}
    lessons = lessons_about(project, slugs) if slugs else {}
    given = set(codes.order_by().values_list("code", "dialogue"))
    counted = Counter(code for code, _dialogue in given)
    return {
        "reasons": [
            {
                "name": reasons[code]["name"] if code in reasons else code,
                "count": count,
                "lesson": reasons[code]["lesson"] if code in reasons else "",
            }
            for code, count in counted.most_common()
        ],
        "items": [
            {
                "name": str(asked[slug]),
                "count": count,
                "lesson": lessons.get(slug, ""),
                "item": asked[slug],
            }
            for slug, count in slugs.most_common()
        ],
    }


def lessons_about(project: Project, items: Iterable[str]) -> dict[str, str]:
    """The lesson of the course about each of these questions, where there is one."""
    there = set(lessons_of(project).order_by().values_list("slug", flat=True))
    return {
        item: LESSON_OF_ITEM[item]
        for item in items
        if LESSON_OF_ITEM.get(item) in there
    }
