"""TRL's three kinds of rows: to imitate, to prefer, and marked good or bad."""

from __future__ import annotations

from typing import Any

from dialogues.intake.formats.message_lists import (
    dialogue,
    hear,
    hear_on,
    marked,
    refused_in_favour,
)
from dialogues.intake.formats.spoken import Unusable, one_item
from dialogues.intake.records import DialogueRecord, Format, Place, ReadTurn, Wishes
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER


def _holds(value: Any, *keys: str) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(key), list | str) for key in keys
    )


def looks_like_sft(value: Any) -> bool:
    return _holds(value, "prompt", "completion") and "label" not in value


def looks_like_dpo(value: Any) -> bool:
    lists = ("chosen", "rejected")
    if not _holds(value, *lists):
        return False
    return "prompt" in value or all(isinstance(value[key], list) for key in lists)


def looks_like_kto(value: Any) -> bool:
    return _holds(value, "prompt", "completion") and "label" in value


def _messages(part: Any, role: str) -> Any:
    """A prompt or an ending written as plain text is one message of its side."""
    return [{"role": role, "content": part}] if isinstance(part, str) else part


def _after_prompt(
    value: dict[str, Any], ending: str, wishes: Wishes
) -> tuple[list[ReadTurn], dict[str, Any]]:
    """The dialogue that ends so; without a prompt the ending is all of it."""
    if "prompt" not in value:
        return hear(value[ending], wishes)
    prompt = _messages(value["prompt"], USER)
    messages = _messages(value[ending], ASSISTANT)
    turns, meta = hear(prompt, wishes)
    return hear_on(turns, meta, messages, wishes)


@one_item
def read_sft(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if isinstance(value, dict) and "messages" in value:
        turns, meta = hear(value["messages"], wishes)
        return dialogue(place, value, turns, meta, "messages")
    if not _holds(value, "prompt", "completion"):
        raise Unusable(
            "other-shape",
            _("A row has either “messages”, or “prompt” and “completion”."),
        )
    turns, meta = _after_prompt(value, "completion", wishes)
    return dialogue(place, value, turns, meta, "prompt", "completion")


@one_item
def read_dpo(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not looks_like_dpo(value):
        raise Unusable("other-shape", _("A row has “prompt”, “chosen” and “rejected”."))
    turns, meta = _after_prompt(value, "chosen", wishes)
    other, _meta = _after_prompt(value, "rejected", wishes)
    meta |= refused_in_favour(turns, other)
    return dialogue(place, value, turns, meta, "prompt", "chosen", "rejected")


@one_item
def read_kto(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not looks_like_kto(value):
        raise Unusable(
            "other-shape", _("A row has “prompt”, “completion” and “label”.")
        )
    turns, meta = _after_prompt(value, "completion", wishes)
    odd = marked(meta, value.get("label"))
    placed = ("prompt", "completion", "label")
    return dialogue(place, value, turns, meta, *placed, odd=odd)


TRL_SFT = Format("trl-sft", _("TRL, to imitate"), "dialogues", looks_like_sft, read_sft)
TRL_DPO = Format(
    "trl-dpo", _("TRL, pairs to prefer from"), "dialogues", looks_like_dpo, read_dpo
)
TRL_KTO = Format(
    "trl-kto", _("TRL, marked good or bad"), "dialogues", looks_like_kto, read_kto
)
