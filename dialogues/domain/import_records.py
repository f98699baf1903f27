"""Records of a file as new dialogues, not stored yet, each with ids of its own."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from dataclasses import dataclass, field
from typing import Any

from dialogues.domain.import_topics import NewTopic, short_id, topic_of_dialogue
from dialogues.domain.turns import LONGEST_TURN, MOST_TURNS, Label, Turn
from dialogues.intake.records import DialogueRecord, ReadTurn
from dialogues.models import Dialogue
from dialogues.phrases import Phrase
from dialogues.phrases import Phrase as _

# The first digit of a UUID's fourth part is one of 8, 9, a, b.
VARIANTS = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}


class NoDialogue(Exception):  # noqa: N818 - it is an answer to a person
    """A record that cannot be a dialogue here; ``reason`` says why."""

    def __init__(self, code: str, reason: str | Phrase) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Noted:
    """A finding that waits for its row."""

    code: str
    severity: str
    turn: str | None = None
    start: int | None = None
    end: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class NewDialogue:
    """A dialogue as it would be stored, with the ids that its rows will have."""

    record: DialogueRecord
    identity: str
    turns: list[Turn]
    topic: NewTopic | None
    findings: list[Noted] = field(default_factory=list)
    arrives_as: str = Dialogue.Status.DRAFTED
    pk: uuid.UUID = field(default_factory=uuid.uuid4)
    revision: uuid.UUID = field(default_factory=uuid.uuid4)


def dialogue_of(record: DialogueRecord) -> NewDialogue:
    """Make a record a dialogue, or say why it can be none."""
    if not record.turns:
        raise NoDialogue("no-turns", _("The dialogue has no turns."))
    if len(record.turns) > MOST_TURNS:
        raise NoDialogue(
            "too-many-turns",
            _("A dialogue has at most %d turns.") % MOST_TURNS,
        )
    if any(len(turn.text) > LONGEST_TURN for turn in record.turns):
        raise NoDialogue(
            "turn-too-long",
            _("A turn has at most %d characters.") % LONGEST_TURN,
        )
    return NewDialogue(
        record=record,
        identity=identity_of(record),
        turns=_turns(record.turns),
        topic=topic_of_dialogue(record),
    )


def identity_of(record: DialogueRecord) -> str:
    """The source's own id; where it has none, who said what."""
    if record.source_id:
        return short_id(record.source_id)
    said = json.dumps(
        [[turn.role, turn.text] for turn in record.turns],
        ensure_ascii=False,
    )
    return f"sha256:{hashlib.sha256(said.encode()).hexdigest()}"


def _turns(read: list[ReadTurn]) -> list[Turn]:
    ids = random_ids(len(read))
    return [
        {
            "id": own,
            "role": turn.role,
            "text": turn.text,
            "parents": [],
            "labels": [_label(label, turn.text) for label in turn.labels],
        }
        for own, turn in zip(ids, read, strict=True)
    ]


def _label(label: dict[str, Any], text: str) -> Label:
    start, end = label.get("start"), label.get("end")
    read: Label = {
        "scheme": label["scheme"],
        "label": label["label"],
        "start": start,
        "end": end,
    }
    # Words that the file names but that do not stand in the turn are looked at again.
    quote = label.get("quote") if start is None else text[start:end]
    return {**read, "quote": quote} if quote else read


def random_ids(count: int) -> list[str]:
    """Random UUIDs (version 4) as texts, in a fraction of the time of ``uuid4``."""
    digits = os.urandom(16 * count).hex()
    return [
        f"{one[:8]}-{one[8:12]}-4{one[13:16]}-{VARIANTS[one[16]]}{one[17:20]}-{one[20:]}"
        for one in (digits[start : start + 32] for start in range(0, 32 * count, 32))
    ]
