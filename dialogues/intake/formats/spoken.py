"""What all readers of dialogues share: names of speakers, clean texts, turns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any

from dialogues.intake.records import Item, Place, ReadTurn, RejectedRecord, Wishes
from dialogues.parsing import REPLACEMENT, clean_text
from dialogues.phrases import Phrase
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER, speakers

SHOWN_CHARACTERS = 200
_KNOWN = speakers((), ())
# Names that stand in files and in no model's reply.
_MORE = {
    "prompter": USER,
    "[human]": USER,
    "[ai]": ASSISTANT,
    "心理老师": ASSISTANT,
}

Reader = Callable[[Place, Any, Wishes], Iterator[Item]]


class Unusable(Exception):  # noqa: N818 - it is an answer to a person
    """Raised inside a reader where its record can be nothing here."""

    def __init__(self, code: str, reason: str | Phrase) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


def one_item(read: Callable[[Place, Any, Wishes], Item]) -> Reader:
    """Make a reader of a function that returns one item or raises ``Unusable``."""

    @wraps(read)
    def reader(place: Place, value: Any, wishes: Wishes) -> Iterator[Item]:
        try:
            item = read(place, value, wishes)
        except Unusable as error:
            item = RejectedRecord(place, error.code, error.reason)
        yield item

    return reader


def role_of(name: object, wishes: Wishes) -> str | None:
    """Who a name in the file is: what the person said of it, else the usual names."""
    if not isinstance(name, str):
        return None
    name = clean_text(name).strip()
    if mapped := wishes.speakers.get(name):
        return mapped
    return _KNOWN.role_of(name) or _MORE.get(name.casefold())


def turns_of(spoken: Iterable[tuple[object, object]], wishes: Wishes) -> list[ReadTurn]:
    """Turns out of pairs of a speaker's name and a text, in the order of the file.

    A name that is not known is never guessed at: the record is refused with the names
    that have to be mapped.
    """
    pairs = list(spoken)
    if not pairs:
        raise Unusable("no-turns", _("The dialogue has no turns."))
    names = {str(name): name for name, _text in pairs}
    roles = {key: role_of(name, wishes) for key, name in names.items()}
    if unknown := [shown(name) for name, role in roles.items() if role is None]:
        raise Unusable(
            "unknown-speakers",
            _("It is not known who these speakers are: %s. Map them, and try again.")
            % ", ".join(unknown[:10]),
        )
    return [ReadTurn(roles[str(name)] or "", text_of(text)) for name, text in pairs]


def text_of(value: object) -> str:
    """The text of a turn as it is stored; a missing one is an empty turn."""
    if is_missing(value):
        return ""
    if not isinstance(value, str):
        raise Unusable("not-text", _("What a speaker says is not written as a text."))
    return clean_text(value).strip()


def word_of(value: object) -> str:
    """A short field such as a topic or an id, empty where the file has none."""
    if is_missing(value) or isinstance(value, dict | list | bool):
        return ""
    return clean_text(str(value)).strip()


def is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def oddities(texts: Iterable[str], *codes: str) -> tuple[str, ...]:
    """The codes given, and that characters had to be replaced where they had."""
    unsafe = any(REPLACEMENT in text for text in texts)
    found = [*codes, "unsafe-characters"] if unsafe else codes
    return tuple(code for code in found if code)


def left_over(value: Mapping[str, Any], *placed: str) -> dict[str, Any]:
    """What a record says and a dialogue has no place for, as a database keeps it."""
    return {clean_text(key): keepable(value[key]) for key in value if key not in placed}


def keepable(value: Any) -> Any:
    """A JSON value as PostgreSQL keeps it: clean texts, and null for no number."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_text(str(key)): keepable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [keepable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def shown(text: str) -> str:
    """The beginning of a text, for a sentence about it."""
    words = " ".join(clean_text(text).split())
    return words if len(words) <= SHOWN_CHARACTERS else f"{words[:SHOWN_CHARACTERS]}…"
