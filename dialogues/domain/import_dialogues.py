"""Dialogues of a file as rows: checked, and written with their history by COPY."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model
from django.utils import timezone

from dialogues.checks.likeness import NEAR_DUPLICATE, data_of
from dialogues.domain.copying import copy_rows
from dialogues.domain.import_records import NewDialogue, Noted
from dialogues.domain.import_topics import (
    add_topics,
)
from dialogues.domain.likeness import Said, note_fingerprints
from dialogues.models import (
    Approval,
    Dialogue,
    DialogueEvent,
    Finding,
    Import,
    Revision,
    SearchText,
)

DIALOGUE_FIELDS = (
    "id created_at updated_at project status topic emotion age_band origin source "
    "identity meta head"
)
FINDING_FIELDS = (
    "id revision code severity turn start end data created_at dismissed_because"
)
HELD_BACK = (Finding.Severity.ERROR, Finding.Severity.DISCLOSURE)


@dataclass
class Arrived:
    """What became of some records."""

    created: list[NewDialogue]
    held: int
    flagged: Counter[str]


def known_identities(row: Import, identities: Iterable[str]) -> set[str]:
    """Which of these the source has brought already."""
    rows = Dialogue.objects.filter(
        source=row.source_id,
        identity__in=list(identities),
    )
    return set(rows.order_by().values_list("identity", flat=True))


def add_dialogues(row: Import, dialogues: list[NewDialogue]) -> Arrived:
    """Compare and store new dialogues of an import whose source is locked.

    What should arrive approved and has an error or a possible disclosure of harm waits
    for an expert instead.
    """
    project, source = row.project, row.source
    assert source is not None
    alike = note_fingerprints(
        project.pk,
        [Said(one.pk, one.revision, one.turns) for one in dialogues],
    )
    held = 0
    flagged: Counter[str] = Counter()
    for dialogue in dialogues:
        if near := alike.get(dialogue.pk):
            dialogue.findings.append(
                Noted(
                    NEAR_DUPLICATE.code,
                    NEAR_DUPLICATE.severity,
                    data=data_of(near),
                ),
            )
        dialogue.arrives_as = row.arrive_as
        if dialogue.arrives_as == Dialogue.Status.APPROVED and any(
            noted.severity in HELD_BACK for noted in dialogue.findings
        ):
            dialogue.arrives_as = Dialogue.Status.SUBMITTED
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
            SearchText,
            "dialogue text words waits",
            ((one.pk, "", "", True) for one in dialogues),
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
                if one.arrives_as == Dialogue.Status.APPROVED
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
        dialogue.arrives_as,
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
        dialogue.arrives_as,
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
