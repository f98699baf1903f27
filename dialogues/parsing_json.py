"""Turns out of a reply that is written as JSON, whatever its keys are called."""

import json
import re
from collections.abc import Callable

from dialogues.parsing_lines import Found, read_lines
from dialogues.speakers import Speakers

_LISTS = frozenset(
    [
        "dialog",
        "dialogs",
        "dialogue",
        "dialogues",
        "messages",
        "turns",
        "conversation",
        "conversations",
        "response",
        "reply",
        "content",
        "result",
        "data",
        "output",
        "对话",
        "对话内容",
        "内容",
    ]
)
_SPEAKER = ("speaker", "role", "from", "name", "角色", "说话人", "发言人")
_TEXT = ("text", "content", "value", "utterance", "message", "内容", "文本", "话语")
_START = re.compile(r"[\[{]")
_FENCE = re.compile(r"(?:```|~~~)(?:json\w{0,5})?", re.IGNORECASE)
_STARTS_TRIED = 5
_DEEPEST = 8


class _Object(list):
    """An object's pairs in order: a model that repeats a key loses nothing."""


_decoder = json.JSONDecoder(object_pairs_hook=_Object)


def read_json(
    text: str, speakers: Speakers, clean: Callable[[str], str]
) -> Found | None:
    """Read the first JSON in the text that holds turns; None when there is none."""
    starts = [match.start() for match in _START.finditer(text)][:_STARTS_TRIED]
    for start in starts:
        values, end = _values(text, start)
        found = Found()
        try:
            _walk(values, speakers, clean, found, 0)
        except RecursionError:
            continue
        if found.turns:
            outside = [text[:start], text[end:]]
            found.dropped += [_FENCE.sub("", part).strip() for part in outside]
            found.dropped = [part for part in found.dropped if part]
            return found
    return None


def _values(text: str, start: int) -> tuple[list[object], int]:
    """Decode the JSON values that follow each other from here (JSON Lines too)."""
    values: list[object] = []
    end = start
    while start < len(text) and text[start] in "[{":
        try:
            value, end = _decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            break
        values.append(value)
        start = end
        while start < len(text) and (text[start].isspace() or text[start] == ","):
            start += 1
    return values, end


def _walk(
    value: object,
    speakers: Speakers,
    clean: Callable[[str], str],
    found: Found,
    depth: int,
) -> None:
    if depth > _DEEPEST:
        found.dropped.append(_dump(value))
    elif isinstance(value, _Object):
        _walk_object(value, speakers, clean, found, depth)
    elif isinstance(value, list):
        pair = len(value) == 2 and all(isinstance(item, str) for item in value)
        if pair and speakers.role_of(value[0]):
            value = [_Object([(value[0], value[1])])]
        for item in value:
            _walk(item, speakers, clean, found, depth + 1)
    elif isinstance(value, str):
        inner = read_lines(clean(value), speakers)
        found.turns += inner.turns
        found.dropped += inner.dropped
        found.markers += inner.markers
        found.empty_turns += inner.empty_turns
    elif value is not None:
        found.dropped.append(_dump(value))


def _walk_object(
    pairs: _Object,
    speakers: Speakers,
    clean: Callable[[str], str],
    found: Found,
    depth: int,
) -> None:
    spoken = _spoken(pairs, speakers)
    if spoken:
        role, text, used = spoken
        found.add(role, clean(text).strip(), clean(pairs[min(used)][1]))
        pairs = _Object(pair for index, pair in enumerate(pairs) if index not in used)
        for key, value in pairs:
            found.dropped.append(f"{clean(key)}: {clean(_dump(value))}")
        return
    for key, value in pairs:
        role = speakers.role_of(key)
        if role and isinstance(value, str):
            found.add(role, clean(value).strip(), clean(key))
        elif key.strip().casefold() in _LISTS and isinstance(value, list | str):
            _walk(value, speakers, clean, found, depth + 1)
        elif key.strip().isdigit() and isinstance(value, list):
            # Turns or rounds by their numbers.
            _walk(value, speakers, clean, found, depth + 1)
        else:
            found.dropped.append(f"{clean(key)}: {clean(_dump(value))}")


def _spoken(pairs: _Object, speakers: Speakers) -> tuple[str, str, set[int]] | None:
    """Read an object that is one turn: a key for who speaks, a key for what is said."""
    keys = [key.strip().casefold() for key, _value in pairs]
    who = next((keys.index(key) for key in _SPEAKER if key in keys), None)
    said = next((keys.index(key) for key in _TEXT if key in keys), None)
    if who is None or said is None:
        return None
    name, text = pairs[who][1], pairs[said][1]
    if not isinstance(name, str) or not isinstance(text, str):
        return None
    role = speakers.role_of(name)
    return (role, text, {who, said}) if role else None


def _dump(value: object) -> str:
    return (
        value
        if isinstance(value, str)
        else json.dumps(_plain(value), ensure_ascii=False)
    )


def _plain(value: object) -> object:
    if isinstance(value, _Object):
        names = [key for key, _item in value]
        plain = [(key, _plain(item)) for key, item in value]
        return (
            dict(plain) if len(set(names)) == len(names) else [list(p) for p in plain]
        )
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
