"""Sentences that are kept in a row, and said in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from dialogues.parsing import clean_text


@dataclass(frozen=True)
class Phrase:
    """A sentence as it stands in the source, and what is filled in: texts, numbers,
    other phrases. Imported as ``_`` it is found by who translates.
    """

    text: str
    filled: Any = None

    def __mod__(self, filled: Any) -> Phrase:
        return replace(self, filled=filled)

    def __str__(self) -> str:
        said = gettext(self.text)
        return said if self.filled is None else said % self.filled

    def kept(self) -> dict[str, Any]:
        """What a row keeps of it."""
        kept = {"text": self.text}
        return kept if self.filled is None else {**kept, "filled": _kept(self.filled)}


def _kept(filled: Any) -> Any:
    if isinstance(filled, Phrase):
        return filled.kept()
    if isinstance(filled, Mapping):
        return {name: _kept(value) for name, value in filled.items()}
    return filled if isinstance(filled, int | float) else clean_text(str(filled))


def keep(reason: str | Phrase) -> dict[str, Any]:
    """A reason as a row keeps it, also one that is no phrase of ours."""
    told = reason if isinstance(reason, Phrase) else Phrase("%s", str(reason))
    return told.kept()


def said_again(kept: str | Mapping[str, Any]) -> str:
    """What was kept, also where it is older than phrases and a text in one language."""
    return kept if isinstance(kept, str) else str(phrase_of(kept))


def phrase_of(kept: Mapping[str, Any]) -> Phrase:
    """What a row keeps, to be said again."""
    filled = kept.get("filled")
    if isinstance(filled, Mapping):
        filled = {
            name: phrase_of(value) if isinstance(value, Mapping) else value
            for name, value in filled.items()
        }
    return Phrase(kept["text"], filled)
