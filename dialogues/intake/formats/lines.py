"""QiaoBan's list of topics: several topics a line, set apart by `、`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dialogues.intake.records import (
    Format,
    Item,
    Passage,
    Place,
    RejectedRecord,
    TopicRecord,
    Wishes,
)
from dialogues.parsing import clean_text
from dialogues.phrases import Phrase as _
from dialogues.speakers import speakers
from dialogues.topic_lines import (
    MAX_TOPIC_CHARACTERS,
    Rejected,
    TopicFileError,
    TopicLine,
    read_topic_lines,
)

_KNOWN = speakers((), ())
_BRACKETED = re.compile(r"[（(“「《【][^）)”」》】]*[）)”」》】]")
_NAMED = re.compile(r"\s*([^\s：:、]{1,12})\s*[：:]")
_LINES_LOOKED_AT = 50


def looks_like(value: Any) -> bool:
    """Whether most lines are short words: no sentence, and nobody's words."""
    if not isinstance(value, str):
        return False
    lines = [line for line in value[:10_000].split("\n") if line.strip()]
    lines = lines[:_LINES_LOOKED_AT]
    if any(_KNOWN.turn_start(line.strip()) for line in lines) or _take_turns(lines):
        return False
    return bool(lines) and sum(map(_is_short, lines)) * 2 > len(lines)


def _take_turns(lines: list[str]) -> bool:
    """Whether names come again before a colon: themes stand there only once."""
    names = [found[1] for line in lines if (found := _NAMED.match(line))]
    return len(names) * 2 > len(lines) and len(set(names)) * 2 <= len(names)


def _is_short(line: str) -> bool:
    longest = max(map(len, line.split("、")))
    return longest <= MAX_TOPIC_CHARACTERS and not re.search(r"[。！？]\s*\S", line)


def read(place: Place, value: Any, _wishes: Wishes) -> Iterator[Item]:
    if not isinstance(value, str):
        told = _("A list of topics is plain text, with “、” between two topics.")
        yield RejectedRecord(place, "other-shape", told)
        return
    try:
        found = read_topic_lines(clean_text(value).encode())
    except TopicFileError as error:
        yield RejectedRecord(place, error.code, error.reason)
        return
    entries: list[TopicLine | Rejected] = [*found.topics, *found.duplicates]
    entries += found.rejected
    for entry in sorted(entries, key=lambda entry: entry.line):
        # A text out of JSON stands at one place, whatever line breaks are in it.
        below = entry.line - 1 if isinstance(value, Passage) else 0
        there = Place(place.file, place.line + below)
        if isinstance(entry, TopicLine):
            odd = ("topics-glued",) if _is_glued(entry.text) else ()
            yield TopicRecord(there, entry.text, theme=entry.theme, odd=odd)
        else:
            reason = f"{entry.reason} {entry.text}".strip()
            yield RejectedRecord(there, entry.code, reason)


def _is_glued(text: str) -> bool:
    """Whether a comma holds together what may be two topics."""
    return bool(re.search("[，,；;]", _BRACKETED.sub("", text)))


LINES = Format("lines", _("Lists of topics"), "topics", looks_like, read, "text")
