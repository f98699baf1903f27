"""Transcripts: who speaks stands before what is said, as people write it down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dialogues.intake.formats.exchanges import said, without_end
from dialogues.intake.formats.message_lists import dialogue
from dialogues.intake.formats.spoken import (
    Unusable,
    one_item,
    role_of,
    shown,
    text_of,
)
from dialogues.intake.records import (
    DialogueRecord,
    Format,
    Passage,
    Place,
    ReadTurn,
    Wishes,
)
from dialogues.parsing import PROBLEM_TEXTS, parse_reply
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, LETTERS, USER

# What is wrong with the order of turns is found by the checks, for every dialogue.
_ODD = ("one_block", "speaker_in_text", "unsafe_characters", "wrong_language")
_HOPELESS = ("empty", "too_long", "no_speakers")
_NAME = re.compile(
    r"^[ \t\u3000>*\-【\[<《「]{0,6}([^\W\d_][\w·\- ]{0,11}?)[】\]>》」*]{0,3}[ \t]{0,3}[：:](?!//)",
    re.MULTILINE,
)


def transcribed(
    text: str, wishes: Wishes
) -> tuple[list[ReadTurn], dict[str, Any], tuple[str, ...]]:
    """The turns of a transcript, what is in none of them, and what is odd about it."""
    text = without_end(text)
    reply = parse_reply(
        text,
        user_names=_names_of(USER, wishes),
        assistant_names=_names_of(ASSISTANT, wishes),
        language="zh" if wishes.language.startswith("zh") else wishes.language,
    )
    codes = [problem.code for problem in reply.problems]
    others = _other_names(text, wishes)
    if others and len({turn.role for turn in reply.turns}) < 2:
        raise Unusable(
            "unknown-speakers",
            _("It is not known who these speakers are: %s. Map them, and try again.")
            % ", ".join(map(shown, others[:10])),
        )
    if hopeless := next((code for code in _HOPELESS if code in codes), None):
        raise Unusable(hopeless.replace("_", "-"), PROBLEM_TEXTS[hopeless])
    odd = [code.replace("_", "-") for code in codes if code in _ODD]
    meta: dict[str, Any] = {}
    if reply.dropped:
        odd.append("text-outside-turns")
        meta["dropped"] = reply.dropped
    if others:
        odd.append("other-speakers")
        meta["names"] = others
    return [said(turn.role, turn.text) for turn in reply.turns], meta, tuple(odd)


def _names_of(role: str, wishes: Wishes) -> list[str]:
    return [name for name, mapped in wishes.speakers.items() if mapped == role]


def _other_names(text: str, wishes: Wishes) -> list[str]:
    """Names that begin a line as a speaker's does, and are neither of the two."""
    names = dict.fromkeys(found[1].strip() for found in _NAME.finditer(text))
    return [
        name
        for name in names
        if not role_of(name, wishes) and name.casefold() not in LETTERS
    ]


def looks_like(value: Any) -> bool:
    return isinstance(value, Passage)


def dialogue_of(
    place: Place, value: Mapping[str, Any], text: str, wishes: Wishes, *placed: str
) -> DialogueRecord:
    """A dialogue whose record holds its whole transcript in one place."""
    turns, meta, odd = transcribed(text, wishes)
    return dialogue(place, value, turns, meta, *placed, odd=odd)


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not isinstance(value, str):
        raise Unusable("other-shape", _("A transcript is plain text."))
    return dialogue_of(place, {}, text_of(str(value)), wishes)


TEXT = Format(
    "text", _("Transcripts"), "dialogues", looks_like, read, written_as="text"
)
