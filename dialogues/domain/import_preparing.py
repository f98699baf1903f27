"""Records of a file made ready to be stored: all that can be done without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from dialogues.checks.places import Setting
from dialogues.checks.registry import run_checks
from dialogues.domain.findings import project_setting
from dialogues.domain.import_files import KINDS
from dialogues.domain.import_records import (
    NewDialogue,
    NoDialogue,
    Noted,
    dialogue_of,
)
from dialogues.intake.reading import Reading
from dialogues.intake.records import Item, RejectedRecord, TopicRecord
from dialogues.models import Finding, Import
from dialogues.phrases import Phrase
from dialogues.phrases import Phrase as _

WRONG_KIND: dict[str, tuple[str, str | Phrase]] = {
    Import.Kind.DIALOGUES: (
        "no-dialogue",
        _("This is a topic, not a dialogue. Bring topics in as topics."),
    ),
    Import.Kind.TOPICS: (
        "no-topic",
        _("This is a dialogue, not a topic. Bring dialogues in as dialogues."),
    ),
}

Ready = NewDialogue | TopicRecord | RejectedRecord


@dataclass(frozen=True)
class Chunk:
    """Some records, and how many bytes of the file are read when these are stored."""

    records: list[Ready]
    bytes: int


def chunks(
    row: Import, reading: Reading, items: Iterator[Item], *, size: int
) -> Iterator[Chunk]:
    """The records of a file, so many at a time; the database is asked here and now."""
    setting = project_setting(row.project)
    setting = replace(setting, orders=list(setting.orders))
    return _chunks(row.kind, reading, items, size, setting)


def _chunks(
    kind: str, reading: Reading, items: Iterator[Item], size: int, setting: Setting
) -> Iterator[Chunk]:
    while some := list(islice(items, size)):
        yield Chunk([_ready(item, kind, setting) for item in some], reading.taken)


def _ready(item: Item, kind: str, setting: Setting) -> Ready:
    if isinstance(item, RejectedRecord):
        return item
    if not isinstance(item, KINDS[kind]):
        return RejectedRecord(item.place, *WRONG_KIND[kind])
    if isinstance(item, TopicRecord):
        return item
    try:
        dialogue = dialogue_of(item)
    except NoDialogue as no:
        return RejectedRecord(item.place, no.code, no.reason)
    look_at(dialogue, setting)
    return dialogue


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
