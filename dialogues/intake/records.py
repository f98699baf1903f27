"""What a reader makes of a file: dialogues, topics, and what can be neither.

Readers are pure: they know no database. They yield one item for each record of the
file, in the file's order, and the same items whenever they read the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from dialogues.phrases import Phrase


@dataclass(frozen=True)
class Place:
    """Where a record stands: the file (inside an archive, its member) and its line.

    ``line`` counts from one; where a file has no lines it is the record's number.
    """

    file: str
    line: int


@dataclass(frozen=True)
class ReadTurn:
    """One turn as the file has it; ``role`` is ``user`` or ``assistant``.

    ``labels`` are ``{scheme, label, start, end}`` in code points of ``text`` as NFC.
    """

    role: str
    text: str
    labels: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class DialogueRecord:
    """A dialogue of a file. ``source_id`` is empty where the file names none.

    ``odd`` holds codes of what is odd in a record that can be used all the same, such
    as ``topic-missing``; ``meta`` what the file says and a dialogue has no place for.
    """

    place: Place
    turns: list[ReadTurn]
    source_id: str = ""
    topic: str = ""
    theme: str = ""
    emotion: str = ""
    persona: str = ""
    situation: str = ""
    odd: tuple[str, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TopicRecord:
    """A topic of a file: what a dialogue can be about."""

    place: Place
    text: str
    source_id: str = ""
    theme: str = ""
    emotion: str = ""
    persona: str = ""
    situation: str = ""
    odd: tuple[str, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RejectedRecord:
    """A record that can be nothing here; ``reason`` says why and what to do."""

    place: Place
    code: str
    reason: str | Phrase


Item = DialogueRecord | TopicRecord | RejectedRecord


class UnreadableFile(Exception):  # noqa: N818 - it is an answer to a person
    """The file as a whole cannot be read; ``code`` is stable, the message says why."""

    def __init__(self, code: str, reason: str | Phrase) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Wishes:
    """What a person said of a file that it does not say itself.

    ``speakers`` maps the names that stand in the file to ``user`` or ``assistant``;
    ``columns`` maps our fields to the columns of a table.
    """

    speakers: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    language: str = "zh-hans"
    # What a format itself found in a folder or an archive before it is read.
    found: Mapping[str, Any] = field(default_factory=dict)


class Row(dict[str, str]):
    """A row of a table: a cell for each name in its first row."""


class Passage(str):
    """A stretch of plain text, with the lines it has in the file."""

    __slots__ = ()


class Pair(NamedTuple):
    """A key and its text, out of a file that is one big object."""

    key: str
    text: str


@dataclass(frozen=True)
class Format:
    """A kind of record: its fixed name, what it holds, and how one is read.

    A record is what the container gives for it: a JSON value, a ``Row`` of a table, a
    ``Pair`` from a pickle or one big JSON object, or a ``Passage`` of plain text.
    ``read`` sees one record at a time, so that nothing of another can get into it.
    ``written_as`` is what plain text is taken for when a person names the format:
    ``text`` or ``table``. Records that follow each other with the same ``group``, not
    empty, are one: ``read`` then gets the list of them. ``prepare`` looks once into
    a folder or an archive before it is read, and returns wishes with what it ``found``;
    where it finds something, the file is of this format.
    """

    name: str
    title: str | Phrase
    kind: str
    looks_like: Callable[[Any], bool]
    read: Callable[[Place, Any, Wishes], Iterator[Item]]
    written_as: str = ""
    group: Callable[[Any, Wishes], str] | None = None
    prepare: Callable[[Path | BinaryIO, Wishes], Wishes] | None = None
