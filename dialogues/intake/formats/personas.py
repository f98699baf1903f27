"""Self-chat's seeds: a person and the situation they are in."""

from __future__ import annotations

from typing import Any

from dialogues.intake.formats.spoken import (
    Unusable,
    left_over,
    oddities,
    one_item,
    word_of,
)
from dialogues.intake.records import Format, Place, TopicRecord, Wishes
from dialogues.phrases import Phrase as _

LONGEST = 4000
_SHOWN = 60
_ABOUT = ("theme", "emotion")


def looks_like(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and any(isinstance(value.get(key), str) for key in ("persona", "situation"))
        and not any(isinstance(item, list | dict) for item in value.values())
        and "response" not in value
    )


@one_item
def read(place: Place, value: Any, _wishes: Wishes) -> TopicRecord:
    if not isinstance(value, dict):
        raise Unusable("not-json", _("A persona is an object with “persona”."))
    persona, situation = word_of(value.get("persona")), word_of(value.get("situation"))
    return topic_of(
        place,
        persona=persona,
        situation=situation,
        meta=left_over(value, "persona", "situation", "id", *_ABOUT),
        source_id=word_of(value.get("id")),
        **{key: word_of(value.get(key)) for key in _ABOUT},
    )


def topic_of(
    place: Place, *, persona: str, situation: str, **fields: Any
) -> TopicRecord:
    """A topic that is a person in a situation, named by how the situation begins."""
    if not persona and not situation:
        raise Unusable("empty", _("There is neither a persona nor a situation."))
    if max(len(persona), len(situation)) > LONGEST:
        raise Unusable(
            "too-long",
            _("A persona or situation has at most %d characters.") % LONGEST,
        )
    return TopicRecord(
        place,
        named_by(situation or persona),
        persona=persona,
        situation=situation,
        odd=oddities([persona, situation]),
        **fields,
    )


def named_by(text: str) -> str:
    """The beginning of a longer text, on one line, as the name of its topic."""
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


PERSONAS = Format("personas", _("Personas and situations"), "topics", looks_like, read)
