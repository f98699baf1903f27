"""Keeping a label at its words while the text around them changes.

A label on some words carries them as ``quote``. It moves to where they stand now; where
they are gone it keeps its place, if there is one, and is to be looked at again.
``js/desk/anchoring.js`` is the same rule for the browser; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogues.domain.turns import Label


def anchored(label: Label, text: str) -> Label:
    """The label where its words stand in this text, the nearest if more than once."""
    quote = label.get("quote")
    if not quote or not to_look_at(label, text):
        return label
    start, end = label["start"], label["end"]
    found = nearest(text, quote, start or 0)
    if found is not None:
        return {**label, "start": found, "end": found + len(quote)}
    if end is not None and end > len(text):
        return {**label, "start": None, "end": None}
    return label


def to_look_at(label: Label, text: str) -> bool:
    """Whether the words that were labelled no longer stand where the label does."""
    quote = label.get("quote")
    if not quote:
        return False
    start = label["start"]
    return start is None or text[start : label["end"]] != quote


def quoted(labels: Iterable[Label], text: str) -> list[Label]:
    """The labels, each on some words with these words."""
    return [
        label
        if label["start"] is None or label.get("quote")
        else {**label, "quote": text[label["start"] : label["end"]]}
        for label in labels
    ]


def nearest(text: str, words: str, place: int) -> int | None:
    before = text.rfind(words, 0, place + len(words))
    behind = text.find(words, place)
    found = [at for at in (before, behind) if at >= 0]
    return min(found, key=lambda at: (abs(at - place), at), default=None)
