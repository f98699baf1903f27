"""A row for each example of one of PICA's five tasks, as JSON or in a plain table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogues.intake.formats.exchanges import joined, said
from dialogues.intake.formats.instances import (
    CAUSE,
    CLASSIFICATIONS,
    asked_and_answered,
    emotion_label,
    task_named,
    whole_turn,
)
from dialogues.intake.formats.message_lists import dialogue
from dialogues.intake.formats.spoken import (
    Unusable,
    is_missing,
    left_over,
    shown,
    text_of,
    word_of,
)
from dialogues.intake.records import DialogueRecord, Place
from dialogues.phrases import Phrase as _
from dialogues.speakers import USER

_CONTROLS = ("personas", "situation", "emotion", "act")


def is_task(columns: Mapping[str, str]) -> bool:
    """Whether a table has an example and what is to be told of it."""
    return bool({"text", "dialogue"} & set(columns)) and bool(
        {"label", "cause", "background"} & set(columns)
        or ({"emotion", "text"} <= set(columns) and "assistant" not in columns)
    )


def task_of(
    place: Place, row: Mapping[str, Any], columns: Mapping[str, str]
) -> DialogueRecord:
    """The exchange of a row in a table: the example, and what it is or means."""
    cells = {field: row.get(name) for field, name in columns.items()}
    label = cells.get("label") or cells.get("emotion")
    given = cells.get("text") or cells.get("dialogue")
    task = task_named(cells.get("task"))
    if "cause" in columns:
        task, answer = task or CAUSE, cells.get("cause")
    elif "background" in columns:
        task, answer = task or "background-inference", cells.get("background")
    else:
        whole = "dialogue" if "dialogue" in columns else "text"
        task, answer = task or f"{whole}-emotion-classification", label
    used = [columns[field] for field in columns]
    turns = asked_and_answered(
        cells.get("instruction"), given, answer, task=task, is_classification=False
    )
    if label and task == CAUSE:
        labels = (*turns[0].labels, whole_turn("emotion", shown(text_of(label))))
        turns[0] = replace(turns[0], labels=labels)
    meta = {"task_type": word_of(cells.get("task")) or task, **left_over(row, *used)}
    record = dialogue(place, {}, turns, meta)
    emotion = word_of(cells.get("emotion")) or emotion_label(turns)
    return replace(record, source_id=word_of(cells.get("id")), emotion=emotion)


def is_processed(value: Any) -> bool:
    """Whether a JSON record is one of the rows that PICA's own scripts write."""
    if not isinstance(value, dict) or not isinstance(value.get("dataset"), str):
        return False
    keys = set(value)
    return (
        {"input", "output"} <= keys
        or {"input", "cause"} <= keys
        or ({"history", "utterance"} <= keys and "prompt" not in keys)
    ) and "instruction" not in keys


def processed_of(place: Place, value: dict[str, Any]) -> DialogueRecord:
    """The exchange of such a row; the folder it lies in says which task it is of."""
    folders = place.file.replace("\\", "/").split("/")
    named = [value.get("task_type"), *folders]
    task = next(filter(None, map(task_named, named)), "")
    answer = value.get("output", value.get("cause"))
    if "cause" in value:
        task = task or CAUSE
    elif "input" in value:
        task = task or "text-emotion-classification"
    elif "output" not in value:
        task, answer = task or "controllable-generation", value["utterance"]
    turns = asked_and_answered(
        None, _given(value, task), answer, task=task, is_classification=False
    )
    emotion = word_of(value.get("emotion"))
    if task == CAUSE and emotion:
        labels = (*turns[0].labels, whole_turn("emotion", emotion))
        turns[0] = replace(turns[0], labels=labels)
    placed = ("input", "output", "history", "utterance", "cause")
    record = dialogue(place, value, turns, {"task_type": task}, *placed)
    if task in CLASSIFICATIONS:
        record = replace(record, emotion=emotion_label(turns))
    return record


def _given(value: Mapping[str, Any], task: str) -> str:
    """What is asked: the text, or the dialogue so far under what is to guide it."""
    if "input" in value:
        return said(USER, value["input"]).text
    history = value["history"]
    if is_missing(history):
        history = []
    if not isinstance(history, list):
        raise Unusable("other-shape", _("The history is not a list of texts."))
    lines = [line[0] if isinstance(line, list) and line else line for line in history]
    if task != "controllable-generation":
        return joined(*lines, value["utterance"])
    controls = [
        f"{key}: {word_of(value.get(key))}"
        for key in _CONTROLS
        if word_of(value.get(key)) not in ("", "none")
    ]
    return joined(*controls, *lines)
