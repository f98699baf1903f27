"""OpenAI messages, with a weight for each or a worse ending where there is one."""

from __future__ import annotations

from typing import Any

from dialogues.intake.formats.message_lists import (
    dialogue,
    hear,
    refused_in_favour,
    with_system,
)
from dialogues.intake.formats.spoken import Unusable, one_item
from dialogues.intake.records import DialogueRecord, Format, Place, Wishes
from dialogues.phrases import Phrase as _

_LISTS = ("messages", "chosen_messages")


def looks_like(value: Any) -> bool:
    return isinstance(value, dict) and any(
        isinstance(value.get(key), list)
        and all(isinstance(m, dict) and "role" in m for m in value[key][:4])
        for key in _LISTS
    )


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not isinstance(value, dict) or not any(key in value for key in _LISTS):
        raise Unusable(
            "other-shape",
            _("An OpenAI dialogue is an object with “messages”, a list."),
        )
    key = next(key for key in _LISTS if key in value)
    turns, meta = hear(value[key], wishes)
    if "rejected_messages" in value:
        other, _meta = hear(value["rejected_messages"], wishes)
        meta |= refused_in_favour(turns, other)
    return dialogue(
        place,
        value,
        turns,
        with_system(meta, value.get("system")),
        key,
        "rejected_messages",
        "system",
    )


MESSAGES = Format("messages", _("OpenAI messages"), "dialogues", looks_like, read)
