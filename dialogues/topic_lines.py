"""Topics out of a text file with several topics a line, set apart by `、`."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_TOPIC_CHARACTERS = 200
MAX_THEME_CHARACTERS = 8

REJECTIONS: dict[str, Promise | str] = {
    "empty": _("There is nothing between two separators."),
    "too_long": _("A topic has at most 200 characters."),
    "control_characters": _("The topic holds control characters."),
    "not_text": _("The topic holds no letter or number."),
}

_BRACKETS = {"（": "）", "(": ")", "“": "”", "「": "」", "《": "》", "【": "】"}  # fmt: skip
_SEPARATOR = "、"


class TopicFileError(Exception):
    """The file cannot be read as topic lines at all."""

    def __init__(
        self, code: str, reason: Promise | str, line: int | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return str(self.reason)


@dataclass(frozen=True)
class TopicLine:
    line: int
    text: str
    theme: str = ""


@dataclass(frozen=True)
class Rejected:
    line: int
    code: str
    reason: Promise | str
    text: str = ""


@dataclass(frozen=True)
class TopicLines:
    """`read` counts every item; `duplicates` those the file already had above."""

    read: int = 0
    topics: list[TopicLine] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    duplicates: list[TopicLine] = field(default_factory=list)


def read_topic_lines(data: bytes) -> TopicLines:
    """Split a QiaoBan-style file into topics; every item that is no topic says why."""
    read = 0
    topics: dict[str, TopicLine] = {}
    rejected: list[Rejected] = []
    duplicates: list[TopicLine] = []
    for number, line in enumerate(_decoded(data).split("\n"), 1):
        if not line.strip():
            continue
        theme, items = _theme_and_items(line)
        for item in items:
            read += 1
            if code := _rejection(item):
                shown = "".join(c if c.isprintable() else "\ufffd" for c in item)
                shown = shown[:MAX_TOPIC_CHARACTERS]
                rejected.append(Rejected(number, code, REJECTIONS[code], shown))
            elif item in topics:
                duplicates.append(TopicLine(number, item, theme))
            else:
                topics[item] = TopicLine(number, item, theme)
    return TopicLines(read, list(topics.values()), rejected, duplicates)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_FILE_BYTES:
        raise TopicFileError("too_large", _("The file is larger than 5 MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The byte-order mark is taken off before the offset is counted.
        skipped = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        offset = error.start + skipped
        line = data.count(b"\n", 0, offset) + 1
        reason = _("The file is not UTF-8 text: byte %(offset)d, in line %(line)d.")
        raise TopicFileError(
            "not_utf8", reason % {"offset": offset, "line": line}, line
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def _theme_and_items(line: str) -> tuple[str, list[str]]:
    theme = ""
    for position, character in enumerate(line):
        if character in "：:":
            before = line[:position].strip()
            if 0 < len(before) <= MAX_THEME_CHARACTERS:
                theme, line = before, line[position + 1 :]
            break
        if character == _SEPARATOR or position > MAX_THEME_CHARACTERS * 2:
            break
    return theme, [item.strip(" \u3000\ufeff") for item in _split(line)]


def _split(line: str) -> Iterator[str]:
    """Split at `、` outside brackets; a bracket that never closes keeps nothing whole."""
    start = position = 0
    never_closed = set()
    while position < len(line):
        character = line[position]
        if character in _BRACKETS and character not in never_closed:
            closing = line.find(_BRACKETS[character], position)
            if closing < 0:
                never_closed.add(character)
            else:
                position = closing
        elif character == _SEPARATOR:
            yield line[start:position]
            start = position + 1
        position += 1
    yield line[start:]


def _rejection(item: str) -> str | None:
    if not item:
        return "empty"
    if any(unicodedata.category(character) == "Cc" for character in item):
        return "control_characters"
    if len(item) > MAX_TOPIC_CHARACTERS:
        return "too_long"
    if not any(character.isalnum() for character in item):
        return "not_text"
    return None
