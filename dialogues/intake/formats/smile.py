"""SMILE: a client and a counsellor, one dialogue to a file, or one to a line."""

from __future__ import annotations

import re
from typing import Any

from dialogues.intake.containers.source import stem_of
from dialogues.intake.formats.spoken import (
    Unusable,
    is_missing,
    left_over,
    oddities,
    one_item,
    turns_of,
    word_of,
)
from dialogues.intake.records import (
    DialogueRecord,
    Format,
    Place,
    ReadTurn,
    Wishes,
)
from dialogues.phrases import Phrase as _

SCHEME = "smile"
_LISTS = ("dialogue", "dialog")
_PROMPT = re.compile(r"对话[：:]\s*\n.*咨询师[：:]\s*$", re.DOTALL)


def looks_like(value: Any) -> bool:
    if _is_training_row(value):
        return True
    turns = _turns(value) or []
    return bool(turns) and all(
        isinstance(turn, dict) and "role" in turn and "content" in turn
        for turn in turns[:4]
    )


def _turns(value: Any) -> list[Any] | None:
    if isinstance(value, dict):
        value = next((value[key] for key in _LISTS if key in value), None)
    return value if isinstance(value, list) else None


def _is_training_row(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("instruction"), str)
        and bool(_PROMPT.search(value["instruction"]))
        and "output" in value
    )


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if _is_training_row(value):
        raise Unusable(
            "mixed-histories",
            _(
                "In SMILE's converted training file a dialogue goes on from the one "
                "before it. Take in the folder with the dialogues themselves."
            ),
        )
    given = _turns(value)
    if given is None or not all(isinstance(turn, dict) for turn in given):
        raise Unusable("other-shape", _("A SMILE dialogue is a list of turns."))
    turns = turns_of(
        ((turn.get("role"), turn.get("content")) for turn in given), wishes
    )
    labelled = [
        _with_labels(turn, source.get("annotation"))
        for turn, source in zip(turns, given, strict=True)
    ]
    lost = any(label["start"] is None for turn in labelled for label in turn.labels)
    whole = value if isinstance(value, dict) else {}
    return DialogueRecord(
        place,
        labelled,
        source_id=word_of(whole.get("id")) or _number_of(place, whole),
        odd=oddities(
            (turn.text for turn in turns), "label-outside-text" if lost else ""
        ),
        meta=left_over(whole, "id", *_LISTS),
    )


def _number_of(place: Place, whole: dict[str, Any]) -> str:
    """A file that is one dialogue is numbered by its name."""
    stem = stem_of(place.file)
    return stem if not whole and place.line == 1 and stem.isdecimal() else ""


def _with_labels(turn: ReadTurn, annotation: Any) -> ReadTurn:
    """The turn with what its sentences were labelled as; the release has none filled."""
    if not isinstance(annotation, list):
        return turn
    labels, position = [], 0
    for entry in annotation:
        if not isinstance(entry, dict) or is_missing(entry.get("label")):
            continue
        sentence, label = word_of(entry.get("sentence")), word_of(entry.get("label"))
        start = turn.text.find(sentence, position) if sentence else -1
        found = start >= 0
        position = start + len(sentence) if found else position
        if label:
            labels.append(
                {
                    "scheme": SCHEME,
                    "label": label,
                    "start": start if found else None,
                    "end": position if found else None,
                    **({} if found or not sentence else {"quote": sentence}),
                }
            )
    return ReadTurn(turn.role, turn.text, tuple(labels))


SMILE = Format("smile", _("SMILE dialogues"), "dialogues", looks_like, read)
