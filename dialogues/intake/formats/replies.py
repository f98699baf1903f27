"""Dialogues that a model wrote as one text, with the rounds that it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from dialogues.intake.formats.spoken import Unusable, shown
from dialogues.intake.formats.transcripts import transcribed
from dialogues.intake.records import ReadTurn, Wishes
from dialogues.phrases import Phrase as _

# The number of a round between two turns is layout, and no lost text.
_ROUND = re.compile(
    r"\W*(?:round\s*\d+|第\s*[\d一二三四五六七八九十百]+\s*(?:轮|回合)(?:对话)?)\W*",
    re.IGNORECASE,
)


class Heard(NamedTuple):
    """``meta`` holds what the text says that is in no turn."""

    turns: list[ReadTurn]
    odd: tuple[str, ...]
    meta: dict[str, Any]


def heard_in(text: str, wishes: Wishes) -> Heard:
    """The turns of a text; one that has none is refused with how it begins."""
    try:
        turns, meta, odd = transcribed(text, wishes)
    except Unusable as error:
        told = _("%(reason)s The text begins: %(text)s")
        reason = told % {"reason": error.reason, "text": shown(text)}
        raise Unusable(error.code, reason) from error
    outside = [part for part in meta.pop("dropped", []) if not _ROUND.fullmatch(part)]
    if outside:
        meta["dropped"] = outside
    else:
        odd = tuple(code for code in odd if code != "text-outside-turns")
    return Heard(turns, odd, meta)


def both(*codes: Iterable[str]) -> tuple[str, ...]:
    """Each code once, in the order they were found."""
    return tuple(dict.fromkeys(code for some in codes for code in some))
