"""SoulChat: the published corpus, logs of its demo, and its instruction strings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from dialogues.intake.formats.message_lists import dialogue, family_of, hear
from dialogues.intake.formats.replies import heard_in
from dialogues.intake.formats.spoken import (
    Unusable,
    is_missing,
    one_item,
    text_of,
    turns_of,
)
from dialogues.intake.records import DialogueRecord, Format, Place, Wishes
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

_ASKED = ("instruction", "input", "prompt")
_ANSWERED = ("output", "target", "response")
_OPEN_END = re.compile(r"(?:\A|\n)用户[：:].*心理咨询师[：:]\s*$", re.DOTALL)


def looks_like(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    corpus = isinstance(value.get("messages"), list) and {"id", "topic"} <= set(value)
    return corpus or _is_log(value) or bool(_instruction(value))


def _is_log(value: dict[str, Any]) -> bool:
    return isinstance(value.get("user"), list) and isinstance(value.get("bot"), list)


def _instruction(value: dict[str, Any]) -> tuple[str, str] | None:
    """The keys of the text with the open end, and of the reply that belongs there."""
    asked = (key for key in _ASKED if isinstance(value.get(key), str))
    open_ended = next((key for key in asked if _OPEN_END.search(value[key])), None)
    answer = next((key for key in _ANSWERED if isinstance(value.get(key), str)), None)
    return (open_ended, answer) if open_ended and answer else None


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not isinstance(value, dict):
        raise Unusable("other-shape", _("A record of SoulChat is an object."))
    if _is_log(value):
        turns = turns_of(_log(value), wishes)
        return dialogue(place, value, turns, {}, "user", "bot")
    if keys := _instruction(value):
        asked, answer = keys
        heard = heard_in(f"{value[asked]}{text_of(value[answer])}", wishes)
        meta = {**heard.meta, **family_of(heard.turns)}
        return dialogue(place, value, heard.turns, meta, *keys, odd=heard.odd)
    turns, meta = hear(value.get("messages"), wishes)
    return dialogue(place, value, turns, meta, "messages")


def _log(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The two lists of a log, turn about; its keys say who each of them is."""
    if not 0 <= len(value["user"]) - len(value["bot"]) <= 1:
        raise Unusable(
            "other-shape", _("The two lists of the log do not fit each other.")
        )
    for asked, answer in itertools.zip_longest(value["user"], value["bot"]):
        yield USER, asked
        if not is_missing(answer):
            yield ASSISTANT, answer


SOULCHAT = Format("soulchat", _("SoulChat dialogues"), "dialogues", looks_like, read)
