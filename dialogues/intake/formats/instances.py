"""Tasks with instances: one instruction, and an exchange for each of its instances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dialogues.intake.formats.exchanges import said
from dialogues.intake.formats.message_lists import dialogue
from dialogues.intake.formats.spoken import (
    Unusable,
    is_missing,
    shown,
    text_of,
    word_of,
)
from dialogues.intake.records import (
    DialogueRecord,
    Item,
    Place,
    ReadTurn,
    RejectedRecord,
)
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

CAUSE = "cause-extraction"
TASKS = {
    "text-emotion-classification": (
        "txt_clf", "text emotion classification", "text classification",
        "文本情感分类", "文本情绪分类",
    ),
    "dialogue-emotion-classification": (
        "dia_clf", "dig_clf", "dialogue emotion classification",
        "dialog emotion classification", "对话情感分类", "对话情绪分类",
    ),
    CAUSE: (
        "er_abs", "emotion-cause extraction", "emotion cause extraction",
        "情感原因抽取", "情绪原因抽取",
    ),
    "controllable-generation": (
        "dia_gen", "controllable dialogue generation",
        "controllable dialog generation", "可控对话生成",
    ),
    "background-inference": (
        "dia_inf", "dialogue background inference", "dialog background inference",
        "对话背景推断", "对话背景推理",
    ),
}  # fmt: skip
CLASSIFICATIONS = frozenset(
    {"text-emotion-classification", "dialogue-emotion-classification"}
)
_BY_NAME = {name: task for task, names in TASKS.items() for name in (task, *names)}


def task_named(name: object) -> str:
    """Which of PICA's five tasks a name means, empty where it is none of them."""
    plain = word_of(name).casefold()
    return _BY_NAME.get(plain) or _BY_NAME.get(plain.replace("_", " "), "")


def instances_of(place: Place, value: Mapping[str, Any]) -> Iterator[Item]:
    """A dialogue for each instance, under an id that says which it was."""
    instances = value.get("instances")
    if not isinstance(instances, list) or not instances:
        raise Unusable("no-turns", _("The task has no instances."))
    for number, instance in enumerate(instances, 1):
        try:
            yield _exchange(place, value, instance, number)
        except Unusable as error:
            yield RejectedRecord(place, error.code, error.reason)


def _exchange(
    place: Place, value: Mapping[str, Any], instance: Any, number: int
) -> DialogueRecord:
    if not isinstance(instance, dict):
        raise Unusable("other-shape", _("An instance of the task is not an object."))
    turns = asked_and_answered(
        value.get("instruction"),
        instance.get("input"),
        _written(instance.get("output")),
        task=task_named(value.get("task_type")),
        is_classification=is_true(value.get("is_classification")),
    )
    record = dialogue(place, value, turns, {"instance": number}, "id", *_PLACED)
    name = word_of(value.get("id")) or word_of(value.get("name"))
    emotion = emotion_label(turns) or record.emotion
    return replace(
        record, source_id=f"{name}#{number}" if name else "", emotion=emotion
    )


_PLACED = ("instruction", "instances")


def asked_and_answered(
    instruction: object,
    given: object,
    answer: object,
    *,
    task: str,
    is_classification: bool,
) -> list[ReadTurn]:
    """One exchange, with what the answer tells of the question kept as its label."""
    prefix, words = said(USER, instruction).text, said(USER, given).text
    start = len(prefix) + 1 if prefix and words else 0
    asked = ReadTurn(USER, "\n".join(filter(None, (prefix, words))))
    if not asked.text:
        raise Unusable("no-turns", _("Nothing is asked in this instance."))
    if is_missing(answer) or answer == "":
        return [asked]
    reply = said(ASSISTANT, answer)
    labels: tuple[dict[str, Any], ...] = ()
    if task == CAUSE:
        labels = cause_label(asked.text, reply.text, start)
    elif is_classification or task in CLASSIFICATIONS:
        labels = (whole_turn("emotion", shown(reply.text)),)
    return [replace(asked, labels=labels), reply]


def whole_turn(scheme: str, label: str) -> dict[str, Any]:
    return {"scheme": scheme, "label": label, "start": None, "end": None}


def cause_label(text: str, cause: str, start: int = 0) -> tuple[dict[str, Any], ...]:
    """Where the cause stands in the text, if it stands there word for word."""
    found = text.find(cause, start) if cause else -1
    if found < 0:
        return ()
    end = found + len(cause)
    return ({"scheme": "cause", "label": "cause", "start": found, "end": end},)


def emotion_label(turns: list[ReadTurn]) -> str:
    labels = [label for turn in turns for label in turn.labels]
    return next((x["label"] for x in labels if x["scheme"] == "emotion"), "")


def is_true(value: object) -> bool:
    return value is True or word_of(value).casefold() in {"true", "1", "yes", "是"}


def _written(output: Any) -> Any:
    """The answer as text: a number as it is written, a list one item a line."""
    if isinstance(output, list):
        return "\n".join(text_of(part) for part in output)
    if isinstance(output, int | float) and not is_missing(output):
        return word_of(output) or str(output)
    return output
