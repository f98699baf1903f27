"""Pickles of texts under texts, read without running anything that is in them.

A pickle is a small program. Here nothing of it is run: its instructions are walked,
and any but those that a dict of strings needs ends the reading.
"""

from __future__ import annotations

import pickletools
from collections.abc import Iterator
from typing import IO, Any

from dialogues.intake.containers.source import LARGEST_RECORD, MIB, Broken
from dialogues.intake.records import Pair, UnreadableFile
from dialogues.phrases import Phrase as _

_INSTRUCTIONS = {known.code: known for known in pickletools.opcodes}
_TEXTS = frozenset({"UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"})
_STORE = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_FETCH = frozenset({"GET", "BINGET", "LONG_BINGET"})
_NOTHING = frozenset({"PROTO", "FRAME"})
_ADDED = frozenset({"SETITEM", "SETITEMS"})
_MOST_NAMES = 2_000_000
# What is written once can be fetched again and again: so the sum is limited too.
_MOST_CHARACTERS = 512 * MIB


class _Dict:
    """Stands for the one dict of the file."""


class _Mark:
    """Stands where the pairs of a batch begin."""


class _Other:
    """Stands for a value that is no text, and is told of when it is added."""


# Constants that pickle writes in one instruction, and that hold nothing.
_CONSTANTS = frozenset(
    {"NONE", "NEWTRUE", "NEWFALSE", "BININT", "BININT1", "BININT2", "LONG1"}
    | {"BINFLOAT"},
)
_ALLOWED = frozenset({"MEMOIZE", "MARK", "EMPTY_DICT", "DICT", "STOP"}).union(
    _TEXTS, _STORE, _FETCH, _NOTHING, _ADDED, _CONSTANTS
)


def pairs(file: IO[bytes]) -> Iterator[Pair | Broken]:
    """The pairs of a dict of texts, in its order."""
    walk = _Walk()
    while True:
        try:
            name, argument = _next_instruction(file)
        except (ValueError, UnicodeError, OverflowError, MemoryError) as error:
            raise _cut_off() from error
        if name == "STOP":
            break
        yield from walk.step(name, argument)
    if walk.stack != [walk.only]:
        raise _refused()


def _next_instruction(file: IO[bytes]) -> tuple[str, Any]:
    code = file.read(1)
    if not code:
        raise _cut_off()
    instruction = _INSTRUCTIONS.get(code.decode("latin-1"))
    if instruction is None:
        raise _refused()
    # A name that is refused is not even read: its argument may claim any length.
    if instruction.name not in _ALLOWED:
        raise _refused(instruction.name)
    if instruction.arg is None:
        return instruction.name, None
    if instruction.name in ("BINUNICODE", "BINUNICODE8"):
        return instruction.name, _long_text(file, instruction.name)
    if instruction.name == "UNICODE":
        text = _line(file, LARGEST_RECORD).decode("raw-unicode-escape")
        return instruction.name, text
    if instruction.name in ("PUT", "GET"):
        return instruction.name, int(_line(file, 20))
    return instruction.name, instruction.arg.reader(file)


def _long_text(file: IO[bytes], name: str) -> str:
    width = 4 if name == "BINUNICODE" else 8
    length = int.from_bytes(file.read(width), "little")
    if length > LARGEST_RECORD:
        raise UnreadableFile("too-long", _("A text in this pickle is too long."))
    data = file.read(length)
    if len(data) < length:
        raise _cut_off()
    return data.decode("utf-8", "surrogatepass")


def _line(file: IO[bytes], longest: int) -> bytes:
    line = file.readline(longest)
    if not line.endswith(b"\n"):
        raise _cut_off()
    return line[:-1]


class _Walk:
    """A stack and a memory that hold texts, one dict, and nothing else."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memory: dict[int, Any] = {}
        self.only: _Dict | None = None
        self.given = 0

    def step(self, name: str, argument: Any) -> Iterator[Pair | Broken]:
        if name in _TEXTS:
            self.stack.append(argument)
        elif name in _CONSTANTS:
            self.stack.append(_Other())
        elif name == "MEMOIZE" or name in _STORE:
            self._store(len(self.memory) if argument is None else argument)
        elif name in _FETCH:
            if argument not in self.memory:
                raise _refused(name)
            self.stack.append(self.memory[argument])
        elif name == "MARK":
            self.stack.append(_Mark())
        elif name == "EMPTY_DICT":
            self._open_dict()
        elif name in ("DICT", *_ADDED):
            yield from self._add(name)
        if len(self.stack) > _MOST_NAMES:
            raise _refused(name)

    def _store(self, place: int) -> None:
        if not self.stack or len(self.memory) > _MOST_NAMES:
            raise _refused("MEMOIZE")
        self.memory[place] = self.stack[-1]

    def _open_dict(self) -> None:
        # A dict in the dict is no text; the first one is what the file is.
        if self.only is not None:
            raise _refused("EMPTY_DICT")
        self.only = _Dict()
        self.stack.append(self.only)

    def _add(self, name: str) -> Iterator[Pair | Broken]:
        items = self._above_mark() if name != "SETITEM" else self._top_pair()
        if name == "DICT":
            self._open_dict()
        if not self.stack or self.stack[-1] is not self.only or len(items) % 2:
            raise _refused(name)
        for key, value in zip(items[::2], items[1::2], strict=True):
            if isinstance(key, str) and isinstance(value, str):
                self.given += len(key) + len(value)
                if self.given > _MOST_CHARACTERS:
                    raise _refused(name)
                yield Pair(key, value)
            else:
                yield Broken("not-text", _("This entry of the pickle is no text."))

    def _above_mark(self) -> list[Any]:
        items: list[Any] = []
        while self.stack:
            top = self.stack.pop()
            if isinstance(top, _Mark):
                return items[::-1]
            items.append(top)
        raise _refused("SETITEMS")

    def _top_pair(self) -> list[Any]:
        if len(self.stack) < 3:
            raise _refused("SETITEM")
        value, key = self.stack.pop(), self.stack.pop()
        return [key, value]


def _refused(instruction: str = "") -> UnreadableFile:
    reason = _(
        "This pickle holds more than texts under texts (%s), and pickles can run "
        "programs. Nothing of it was run. Save the data as JSON."
    )
    return UnreadableFile("unsafe-pickle", reason % (instruction or "?"))


def _cut_off() -> UnreadableFile:
    return UnreadableFile("cut-off", _("The pickle is damaged or cut off."))
