"""Baize: a question, and a transcript whose speakers stand in square brackets."""

from __future__ import annotations

import re
from typing import Any

from dialogues.intake.formats.replies import both, heard_in
from dialogues.intake.formats.spoken import (
    Unusable,
    left_over,
    oddities,
    one_item,
    word_of,
)
from dialogues.intake.records import DialogueRecord, Format, Pair, Place, Wishes
from dialogues.parsing import clean_text
from dialogues.phrases import Phrase as _

_HUMAN = re.compile(r"\[\|?Human\|?\]", re.IGNORECASE)
_COLLECTED = re.compile(r"^[ \t]*\[(Human|AI)\]", re.IGNORECASE | re.MULTILINE)
_OPEN_END = re.compile(r"\[\|?(?:Human|AI)\|?\]\s*$", re.IGNORECASE)


def looks_like(value: Any) -> bool:
    text = _transcript(value)
    return text is not None and bool(_HUMAN.search(text))


def _transcript(value: Any) -> str | None:
    if isinstance(value, Pair):
        return value.text if isinstance(value.text, str) else None
    text = value.get("input") if isinstance(value, dict) else None
    return text if isinstance(text, str) else None


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    text = _transcript(value)
    begins = _HUMAN.search(text) if text else None
    if text is None or begins is None:
        told = _("A record of Baize has a transcript with [|Human|] and [|AI|].")
        raise Unusable("other-shape", told)
    before = clean_text(text[: begins.start()]).strip()
    # What was collected has other brackets than what was made of it.
    spoken = _COLLECTED.sub(r"[|\1|]", _OPEN_END.sub("", text[begins.start() :]))
    heard = heard_in(spoken, wishes)
    meta = {"preamble": before} if before else {}
    if isinstance(value, Pair):
        topic = word_of(value.key)
    else:
        topic = word_of(value.get("topic"))
        meta = {**left_over(value, "topic", "input"), **meta}
    return DialogueRecord(
        place,
        heard.turns,
        topic=topic,
        odd=both(oddities([topic], "" if topic else "topic-missing"), heard.odd),
        meta={**meta, **heard.meta},
    )


BAIZE = Format("baize", _("Baize"), "dialogues", looks_like, read)
