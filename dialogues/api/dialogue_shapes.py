"""What the API sends about dialogues: the types, and how a row becomes one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from dialogues.candidate_queries import Candidate, candidates_for
from dialogues.checks.words import words_of
from dialogues.domain.checklists import AnswerData
from dialogues.domain.findings import Dismissal
from dialogues.domain.labels import DialogueLabel
from dialogues.domain.turns import Turn
from dialogues.heavy_queries import categories_of, heavy_in
from dialogues.history import Event
from dialogues.mentions import without_names
from dialogues.models import Assignment, Comment, Dialogue, Finding, Revision, User


class DialogueOut(TypedDict):
    id: UUID
    status: str
    topic: str | None
    theme: str
    emotion: str
    origin: str
    revision: UUID | None
    updated_at: datetime


class DialogueInFullOut(DialogueOut):
    project: str
    created_at: datetime
    verbs: list[str]


class RevisionOut(TypedDict):
    id: UUID
    number: int
    parent: UUID | None
    author: str | None
    turns: list[Turn]
    labels: list[DialogueLabel]
    created_at: datetime


EventOut = TypedDict(
    "EventOut",
    {
        "id": UUID,
        "verb": str,
        "from": str,
        "to": str,
        "by": str | None,
        "at": datetime,
        "note": str,
        "data": dict[str, Any],
    },
)


class CommentOut(TypedDict):
    id: UUID
    revision: UUID
    turn: UUID | None
    code: str
    text: str
    by: str | None
    as_peer: bool
    at: datetime
    parent: UUID | None
    mentions: list[str]
    resolved: bool


class FindingOut(TypedDict):
    id: UUID
    revision: UUID
    code: str
    severity: str
    turn: UUID | None
    start: int | None
    end: int | None
    title: str
    explanation: str
    fix: str
    by: str | None
    dismissed_at: datetime | None
    dismissed_by: str | None
    dismissed_because: str


class AssignmentOut(TypedDict):
    id: UUID
    dialogue: UUID
    base: UUID | None
    version: int
    turns: list[Turn]
    answers: list[AnswerData]
    dismissals: list[Dismissal]
    labels: list[DialogueLabel]
    lease_until: datetime
    saved_at: datetime | None
    ended_at: datetime | None
    ended_by_verb: str
    heavy: bool


class NoteOut(TypedDict):
    name: str
    note: str


class TakenOut(AssignmentOut):
    content_note: list[NoteOut]


class AssignmentInFullOut(TakenOut):
    candidates: list[Candidate]


def dialogue_out(dialogue: Dialogue) -> DialogueOut:
    topic = dialogue.topic
    return {
        "id": dialogue.pk,
        "status": dialogue.status,
        "topic": topic.text if topic else None,
        "theme": topic.theme if topic else "",
        "emotion": dialogue.emotion,
        "origin": dialogue.origin,
        "revision": dialogue.head_id,
        "updated_at": dialogue.updated_at,
    }


def dialogue_in_full_out(dialogue: Dialogue, user: User) -> DialogueInFullOut:
    return {
        **dialogue_out(dialogue),
        "project": dialogue.project.slug,
        "created_at": dialogue.created_at,
        "verbs": dialogue.verbs_for(user),
    }


def revision_out(revision: Revision, *, blind: bool) -> RevisionOut:
    return {
        "id": revision.pk,
        "number": revision.number,
        "parent": revision.parent_id,
        "author": None if blind else username(revision.author),
        "turns": revision.turns,
        "labels": revision.labels,
        "created_at": revision.created_at,
    }


def event_out(
    event: Event,
    *,
    blind: bool,
    names: Collection[str] = (),
) -> EventOut:
    """An event; who is blind reads its note without these names."""
    return {
        "id": event.uuid,
        "verb": event.verb,
        "from": event.from_status,
        "to": event.to_status,
        "by": None if blind else username(event.by),
        "at": event.at,
        "note": without_names(event.note, names) if blind else event.note,
        "data": event.data,
    }


def comment_out(comment: Comment, *, blind: bool) -> CommentOut:
    """A comment; ``resolved`` is about its thread and stands at the first one."""
    settled = [one.resolved for one in comment.resolutions.all()]
    names = comment.mentions
    return {
        "id": comment.pk,
        "revision": comment.revision_id,
        "turn": comment.turn,
        "code": comment.code,
        "text": without_names(comment.text, names) if blind else comment.text,
        "by": None if blind or comment.as_peer else comment.by.username,
        "as_peer": comment.as_peer,
        "at": comment.at,
        "parent": comment.parent_id,
        "mentions": [] if blind else names,
        "resolved": settled[-1:] == [True],
    }


def finding_out(finding: Finding, *, blind: bool) -> FindingOut:
    return {
        "id": finding.pk,
        "revision": finding.revision_id,
        "code": finding.code,
        "severity": finding.severity,
        "turn": finding.turn,
        "start": finding.start,
        "end": finding.end,
        **words_of(finding.code, finding.data),
        "by": None if blind else username(finding.by),
        "dismissed_at": finding.dismissed_at,
        "dismissed_by": None if blind else username(finding.dismissed_by),
        "dismissed_because": finding.dismissed_because,
    }


def assignment_out(work: Assignment) -> AssignmentOut:
    return {
        "id": work.pk,
        "dialogue": work.dialogue_id,
        "base": work.base_id,
        "version": work.version,
        "turns": work.turns,
        "answers": work.answers,
        "dismissals": work.dismissals,
        "labels": work.labels,
        "lease_until": work.lease_until,
        "saved_at": work.saved_at,
        "ended_at": work.ended_at,
        "ended_by_verb": work.ended_by_verb,
        "heavy": work.heavy,
    }


def taken_out(work: Assignment) -> TakenOut:
    """A working copy with the word that is said before something heavy is read."""
    notes = heavy_in(work.dialogue, categories_of(work.project)) if work.heavy else []
    said: list[NoteOut] = [
        {"name": str(one.name), "note": str(one.note)} for one in notes
    ]
    return {**assignment_out(work), "content_note": said}


def assignment_in_full_out(work: Assignment) -> AssignmentInFullOut:
    """A working copy out of ``own_assignments_to_write``."""
    return {**taken_out(work), "candidates": candidates_for(work)}


def username(user: User | None) -> str | None:
    return user.username if user else None
