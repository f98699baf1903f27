"""BELLE's files: single turns, histories in the instruction, pairs, seeds, questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dialogues.intake.formats import alpaca, sharegpt
from dialogues.intake.formats.exchanges import said, split_at
from dialogues.intake.formats.instances import instances_of
from dialogues.intake.formats.message_lists import (
    dialogue,
    family_of,
    items,
    refused_in_favour,
)
from dialogues.intake.formats.spoken import Unusable, text_of
from dialogues.intake.records import (
    DialogueRecord,
    Format,
    Item,
    Place,
    ReadTurn,
    Wishes,
)
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

_MARKS = re.compile(r"(?:\A|\n)[ \t]*(Human|Assistant)[ \t]*[:：]")
_ROLES = {"human": USER, "assistant": ASSISTANT}


def looks_like(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    keys = set(value)
    if isinstance(value.get("conversations"), list):
        return any(
            isinstance(message, dict) and message.get("from") == "assistant"
            for message in value["conversations"][:4]
        )
    return (
        {"input", "target"} <= keys
        or {"question", "class", "std_answer"} <= keys
        or ("instances" in keys and "task_type" not in keys)
        or any(_is_history(value.get(key)) for key in ("instruction", "chosen", "text"))
    )


def _is_history(text: Any) -> bool:
    return isinstance(text, str) and text.lstrip().startswith(("Human:", "Human："))


@items
def read(place: Place, value: Any, wishes: Wishes) -> Iterator[Item]:
    if not isinstance(value, dict):
        raise Unusable("other-shape", _("A BELLE record is an object."))
    if "instances" in value:
        yield from instances_of(place, value)
    else:
        yield _one(place, value, wishes)


def _one(place: Place, value: dict[str, Any], wishes: Wishes) -> DialogueRecord:
    if "conversations" in value:
        return sharegpt.dialogue_of(place, value, wishes)
    if "chosen" in value and "rejected" in value and "instruction" not in value:
        turns = _marked(value["chosen"])
        meta = refused_in_favour(turns, _marked(value["rejected"]))
        return dialogue(place, value, turns, meta, "chosen", "rejected")
    if _is_history(value.get("instruction")):
        return _with_history(place, value)
    if "instruction" in value:
        return alpaca.dialogue_of(place, value)
    for asked, answer in (("input", "target"), ("question", "std_answer")):
        if asked in value and answer in value:
            return _asked_and_answered(place, value, asked, answer)
    if _is_history(value.get("text")):
        return dialogue(place, value, _marked(value["text"]), {}, "text")
    if "text" in value:
        raise Unusable("no-speakers", alpaca.TEXT_ALONE)
    raise Unusable("other-shape", _("This record has none of the shapes of BELLE."))


def _with_history(place: Place, value: dict[str, Any]) -> DialogueRecord:
    turns = _marked(value["instruction"])
    if given := text_of(value.get("input")):
        turns.append(said(USER, given))
    if output := text_of(value.get("output")):
        turns.append(said(ASSISTANT, output))
    placed = ("instruction", "input", "output")
    return dialogue(place, value, turns, family_of(turns), *placed)


def _asked_and_answered(
    place: Place, value: dict[str, Any], asked: str, answer: str
) -> DialogueRecord:
    turns = [said(USER, value[asked]), said(ASSISTANT, value[answer])]
    if not turns[0].text:
        raise Unusable("no-turns", _("Nothing is asked in this record."))
    return dialogue(
        place, value, [turn for turn in turns if turn.text], {}, asked, answer
    )


def _marked(text: Any) -> list[ReadTurn]:
    """The turns of a string with “Human:” and “Assistant:”; an open end is no turn."""
    before, turns = split_at(_MARKS, text_of(text), _ROLES)
    if before or not turns:
        raise Unusable("unknown-speakers", _("The text does not begin with “Human:”."))
    return turns if turns[-1].text else turns[:-1]


BELLE = Format("belle", _("BELLE"), "dialogues", looks_like, read)
