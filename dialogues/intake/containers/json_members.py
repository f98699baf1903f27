"""The members of one JSON array or object, one after the other, however many."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from dialogues.intake.containers.json_values import (
    CHUNK,
    CUT_OFF,
    TOO_DEEP,
    TOO_LONG,
    decoder,
    is_too_deep,
    value_of,
)
from dialogues.intake.containers.source import DEEPEST, LARGEST_RECORD, Broken
from dialogues.intake.records import Pair
from dialogues.phrases import Phrase as _

NOT_CLOSED = Broken(
    "cut-off",
    _("The file ends before its list does: the rest of it may be missing."),
)
AFTER_THE_END = Broken(
    "after-the-end", _("The file goes on after the end of its list.")
)

_OUTSIDE = re.compile(r'["\[\]{},]')
_INSIDE = re.compile(r'"|\\.', re.DOTALL)
_NO_SPACE = re.compile(r"[^\s\ufeff]")


@dataclass(frozen=True)
class Member:
    """``line`` is where it begins, ``number`` counts from one."""

    line: int
    number: int
    value: Any


@dataclass
class _Scan:
    """Where a member ends, told by brackets and strings alone."""

    inside: bool = False
    depth: int = 0
    deepest: int = 0

    def end(self, buffer: str, start: int) -> int | None:
        """The place of the comma or bracket after the member, None if further on."""
        while found := (_INSIDE if self.inside else _OUTSIDE).search(buffer, start):
            start = found.end()
            sign = found[0]
            if sign == '"':
                self.inside = not self.inside
            elif self.inside:
                continue
            elif sign in "[{":
                self.depth += 1
                self.deepest = max(self.deepest, self.depth)
            elif self.depth == 0:
                return found.start()
            elif sign in "]}":
                self.depth -= 1
        return None

    def scanned(self, buffer: str) -> int:
        """How far the buffer is read: half an escape waits for its other half."""
        tail = len(buffer) - len(buffer.rstrip("\\"))
        return len(buffer) - tail % 2 if self.inside else len(buffer)


class Members:
    """What stands in one array or object, each member by itself.

    Nothing is decoded before its end is known, so that no record can spoil the next.
    """

    def __init__(self, text: TextIO, *, chunk: int = CHUNK) -> None:
        self._text = text
        self._chunk = chunk
        self._buffer = ""
        self._at = 0
        self._line = 1

    def values(self) -> Iterator[Member]:
        """The elements of an array."""
        return self._members("%s", quick=True)

    def pairs(self) -> Iterator[Member]:
        """The keys and values of an object."""
        for member in self._members("{%s}", quick=False):
            pair = member.value
            if isinstance(pair, dict) and len(pair) == 1:
                ((key, value),) = pair.items()
                yield Member(member.line, member.number, Pair(key, value))
            else:
                yield member

    def _members(self, shape: str, *, quick: bool) -> Iterator[Member]:
        self._to_no_space()
        self._at += 1
        for number in itertools.count(1):
            if not self._to_no_space():
                yield Member(self._line, number, NOT_CLOSED)
                return
            # Also after a last comma, which is no fault worth a word.
            if self._buffer[self._at] in "]}":
                self._at += 1
                break
            line = self._line
            value, sign = (quick and self._in_place()) or self._by_brackets(shape)
            yield Member(line, number, value)
            if not sign:
                if value is not CUT_OFF:
                    yield Member(self._line, number + 1, NOT_CLOSED)
                return
            if sign != ",":
                break
        if self._to_no_space():
            yield Member(self._line, number + 1, AFTER_THE_END)

    def _in_place(self) -> tuple[Any, str] | None:
        """Decode what lies whole in the buffer: the quick way, taken nearly always."""
        try:
            value, end = decoder.raw_decode(self._buffer, self._at)
        except (ValueError, RecursionError):
            return None
        after = _NO_SPACE.search(self._buffer, end)
        if after is None or after[0] not in ",]" or end - self._at > LARGEST_RECORD:
            return None
        self._move(after.end())
        return (TOO_DEEP if is_too_deep(value) else value), after[0]

    def _by_brackets(self, shape: str) -> tuple[Any, str]:
        """Find the end of the member, then decode it; the sign is empty at no end."""
        scan = _Scan()
        kept: list[str] = []
        length = 0
        sign = None
        while sign is None:
            end = scan.end(self._buffer, self._at)
            stop = scan.scanned(self._buffer) if end is None else end
            length += stop - self._at
            if length > LARGEST_RECORD or scan.deepest > DEEPEST:
                kept.clear()
            else:
                kept.append(self._buffer[self._at : stop])
            self._move(stop)
            if end is not None:
                sign = self._buffer[end]
                self._at += 1
            elif not self._fill():
                sign = ""
        if scan.deepest > DEEPEST:
            return TOO_DEEP, sign
        if length > LARGEST_RECORD:
            return TOO_LONG, sign
        value = value_of(shape % "".join(kept).strip())
        broken = isinstance(value, Broken) and value.code == "not-json"
        return (CUT_OFF if broken and not sign else value), sign

    def _to_no_space(self) -> bool:
        """Go to the next character that is no space; say if there is one."""
        while (found := _NO_SPACE.search(self._buffer, self._at)) is None:
            self._move(len(self._buffer))
            if not self._fill():
                return False
        self._move(found.start())
        return True

    def _move(self, to: int) -> None:
        self._line += self._buffer.count("\n", self._at, to)
        self._at = to

    def _fill(self) -> bool:
        """Read on, and forget what lies behind."""
        more = self._text.read(self._chunk)
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        return bool(more)
