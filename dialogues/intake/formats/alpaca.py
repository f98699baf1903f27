"""Alpaca rows: an instruction and its answer, perhaps with the dialogue before it."""

from __future__ import annotations

from typing import Any

from dialogues.intake.formats.exchanges import exchanges, joined, said
from dialogues.intake.formats.message_lists import (
    dialogue,
    family_of,
    marked,
    refused_in_favour,
    with_system,
)
from dialogues.intake.formats.spoken import Unusable, is_missing, one_item
from dialogues.intake.records import DialogueRecord, Format, Place, Wishes
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

_PLACED = (
    "instruction", "input", "output", "history", "system", "chosen", "rejected",
    "kto_tag",
)  # fmt: skip


def looks_like(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("instruction"), str)
        and not value["instruction"].lstrip().startswith(("Human:", "Human："))
        and any(key in value for key in ("output", "chosen", "history"))
    )


def dialogue_of(place: Place, value: dict[str, Any]) -> DialogueRecord:
    asked = joined(value.get("instruction"), value.get("input"))
    before = list(exchanges(value.get("history")))
    if not asked and not before:
        raise Unusable("no-turns", _("The row has no instruction and no history."))
    turns = [*before, said(USER, asked)] if asked else before
    output, chosen, rejected = map(value.get, ("output", "chosen", "rejected"))
    if isinstance(output, list) and len(output) == 2:
        # An older way to write a pair: the better answer first.
        output, chosen, rejected = None, *output
    answer = output if is_missing(chosen) else chosen
    if not is_missing(answer) and answer != "":
        turns = [*turns, said(ASSISTANT, answer)]
    meta = with_system({}, value.get("system"))
    if not is_missing(rejected):
        other = [*turns[: len(before) + bool(asked)], said(ASSISTANT, rejected)]
        meta |= refused_in_favour(turns, other)
    if "history" in value:
        meta |= family_of(turns)
    odd = marked(meta, value.get("kto_tag"))
    return dialogue(place, value, turns, meta, *_PLACED, odd=odd)


@one_item
def read(place: Place, value: Any, _wishes: Wishes) -> DialogueRecord:
    if isinstance(value, dict) and set(value) == {"text"}:
        raise Unusable("no-speakers", TEXT_ALONE)
    if not isinstance(value, dict) or "instruction" not in value:
        raise Unusable(
            "other-shape",
            _("An Alpaca row is an object with “instruction” and “output”."),
        )
    return dialogue_of(place, value)


TEXT_ALONE = _("This is plain text for pre-training; nobody speaks in it.")

ALPACA = Format("alpaca", _("Alpaca"), "dialogues", looks_like, read)
