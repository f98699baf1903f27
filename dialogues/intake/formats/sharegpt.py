"""ShareGPT conversations, plain, with a worse ending, or marked good or bad."""

from __future__ import annotations

from typing import Any

from dialogues.intake.formats.message_lists import (
    USUAL,
    Shape,
    dialogue,
    hear,
    hear_on,
    marked,
    refused_in_favour,
    with_system,
)
from dialogues.intake.formats.spoken import Unusable, is_missing, one_item
from dialogues.intake.records import DialogueRecord, Format, Place, Wishes
from dialogues.phrases import Phrase as _

_PLACED = ("conversations", "system", "chosen", "rejected", "kto_tag")


def looks_like(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    said = value.get("conversations")
    return isinstance(said, list) and all(isinstance(m, dict) for m in said[:4])


def dialogue_of(
    place: Place, value: dict[str, Any], wishes: Wishes, shape: Shape = USUAL
) -> DialogueRecord:
    turns, meta = hear(value.get("conversations"), wishes, shape)
    chosen, rejected = value.get("chosen"), value.get("rejected")
    if not is_missing(chosen) and not is_missing(rejected):
        before = turns
        turns, more = hear_on(before, meta, _listed(chosen), wishes, shape)
        other, _meta = hear_on(before, meta, _listed(rejected), wishes, shape)
        meta = more | refused_in_favour(turns, other)
    meta = with_system(meta, value.get("system"))
    odd = marked(meta, value.get("kto_tag"))
    return dialogue(place, value, turns, meta, *_PLACED, odd=odd)


def _listed(ending: Any) -> Any:
    return ending if isinstance(ending, list) else [ending]


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not isinstance(value, dict) or "conversations" not in value:
        raise Unusable(
            "other-shape",
            _("A ShareGPT dialogue is an object with “conversations”, a list."),
        )
    return dialogue_of(place, value, wishes)


SHAREGPT = Format("sharegpt", _("ShareGPT"), "dialogues", looks_like, read)
