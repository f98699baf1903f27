"""Dialogues of a file as rows: checked, and written with their history by COPY."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dialogues.checks.places import Setting
from dialogues.checks.registry import run_checks
from dialogues.domain.copying import copy_rows
from dialogues.domain.findings import project_setting
from dialogues.domain.import_topics import (
    NewTopic,
    add_topics,
    short_id,
    topic_of_dialogue,
)
from dialogues.domain.likeness import Said, note_fingerprints
from dialogues.domain.turns import LONGEST_TURN, MOST_TURNS, Label, Turn
from dialogues.intake.records import DialogueRecord, ReadTurn
from dialogues.models import (
    Approval,
    Dialogue,
    DialogueEvent,
    Finding,
    Import,
    Revision,
)

DIALOGUE_FIELDS = (
    "id created_at updated_at project status topic emotion age_band origin source "
    "identity meta head"
)
FINDING_FIELDS = (
    "id revision code severity turn start end data created_at dismissed_because"
)
HELD_BACK = (Finding.Severity.ERROR, Finding.Severity.DISCLOSURE)


class NoDialogue(Exception):  # noqa: N818 - it is an answer to a person
    """A record that cannot be a dialogue here; ``reason`` says why."""

    def __init__(self, code: str, reason: str | Promise) -> None:
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
    status: str = Dialogue.Status.DRAFTED
    pk: uuid.UUID = field(default_factory=uuid.uuid4)
    revision: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass
class Arrived:
    """What became of some records."""

    created: list[NewDialogue]
    held: int
    flagged: Counter[str]


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
        turns=[_turn(turn) for turn in record.turns],
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


def _turn(turn: ReadTurn) -> Turn:
    labels: list[Label] = [
        {
            "scheme": label["scheme"],
            "label": label["label"],
            "start": label.get("start"),
            "end": label.get("end"),
        }
        for label in turn.labels
    ]
    return {
        "id": str(uuid.uuid4()),
        "role": turn.role,
        "text": turn.text,
        "parents": [],
        "labels": labels,
    }


def look_at(dialogue: NewDialogue, setting: Setting) -> None:
    """Note what the reader found odd and what the automatic checks notice."""
    warning = Finding.Severity.WARNING
    dialogue.findings = [Noted(code, warning) for code in dialogue.record.odd]
    dialogue.findings += [
        Noted(
            check.code,
            check.severity,
            noticed.turn,
            noticed.start,
            noticed.end,
            noticed.data,
        )
        for check, noticed in run_checks(dialogue.turns, setting)
    ]


def known_identities(row: Import, identities: Iterable[str]) -> set[str]:
    """Which of these the source has brought already."""
    rows = Dialogue.objects.filter(
        source=row.source_id,
        identity__in=list(identities),
    )
    return set(rows.order_by().values_list("identity", flat=True))


def add_dialogues(row: Import, dialogues: list[NewDialogue]) -> Arrived:
    """Check and store new dialogues of an import whose source is locked.

    What should arrive approved and has an error or a possible disclosure of harm waits
    for an expert instead.
    """
    project, source = row.project, row.source
    assert source is not None
    setting = project_setting(project)
    alike = note_fingerprints(
        project.pk,
        [Said(one.pk, one.revision, one.turns) for one in dialogues],
    )
    held = 0
    flagged: Counter[str] = Counter()
    for dialogue in dialogues:
        look_at(dialogue, replace(setting, alike=alike.get(dialogue.pk)))
        dialogue.status = row.arrive_as
        if dialogue.status == Dialogue.Status.APPROVED and any(
            noted.severity in HELD_BACK for noted in dialogue.findings
        ):
            dialogue.status = Dialogue.Status.SUBMITTED
            held += 1
        flagged.update({noted.code for noted in dialogue.findings})
    topics, _created = add_topics(
        project,
        (dialogue.topic for dialogue in dialogues if dialogue.topic),
        source=source,
        by=row.ordered_by,
    )
    _write(row, dialogues, topics)
    return Arrived(dialogues, held, flagged)


def _write(
    row: Import,
    dialogues: list[NewDialogue],
    topics: dict[str, uuid.UUID],
) -> None:
    now = timezone.now()
    # Each a microsecond younger than the one before: lists keep the file's order.
    moments = [now + timedelta(microseconds=n) for n in range(len(dialogues))]
    timed = list(zip(dialogues, moments, strict=True))
    copies: list[tuple[type[Model], str, Iterator[tuple[object, ...]]]] = [
        (
            Dialogue,
            DIALOGUE_FIELDS,
            (_dialogue_row(row, one, at, topics) for one, at in timed),
        ),
        (
            Revision,
            "id dialogue number turns created_at",
            ((one.revision, one.pk, 1, _json(one.turns), at) for one, at in timed),
        ),
        (
            DialogueEvent,
            "uuid verb from_status to_status by at note data dialogue",
            (_event_row(row, one, at) for one, at in timed),
        ),
        (
            Finding,
            FINDING_FIELDS,
            (finding for one, at in timed for finding in _finding_rows(one, at)),
        ),
        (
            Approval,
            "dialogue revision by kind at",
            (
                (one.pk, one.revision, row.ordered_by_id, Approval.Kind.IMPORTED, at)
                for one, at in timed
                if one.status == Dialogue.Status.APPROVED
            ),
        ),
    ]
    for model, fields, rows in copies:
        copy_rows(model, fields.split(), rows)


def _dialogue_row(
    row: Import,
    dialogue: NewDialogue,
    at: datetime,
    topics: dict[str, uuid.UUID],
) -> tuple[object, ...]:
    return (
        dialogue.pk,
        at,
        at,
        row.project_id,
        dialogue.status,
        topics[dialogue.topic.identity] if dialogue.topic else None,
        dialogue.record.emotion[:40],
        "",
        Dialogue.Origin.IMPORTED,
        row.source_id,
        dialogue.identity,
        _json(dialogue.record.meta),
        dialogue.revision,
    )


def _event_row(row: Import, dialogue: NewDialogue, at: datetime) -> tuple[object, ...]:
    place = dialogue.record.place
    data = {"import": str(row.pk), "file": place.file, "line": place.line}
    return (
        uuid.uuid4(),
        "import",
        "",
        dialogue.status,
        row.ordered_by_id,
        at,
        "",
        _json(data),
        dialogue.pk,
    )


def _finding_rows(
    dialogue: NewDialogue,
    at: datetime,
) -> Iterator[tuple[object, ...]]:
    for noted in dialogue.findings:
        yield (
            uuid.uuid4(),
            dialogue.revision,
            noted.code,
            noted.severity,
            noted.turn,
            noted.start,
            noted.end,
            _json(noted.data),
            at,
            "",
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
