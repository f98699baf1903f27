"""Questions with their answers, and whole dialogues written into one string."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dialogues.intake.formats.spoken import Unusable, is_missing, text_of
from dialogues.intake.records import ReadTurn
from dialogues.parsing import clean_text
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

_END_OF_TEXT = re.compile(r"</s>|<\|endoftext\|>")


def said(role: str, text: object) -> ReadTurn:
    return ReadTurn(role, without_end(text_of(text)))


def without_end(text: str) -> str:
    """The text without the marks that tell a model where it ends."""
    return clean_text(_END_OF_TEXT.sub("", text)).strip()


def exchanges(history: Any) -> Iterator[ReadTurn]:
    """The turns of a list of pairs, each what was asked and what was answered."""
    if is_missing(history):
        return
    if not isinstance(history, list):
        raise Unusable("other-shape", _("The history is not a list of pairs."))
    for pair in history:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Unusable("other-shape", _("The history is not a list of pairs."))
        for role, text in zip((USER, ASSISTANT), pair, strict=True):
            if not is_missing(text):
                yield said(role, text)


def joined(*texts: object) -> str:
    return "\n".join(filter(None, map(text_of, texts)))


def split_at(
    marks: re.Pattern[str], text: str, roles: dict[str, str]
) -> tuple[str, list[ReadTurn]]:
    """What stands before the first mark, and a turn for each mark after it.

    For strings that a program wrote with fixed marks; what people and models wrote is
    read by ``parse_reply``. ``marks`` has one group, the name that ``roles`` holds.
    """
    before, *rest = marks.split(text)
    turns = [
        said(roles[name.casefold()], words)
        for name, words in zip(rest[::2], rest[1::2], strict=True)
    ]
    return before.strip(), turns
