"""QiaoBan's training file: a whole conversation in one string, its turns closed by </s>."""

from __future__ import annotations

import re
from typing import Any

from dialogues.intake.formats import transcripts
from dialogues.intake.formats.exchanges import said
from dialogues.intake.formats.message_lists import dialogue, with_system
from dialogues.intake.formats.spoken import (
    Unusable,
    one_item,
    role_of,
    shown,
    text_of,
)
from dialogues.intake.records import DialogueRecord, Format, Place, ReadTurn, Wishes
from dialogues.phrases import Phrase as _

_END = "</s>"
_NAMED = re.compile(r"\s*([^\s：:，。！？,.!?]{1,20})\s*[：:]")
# In front of the first turn stands a sentence about the two, on the same line.
_AFTER_A_SENTENCE = re.compile(
    r"(?:(?<=[。！？.!?\n])|\A)\s*([^\s：:，。！？,.!?]{1,20})\s*[：:]"
)


def looks_like(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("input"), str)
        and not {"instruction", "output", "target", "dataset"} & set(value)
        and _END in value["input"]
    )


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not isinstance(value, dict) or not isinstance(value.get("input"), str):
        raise Unusable(
            "other-shape",
            _("A record is an object with “input”, the whole conversation."),
        )
    text = text_of(value["input"])
    if _END not in text:
        return transcripts.dialogue_of(place, value, text, wishes, "input")
    system, text = _without_system(text, wishes)
    parts = [part for part in text.split(_END) if part.strip()]
    turns = [_turn(part, wishes) for part in parts]
    if not turns:
        raise Unusable("no-turns", _("The dialogue has no turns."))
    return dialogue(place, value, turns, with_system({}, system), "input")


def _without_system(text: str, wishes: Wishes) -> tuple[str, str]:
    """Cut what stands before the first name that is one of the two speakers."""
    first = text.split(_END, 1)[0]
    for found in _AFTER_A_SENTENCE.finditer(first):
        if role_of(found[1], wishes):
            return first[: found.start(1)].strip(), text[found.start(1) :]
    return "", text


def _turn(part: str, wishes: Wishes) -> ReadTurn:
    named = _NAMED.match(part)
    if named is None:
        raise Unusable(
            "unknown-speakers",
            _("Nobody is named as the speaker of this: %s") % shown(part),
        )
    role = role_of(named[1], wishes)
    if role is None:
        raise Unusable(
            "unknown-speakers",
            _("It is not known who these speakers are: %s. Map them, and try again.")
            % shown(named[1]),
        )
    rest = part[named.end() :]
    # The program that wrote these files put the name before a reply twice.
    again = _NAMED.match(rest)
    if again and again[1] == named[1]:
        rest = rest[again.end() :]
    return said(role, rest)


QIAOBAN_INPUT = Format(
    "qiaoban-input", _("QiaoBan training file"), "dialogues", looks_like, read
)
