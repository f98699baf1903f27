"""A file of any kind as one stream of records, each with its place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from dialogues.intake.containers import archives, parquet, pickles
from dialogues.intake.containers.json_members import Members
from dialogues.intake.containers.json_values import TOO_LONG, json_lines, value_of
from dialogues.intake.containers.looking import Look, look_at
from dialogues.intake.containers.passages import passages
from dialogues.intake.containers.source import (
    LARGEST_FILE,
    LARGEST_RECORD,
    Broken,
    ByteSource,
    decoded,
    size_of,
    too_large,
)
from dialogues.intake.containers.tables import rows
from dialogues.intake.records import Place, UnreadableFile
from dialogues.phrases import Phrase as _

Record = tuple[Place, Any]

_NO_DATA = ("readme", "license", "licence", "citation", "changelog", "notice")


class Records:
    """The records of a file, where a fault of it is a ``Broken``.

    ``taken`` counts the bytes that were read, up to ``size``, which is None where the
    file cannot tell.
    """

    def __init__(
        self, file: Path | BinaryIO, *, name: str, written_as: str = ""
    ) -> None:
        self._file, self._name, self._written_as = file, name, written_as
        self._now: ByteSource | archives.Member | None = None
        self.size = _size(file)

    @property
    def taken(self) -> int:
        return self._now.taken if self._now else 0

    def __iter__(self) -> Iterator[Record]:
        if not isinstance(self._file, Path):
            yield from self._of_stream(self._file)
        elif self._file.is_dir():
            yield from self._of_members(archives.folder_members(self._file))
        else:
            with self._file.open("rb") as opened:
                yield from self._of_stream(opened)

    def _of_stream(self, file: BinaryIO) -> Iterator[Record]:
        if self.size is not None and self.size > LARGEST_FILE:
            raise too_large(LARGEST_FILE)
        source = ByteSource(file)
        self._now = source
        look = look_at(source, name=self._name, written_as=self._written_as)
        if look.kind != "zip":
            yield from _records(source, look, self._name)
            return
        with archives.in_one_piece(file, source) as whole:
            members = archives.zip_members(whole)
            yield from self._of_members(members)

    def _of_members(self, members: Iterator[archives.Opened]) -> Iterator[Record]:
        for name, member in members:
            start = Place(name, 1)
            if isinstance(member, Broken):
                yield start, member
                continue
            self._now = member
            if name.rpartition("/")[2].casefold().startswith(_NO_DATA):
                told = _("This file is about the others, and holds no records.")
                yield start, Broken("no-data", told)
                continue
            try:
                look = look_at(member.source, name=name, written_as=self._written_as)
                if look.kind == "zip":
                    told = _("Archives inside archives are not opened.")
                    yield start, Broken("nested-archive", told)
                else:
                    yield from _records(member.source, look, name)
            except UnreadableFile as error:
                yield start, Broken(error.code, error.reason)
            except archives.FAULTS:
                yield start, archives.DAMAGED


def _size(file: Path | BinaryIO) -> int | None:
    if not isinstance(file, Path):
        return size_of(file)
    return archives.size_of_folder(file) if file.is_dir() else file.stat().st_size


def _records(source: ByteSource, look: Look, name: str) -> Iterator[Record]:
    if look.kind == "pickle":
        buffered = io.BufferedReader(source)
        numbered: Iterator[tuple[int, Any]] = enumerate(pickles.pairs(buffered), 1)
    elif look.kind == "parquet":
        numbered = enumerate(parquet.rows(source), 1)
    elif look.kind == "table":
        numbered = rows(decoded(source, newline=""), delimiter=str(look.cut))
    else:
        numbered = _out_of_text(decoded(source), look)
    for line, value in numbered:
        yield Place(name, line), value


def _out_of_text(text: TextIO, look: Look) -> Iterator[tuple[int, Any]]:
    if look.kind == "text":
        yield from passages(text, cut=look.cut)
    elif look.kind == "lines":
        yield from json_lines(text)
    elif look.kind == "record":
        whole = text.read(LARGEST_RECORD + 1)
        if len(whole) > LARGEST_RECORD:
            yield 1, TOO_LONG
        else:
            yield 1, value_of(whole.strip("\ufeff \t\r\n\0"))
    else:
        members = Members(text)
        for member in members.pairs() if look.kind == "pairs" else members.values():
            yield (member.number if look.numbered else member.line), member.value
