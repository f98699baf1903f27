"""An approved dialogue as plain data: the only place that knows both."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from typing import Any

from dialogues.models import Dialogue, Project

Record = dict[str, Any]


def snapshot(
    dialogue: Dialogue, *, row: uuid.UUID, instruction: int, project: Project
) -> Record:
    """What a release keeps of a dialogue's latest revision; it names no person.

    Reads the dialogue's ``topic``, ``head``, ``draft`` with its answer, ``approvals``.
    """
    head, topic, draft = dialogue.head, dialogue.topic, dialogue.draft
    assert head is not None
    answer = draft.answer if draft else None
    kinds = Counter(
        approval.kind
        for approval in dialogue.approvals.all()
        if approval.revision_id == head.pk
    )
    return {
        "row": str(row),
        "dialogue": str(dialogue.pk),
        "revision": str(head.pk),
        "number": head.number,
        "topic": topic.text if topic else None,
        "theme": topic.theme if topic else "",
        "emotion": dialogue.emotion,
        "origin": str(dialogue.origin),
        "source": dialogue.source.name if dialogue.source else "",
        "source_id": dialogue.identity,
        "model": answer.answered_by if answer else "",
        "sample": answer.sample if answer else False,
        "speakers": {
            "user": project.user_label,
            "assistant": project.assistant_label,
        },
        "turns": [
            {name: turn[name] for name in ("id", "role", "text", "parents", "labels")}
            for turn in head.turns
        ],
        "labels": head.labels,
        "approvals": {str(kind): count for kind, count in sorted(kinds.items())},
        "instruction": instruction,
    }


def canonical_json(value: Any) -> str:
    """The one spelling of a value: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(canonical: str) -> str:
    """The SHA-256 of a record's canonical JSON."""
    return hashlib.sha256(canonical.encode()).hexdigest()
