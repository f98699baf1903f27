"""Turns as plain data: what a client may send, and what is kept."""

from __future__ import annotations

import re
import unicodedata
import uuid
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogues.anchoring import anchored

MOST_TURNS = 300
MOST_LABELS = 500
LONGEST_TURN = 8000
ROLES = ("user", "assistant")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Label(TypedDict):
    """A mark on a turn; offsets in code points, both null for the whole turn.

    ``quote`` is the words that were labelled: where they do not stand at the place, or
    have no place, the label is to be looked at again.
    """

    scheme: str
    label: str
    start: int | None
    end: int | None
    quote: NotRequired[str]


class Turn(TypedDict):
    """One turn; ``id`` is its lineage, ``parents`` the ids it was made from."""

    id: str
    role: str
    text: str
    parents: list[str]
    labels: list[Label]


def new_turn(role: str, text: str) -> Turn:
    return {
        "id": str(uuid.uuid4()),
        "role": role,
        "text": clean_text(text),
        "parents": [],
        "labels": [],
    }


def clean_text(text: str) -> str:
    """NFC, without the characters that a database refuses to keep."""
    if text.isascii() and text.isprintable():
        return text
    kept = UNSTORABLE.sub("", text)
    # Last, since what stood between two characters may have kept them apart.
    lines = kept.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines)


def clean_turns(raw: Any) -> list[Turn]:
    """Check what a client sent as turns; ``ValidationError`` names the place."""
    if not isinstance(raw, list):
        raise _invalid(_("Send the turns as a list."))
    if len(raw) > MOST_TURNS:
        raise _invalid(_("A dialogue has at most %d turns.") % MOST_TURNS)
    turns = [_clean_turn(number, turn) for number, turn in enumerate(raw, start=1)]
    seen: set[str] = set()
    for number, turn in enumerate(turns, start=1):
        if turn["id"] in seen:
            raise _invalid(_("Turn %d has the id of an earlier turn.") % number)
        seen.add(turn["id"])
    return turns


def _clean_turn(number: int, raw: Any) -> Turn:
    if not isinstance(raw, dict):
        raise _invalid(_("Turn %d is not an object.") % number)
    role, text = raw.get("role"), raw.get("text")
    if role not in ROLES:
        raise _invalid(_("Turn %d needs the role “user” or “assistant”.") % number)
    if not isinstance(text, str):
        raise _invalid(_("Turn %d needs a text.") % number)
    text = clean_text(text)
    if len(text) > LONGEST_TURN:
        raise _invalid(
            _("Turn %(number)d is longer than %(most)d characters.")
            % {"number": number, "most": LONGEST_TURN},
        )
    parents = raw.get("parents", [])
    if not isinstance(parents, list):
        raise _invalid(_("The parents of turn %d are no list.") % number)
    return {
        "id": _lineage(number, raw.get("id")),
        "role": role,
        "text": text,
        "parents": [_lineage(number, parent) for parent in parents],
        "labels": _clean_labels(number, raw.get("labels", []), text),
    }


def _clean_labels(number: int, raw: Any, text: str) -> list[Label]:
    if not isinstance(raw, list) or len(raw) > MOST_LABELS:
        raise _invalid(_("The labels of turn %d are no list.") % number)
    labels: list[Label] = []
    for label in raw:
        known = isinstance(label, dict) and all(
            isinstance(label.get(key), str) and label[key]
            for key in ("scheme", "label")
        )
        if not known:
            raise _invalid(_("A label of turn %d has no scheme or name.") % number)
        start, end = label.get("start"), label.get("end")
        quote = label.get("quote")
        # With its words it finds its place again.
        longest = LONGEST_TURN if quote else len(text)
        whole = start is None and end is None
        if not whole and not (
            type(start) is int and type(end) is int and 0 <= start < end <= longest
        ):
            raise _invalid(_("A label of turn %d lies outside its text.") % number)
        kept: Label = {
            "scheme": clean_text(label["scheme"]),
            "label": clean_text(label["label"]),
            "start": start,
            "end": end,
        }
        if quote:
            if not isinstance(quote, str) or len(quote) > LONGEST_TURN:
                raise _invalid(_("The words of a label of turn %d are none.") % number)
            kept = anchored({**kept, "quote": clean_text(quote)}, text)
        labels.append(kept)
    return labels


def _lineage(number: int, raw: Any) -> str:
    try:
        return str(uuid.UUID(raw))
    except (ValueError, TypeError, AttributeError):
        raise _invalid(_("Turn %d needs a UUID as id.") % number) from None


def _invalid(message: str) -> ValidationError:
    return ValidationError({"turns": [message]})
