"""Tables: an exchange a row, a transcript in a cell, or a row for every turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogues.intake.formats import transcripts
from dialogues.intake.formats.columns import columns_of, map_the_columns
from dialogues.intake.formats.exchanges import said
from dialogues.intake.formats.message_lists import dialogue
from dialogues.intake.formats.spoken import (
    Unusable,
    oddities,
    one_item,
    text_of,
    turns_of,
    word_of,
)
from dialogues.intake.formats.task_rows import is_task, task_of
from dialogues.intake.formats.topic_rows import is_topic, topic_of
from dialogues.intake.records import (
    DialogueRecord,
    Format,
    Item,
    Place,
    Row,
    Wishes,
)
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

_ABOUT = ("id", "topic", "theme", "emotion")
_NOT_A_NUMBER = frozenset({"nan", "null", "none", "#n/a"})


def looks_like(value: Any) -> bool:
    return isinstance(value, Row)


def group(value: Any, wishes: Wishes) -> str:
    """The id of the dialogue whose turn a row is; empty where a row is more."""
    if not isinstance(value, dict):
        return ""
    try:
        columns = columns_of(value, wishes)
    except Unusable:
        return ""
    return word_of(value.get(columns.get("id"))) if _has_turns(columns) else ""


def _has_turns(columns: Mapping[str, str]) -> bool:
    return {"speaker", "text"} <= set(columns)


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> Item:
    rows = value if isinstance(value, list) and value else [value]
    if not all(isinstance(row, dict) for row in rows):
        raise Unusable("other-shape", _("A record of a table is a row."))
    row = {key: cell for key, cell in rows[0].items() if cell not in ("", None)}
    columns = columns_of(rows[0], wishes)
    cells = {field: row.get(name) for field, name in columns.items()}
    if _has_turns(columns):
        return _of_turns(place, rows, columns, wishes)
    if is_topic(columns):
        return topic_of(place, rows[0], columns)
    if "dialogue" in columns and not is_task(columns):
        text = text_of(cells["dialogue"])
        record = transcripts.dialogue_of(
            place, row, text, wishes, *_used(columns, "dialogue")
        )
    elif "user" in columns and "label" not in columns:
        record = _exchange(place, row, columns)
    elif is_task(columns):
        record = task_of(place, row, columns)
    elif "text" in columns:
        text = text_of(cells["text"])
        record = transcripts.dialogue_of(
            place, row, text, wishes, *_used(columns, "text")
        )
    else:
        raise map_the_columns(rows[0])
    return _about(record, cells, has_topic="topic" in columns)


def _used(columns: Mapping[str, str], *fields: str) -> list[str]:
    return [columns[field] for field in (*_ABOUT, *fields) if field in columns]


def _exchange(
    place: Place, row: dict[str, Any], columns: Mapping[str, str]
) -> DialogueRecord:
    both = ((USER, "user"), (ASSISTANT, "assistant"))
    turns = [said(role, row.get(columns.get(field, ""))) for role, field in both]
    if not any(turn.text for turn in turns):
        raise Unusable("no-turns", _("Nobody says anything in this row."))
    spoken = [turn for turn in turns if turn.text]
    return dialogue(place, row, spoken, {}, *_used(columns, "user", "assistant"))


def _of_turns(
    place: Place,
    rows: list[dict[str, Any]],
    columns: Mapping[str, str],
    wishes: Wishes,
) -> DialogueRecord:
    if "id" not in columns:
        told = _("Every row is a turn, and no column says of which dialogue. Map “id”.")
        raise Unusable("unknown-columns", told)
    ordered = _in_order(rows, columns.get("turn"))
    pairs = [(row[columns["speaker"]], row[columns["text"]]) for row in ordered]
    spoken = turns_of(pairs, wishes)
    turns = [said(turn.role, turn.text) for turn in spoken]
    cells = {
        field: next(filter(None, (word_of(row.get(name)) for row in rows)), "")
        for field, name in columns.items()
    }
    placed = set(_used(columns, "speaker", "text", "turn"))
    rest: dict[str, Any] = {}
    for name in rows[0]:
        if name not in placed and any(row.get(name) for row in rows):
            said_of = list(dict.fromkeys(str(row.get(name) or "") for row in rows))
            rest[name] = said_of[0] if len(said_of) == 1 else said_of
    odd = () if ordered == rows else ("turns-reordered",)
    record = dialogue(place, rest, turns, {}, odd=odd)
    return _about(record, cells, has_topic="topic" in columns)


def _in_order(rows: list[dict[str, Any]], turn: str | None) -> list[dict[str, Any]]:
    """By the number of the turn where every row has one, else as they stand."""
    numbers = [word_of(row.get(turn)) for row in rows] if turn else []
    if not numbers or not all(
        n.isascii() and n.isdigit() and len(n) < 10 for n in numbers
    ):
        return rows
    numbered = sorted(enumerate(rows), key=lambda pair: int(numbers[pair[0]]))
    return [row for _position, row in numbered]


def _about(
    record: DialogueRecord, cells: Mapping[str, Any], *, has_topic: bool
) -> DialogueRecord:
    """The dialogue with its id, topic, theme and emotion out of their columns."""
    words = {field: word_of(cells.get(field)) for field in _ABOUT}
    for field, word in words.items():
        if word.casefold() in _NOT_A_NUMBER:
            words[field] = ""
    missing = "topic-missing" if has_topic and not words["topic"] else ""
    odd = [code for code in record.odd if code != "topic-missing"]
    return replace(
        record,
        source_id=words["id"],
        topic=words["topic"],
        theme=words["theme"],
        emotion=words["emotion"] or record.emotion,
        odd=oddities(words.values(), *odd, missing),
    )


CSV = Format(
    "csv",
    _("Table (CSV)"),
    "dialogues",
    looks_like,
    read,
    written_as="table",
    group=group,
)
