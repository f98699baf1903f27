"""The bytes of one file: looked at before they are read, counted, and decoded."""

from __future__ import annotations

import codecs
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from dialogues.intake.records import UnreadableFile
from dialogues.phrases import Phrase
from dialogues.phrases import Phrase as _

MIB = 1024 * 1024
LARGEST_FILE = 1024 * MIB
# In characters, as a decoded text; in memory its values take several times that.
LARGEST_RECORD = 8 * MIB
DEEPEST = 64
HEAD = 64 * 1024
_CHUNK = 64 * 1024

# The longer marks first: UTF-32 begins like UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Broken:
    """A stretch of a file that is no record, and why."""

    code: str
    reason: str | Phrase


class ByteSource(io.RawIOBase):
    """A binary stream that can be looked into, and tells how much of it was read."""

    def __init__(self, raw: BinaryIO, *, largest: int = LARGEST_FILE) -> None:
        super().__init__()
        self._raw = raw
        self._ahead = b""
        self._largest = largest
        self.taken = 0

    def readable(self) -> bool:
        return True

    def peek(self, size: int = HEAD) -> bytes:
        """The next bytes, fewer only where the file ends; they stay to be read."""
        parts, have = [self._ahead], len(self._ahead)
        while have < size and (more := self._take(max(size - have, _CHUNK))):
            parts.append(more)
            have += len(more)
        self._ahead = b"".join(parts)
        return self._ahead[:size]

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._ahead:
            piece = self._ahead[: len(buffer)]
            self._ahead = self._ahead[len(piece) :]
        else:
            piece = self._take(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _take(self, size: int) -> bytes:
        piece = self._raw.read(size) or b""
        self.taken += len(piece)
        if self.taken > self._largest:
            raise too_large(self._largest)
        return piece


def too_large(largest: int) -> UnreadableFile:
    return UnreadableFile(
        "too-large", _("The file is larger than %d MiB.") % (largest // MIB)
    )


def encoding_of(head: bytes) -> str:
    """The encoding that the first bytes tell; without a mark it is UTF-8."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return "utf-8"


def decoded(source: ByteSource, *, newline: str | None = None) -> TextIO:
    """The text of a file. What cannot be decoded becomes �, and is told of later."""
    encoding = encoding_of(source.peek(4))
    return io.TextIOWrapper(
        io.BufferedReader(source, _CHUNK),
        encoding=encoding,
        errors="replace",
        newline=newline,
    )


def size_of(file: BinaryIO) -> int | None:
    """How many bytes there are, where the stream can tell."""
    try:
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
    except (OSError, AttributeError, ValueError):
        return None
    return end - here


def stem_of(name: str) -> str:
    return Path(name).stem
