"""What an expert sent back: their comments, and the wording that its author may take."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from dialogues.domain.turns import Turn
from dialogues.models import Assignment, Comment, DialogueEvent, Revision
from dialogues.permissions import wrote_some_of_it
from dialogues.prepared import prepared
from dialogues.reasons import linked_reasons


def return_event(work: Assignment) -> DialogueEvent | None:
    """The latest return, while this very text is what was sent back."""
    event = next(iter(_last_return(work.dialogue_id)), None)
    current = event and event.data.get("revision") == str(work.base_id)
    return event if current else None


@prepared
def _last_return(dialogue_id: UUID) -> QuerySet[DialogueEvent]:
    rows = DialogueEvent.objects.filter(dialogue=dialogue_id, verb="return")
    return rows.select_related("by").order_by("-id")[:1]


def comments_on(work: Assignment) -> list[Comment]:
    """What was said of the text that came back, thread by thread.

    Each first comment has its ``reason`` in words, its ``answers``, and whether it is
    ``settled``; ``may_answer`` and ``may_settle`` say what its reader may do here.
    """
    if work.base is None:
        return []
    rows = work.base.comments.select_related("by").prefetch_related("resolutions")
    comments: list[Any] = list(rows)
    reasons = linked_reasons(work.project) if comments else {}
    wrote = bool(comments) and wrote_some_of_it(work.holder, work.dialogue)
    threads: dict[UUID, Any] = {}
    for comment in comments:
        if comment.parent_id in threads:
            threads[comment.parent_id].answers.append(comment)
            continue
        last = list(comment.resolutions.all())[-1:]
        comment.settled = bool(last) and last[0].resolved
        comment.reason = reasons.get(comment.code)
        comment.answers = []
        comment.may_answer = work.ended_at is None
        comment.may_settle = wrote or comment.by_id == work.holder_id
        threads[comment.pk] = comment
    return list(threads.values())


def peer_points(work: Assignment) -> list[Comment]:
    """What another volunteer said of the text, before any expert read it."""
    if work.base is None or work.base.author_id != work.holder_id:
        return []
    return list(work.base.comments.filter(as_peer=True))


def taken_wordings(work: Assignment) -> list[str]:
    """The turns, by lineage, in which the author took the expert's wording as it was.

    The words are the author's from then on, who answers for them: a suggestion is no
    revision, so whoever made it may still decide on what came of it.
    """
    event = return_event(work)
    suggestion: list[Turn] = (event and event.data.get("suggestion")) or []
    before = {turn["id"]: turn["text"] for turn in work.base.turns} if work.base else {}
    now = {turn["id"]: turn["text"] for turn in work.turns}
    return [
        turn["id"]
        for turn in suggestion
        if turn["text"] == now.get(turn["id"]) != before.get(turn["id"])
    ]


def taken_in(revision: Revision) -> set[str]:
    """The turns of a revision that came from an expert's suggestion."""
    sent = str(revision.pk)
    events = _submissions_of(revision.dialogue_id)
    event = next((one for one in events if one.data.get("revision") == sent), None)
    return set(event.data.get("taken", [])) if event else set()


@prepared
def _submissions_of(dialogue_id: UUID) -> QuerySet[DialogueEvent]:
    rows = DialogueEvent.objects.filter(dialogue=dialogue_id, verb="submit")
    return rows.order_by("-id")
