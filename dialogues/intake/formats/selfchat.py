"""Self-chat's dialogues: a model wrote both sides, B is the person and A the assistant."""

from __future__ import annotations

from typing import Any

from dialogues.intake.formats.exchanges import exchanges, said
from dialogues.intake.formats.message_lists import family_of
from dialogues.intake.formats.personas import topic_of
from dialogues.intake.formats.replies import both, heard_in
from dialogues.intake.formats.spoken import (
    Unusable,
    is_missing,
    left_over,
    oddities,
    one_item,
    word_of,
)
from dialogues.intake.records import DialogueRecord, Format, Item, Place, Wishes
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

_SEED = ("user_persona", "user_situation")


def looks_like(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    seeds = "template" in value or any(key in value for key in _SEED)
    return (seeds and "ai_persona" in value) or _is_training_row(value)


def _is_training_row(value: dict[str, Any]) -> bool:
    return {"prompt", "response", "history"} <= set(value)


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> Item:
    if not isinstance(value, dict):
        raise Unusable("other-shape", _("A self-chat record is an object."))
    if _is_training_row(value):
        return _training_row(place, value)
    persona, situation = (word_of(value.get(key)) for key in _SEED)
    if is_missing(value.get("response")):
        meta = left_over(value, *_SEED, "response")
        return topic_of(place, persona=persona, situation=situation, meta=meta)
    if not isinstance(value["response"], str):
        raise Unusable("not-text", _("The response is not written as a text."))
    heard = heard_in(value["response"], wishes)
    return DialogueRecord(
        place,
        heard.turns,
        source_id=word_of(value.get("id")),
        persona=persona,
        situation=situation,
        odd=both(heard.odd, oddities([persona, situation])),
        meta={**left_over(value, *_SEED, "response", "id"), **heard.meta},
    )


def _training_row(place: Place, value: dict[str, Any]) -> DialogueRecord:
    """What a training row says; rows of one dialogue share their family."""
    turns = list(exchanges(value["history"]))
    turns += [said(USER, value["prompt"]), said(ASSISTANT, value["response"])]
    turns = [turn for turn in turns if turn.text]
    if not turns:
        raise Unusable("no-turns", _("The dialogue has no turns."))
    return DialogueRecord(
        place,
        turns,
        odd=oddities(turn.text for turn in turns),
        meta={
            **left_over(value, "prompt", "response", "history"),
            **family_of(turns),
        },
    )


SELFCHAT = Format("selfchat", _("Self-chat dialogues"), "dialogues", looks_like, read)
