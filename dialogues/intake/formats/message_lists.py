"""Lists of messages, as chat formats write them, and what a record says beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from dialogues.intake.formats.spoken import (
    Reader,
    Unusable,
    is_missing,
    keepable,
    left_over,
    oddities,
    text_of,
    turns_of,
    word_of,
)
from dialogues.intake.records import (
    DialogueRecord,
    Item,
    Place,
    ReadTurn,
    RejectedRecord,
    Wishes,
)
from dialogues.phrases import Phrase as _

_IDS = ("id", "dialog_id", "dialogue_id", "conversation_id")
_ABOUT = ("topic", "theme", "emotion", "persona", "situation")


@dataclass(frozen=True)
class Shape:
    """What a message calls its parts, and the roles that are neither of the two."""

    role: tuple[str, ...] = ("role", "from", "speaker")
    text: tuple[str, ...] = ("content", "value", "text")
    system: tuple[str, ...] = ("system", "developer")
    tools: tuple[str, ...] = (
        "tool", "function", "function_call", "observation", "tool_call",
        "tool_response", "ipython",
    )  # fmt: skip


USUAL = Shape()


def items(read: Callable[[Place, Any, Wishes], Iterator[Item]]) -> Reader:
    """Make a reader of a function that yields items, or raises ``Unusable``."""

    @wraps(read)
    def reader(place: Place, value: Any, wishes: Wishes) -> Iterator[Item]:
        try:
            yield from read(place, value, wishes)
        except Unusable as error:
            yield RejectedRecord(place, error.code, error.reason)

    return reader


def hear(
    messages: Any, wishes: Wishes, shape: Shape = USUAL
) -> tuple[list[ReadTurn], dict[str, Any]]:
    """The turns of a list of messages, and what it says that is no turn."""
    spoken, system, extras = [], [], []
    for message in _objects(messages):
        name_key = _first(message, shape.role)
        text_key = _first(message, shape.text)
        name = message.get(name_key)
        usual = name.strip().casefold() if isinstance(name, str) else ""
        mapped = isinstance(name, str) and name.strip() in wishes.speakers
        if not mapped and (usual in shape.tools or _calls_a_tool(message)):
            raise Unusable(
                "tool-turns",
                _("The dialogue calls tools, and a dialogue here has two speakers."),
            )
        text = _content(message.get(text_key))
        if not mapped and usual in shape.system:
            system.append(text_of(text))
            continue
        spoken.append((name, text))
        rest = left_over(message, name_key, text_key) if len(message) > 2 else {}
        extras.append({key: item for key, item in rest.items() if item is not None})
    meta: dict[str, Any] = {}
    if any(system):
        meta["system"] = "\n\n".join(filter(None, system))
    if any(extras):
        meta["turns"] = extras
    return turns_of(spoken, wishes), meta


def hear_on(
    before: list[ReadTurn],
    meta: Mapping[str, Any],
    after: Any,
    wishes: Wishes,
    shape: Shape = USUAL,
) -> tuple[list[ReadTurn], dict[str, Any]]:
    """The turns with those that follow them, and the meta of both."""
    turns, more = hear(after, wishes, shape)
    both = {**meta, **more}
    if "turns" in both:
        both["turns"] = [
            *meta.get("turns", [{} for _turn in before]),
            *more.get("turns", [{} for _turn in turns]),
        ]
    return [*before, *turns], both


def refused_in_favour(
    turns: list[ReadTurn], rejected: list[ReadTurn]
) -> dict[str, Any]:
    """The other ending of a pair: after how many turns it parts, and how it goes on."""
    after = 0
    for turn, other in zip(turns, rejected, strict=False):
        if (turn.role, turn.text) != (other.role, other.text):
            break
        after += 1
    parted = [{"role": turn.role, "text": turn.text} for turn in rejected[after:]]
    return {"rejected": {"after": after, "turns": parted}}


def dialogue(
    place: Place,
    value: Mapping[str, Any],
    turns: list[ReadTurn],
    meta: Mapping[str, Any],
    *placed: str,
    odd: tuple[str, ...] = (),
) -> DialogueRecord:
    """A dialogue with what its record tells of it; ``placed`` are keys already used."""
    ids = [key for key in _IDS if word_of(value.get(key))]
    about = {key: word_of(value.get(key)) for key in _ABOUT}
    missing = "topic-missing" if "topic" in value and not about["topic"] else ""
    texts = [*about.values(), *(turn.text for turn in turns)]
    return DialogueRecord(
        place,
        turns,
        source_id=word_of(value[ids[0]]) if ids else "",
        odd=oddities(texts, *odd, missing),
        meta={
            **left_over(value, *placed, *ids[:1], *(k for k in about if about[k])),
            **meta,
        },
        **about,
    )


def marked(meta: dict[str, Any], mark: object) -> tuple[str, ...]:
    """Keep whether a reply was found desirable; one that was not is odd."""
    if is_missing(mark):
        return ()
    meta["kto_tag"] = keepable(mark)
    good = mark is True or str(mark).strip().casefold() in {"true", "1", "1.0"}
    return () if good else ("undesirable-reply",)


def with_system(meta: Mapping[str, Any], system: object) -> dict[str, Any]:
    """The meta with the system text that stands beside the messages."""
    beside = text_of(system)
    return {"system": beside, **meta} if beside else dict(meta)


def family_of(turns: list[ReadTurn]) -> dict[str, str]:
    """A key that a dialogue has in common with every row of its first turns."""
    first = "\0".join(turn.text for turn in turns[:2])
    return {"family": hashlib.sha256(first.encode()).hexdigest()[:16]}


def renamed(wishes: Wishes, names: Mapping[str, str]) -> Wishes:
    """The wishes with a format's own names, which a person's mapping overrules."""
    return replace(wishes, speakers={**names, **wishes.speakers})


def _objects(messages: Any) -> list[dict[str, Any]]:
    if not isinstance(messages, list):
        raise Unusable("other-shape", _("The messages are not written as a list."))
    for message in messages:
        if not isinstance(message, dict):
            raise Unusable("other-shape", _("A message is not an object."))
    return messages


def _first(message: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        if key in message:
            return key
    return keys[0]


def _calls_a_tool(message: Mapping[str, Any]) -> bool:
    return bool(message.get("tool_calls") or message.get("function_call"))


def _content(content: Any) -> Any:
    """The text of a message that may be written in parts."""
    if not isinstance(content, list):
        return content
    texts = []
    for part in content:
        text = part
        if isinstance(part, dict):
            text = part.get("text", part.get("value"))
            if part.get("type", "text") != "text":
                text = None
        if not isinstance(text, str):
            raise Unusable("not-text", _("A message holds something that is no text."))
        texts.append(text)
    return "".join(texts)
