"""QiaoBan's published dialogues: a child and an assistant, a topic, an emotion."""

from typing import Any

from dialogues.intake.formats.spoken import (
    Unusable,
    left_over,
    oddities,
    one_item,
    turns_of,
    word_of,
)
from dialogues.intake.records import DialogueRecord, Format, Place, Wishes
from dialogues.phrases import Phrase as _


def looks_like(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("dialog"), list):
        return False
    return all(
        isinstance(turn, dict) and "speaker" in turn and "text" in turn
        for turn in value["dialog"][:4]
    )


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not looks_like(value):
        raise Unusable(
            "other-shape",
            _("A QiaoBan dialogue is an object with “dialog”, a list of turns."),
        )
    if not all(isinstance(turn, dict) for turn in value["dialog"]):
        raise Unusable("not-text", _("A turn is not an object."))
    turns = turns_of(
        ((turn.get("speaker"), turn.get("text")) for turn in value["dialog"]), wishes
    )
    topic = word_of(value.get("topic"))
    return DialogueRecord(
        place,
        turns,
        source_id=word_of(value.get("dialog_id")),
        topic=topic,
        emotion=word_of(value.get("emotion")),
        odd=oddities(
            [topic, *(turn.text for turn in turns)],
            "" if topic else "topic-missing",
        ),
        meta=left_over(value, "dialog_id", "emotion", "topic", "dialog"),
    )


QIAOBAN = Format("qiaoban", _("QiaoBan dialogues"), "dialogues", looks_like, read)
