"""PICA's inference files: a history, what is asked, and the answer with its score."""

from __future__ import annotations

import html
import re
from typing import Any

from dialogues.intake.formats.exchanges import exchanges, said, split_at, without_end
from dialogues.intake.formats.message_lists import dialogue, family_of
from dialogues.intake.formats.spoken import Unusable, is_missing, one_item, text_of
from dialogues.intake.records import DialogueRecord, Format, Place, ReadTurn, Wishes
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_ROUND = re.compile(r"\[Round \d{1,4}\]")
_MARKS = re.compile(r"(?:\A|\n)\s*(问|答)[：:]")
_ROLES = {"问": USER, "答": ASSISTANT}
_PLACED = ("prompt", "history", "result")


def looks_like(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "response" not in value
        and (
            (isinstance(value.get("prompt"), str) and "completion" not in value)
            or isinstance(value.get("query"), str)
        )
        and any(key in value for key in ("history", "result", "query", "scores"))
    )


@one_item
def read(place: Place, value: Any, _wishes: Wishes) -> DialogueRecord:
    if not isinstance(value, dict):
        raise Unusable("other-shape", _SHAPE)
    if "score" in value and "data" in value:
        raise Unusable("scores-only", _("These are scores of a run, no dialogue."))
    turns = _asked(value)
    result = text_of(value.get("result"))
    if result:
        # The answers were escaped for a web page before they were stored.
        plain = _BREAK.sub("\n", html.unescape(result))
        turns.append(said(ASSISTANT, plain))
    rendered = ("query",) if "query" in value else ()
    return dialogue(place, value, turns, family_of(turns), *_PLACED, *rendered)


def _asked(value: dict[str, Any]) -> list[ReadTurn]:
    """The turns up to the answer; the rendered query only where nothing else is."""
    if not is_missing(value.get("prompt")):
        return [*exchanges(value.get("history")), said(USER, value["prompt"])]
    query = without_end(text_of(value.get("query")))
    _before, turns = split_at(_MARKS, _ROUND.sub("", query), _ROLES)
    if not turns:
        raise Unusable("other-shape", _SHAPE)
    return turns if turns[-1].text else turns[:-1]


_SHAPE = _("A record of PICA is an object with “prompt” and “history”.")

PICA = Format("pica", _("PICA prompts and results"), "dialogues", looks_like, read)
