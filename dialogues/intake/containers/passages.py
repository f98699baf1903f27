"""Plain text, cut into passages where its author left headings or blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from dialogues.intake.containers.json_values import CHUNK, TOO_LONG
from dialogues.intake.containers.source import LARGEST_RECORD, Broken
from dialogues.intake.records import Passage

# "Round 3" is no heading: it stands inside a dialogue.
_HEADING = re.compile(
    r"#{1,6}\s+\S|[-=*_]{3,}\s*$|"
    r"[\[【(（<《]?\s*(?:(?:对话|会话|案例|样本|样例|dialogue|dialog|conversation|transcript|session|case|sample)"
    r"\s*[#＃№]?\s*[0-9一二三四五六七八九十百]{1,6}|第\s*[0-9一二三四五六七八九十百]{1,6}\s*(?:段|篇|个对话|段对话|个案例|次会话|次咨询))"
    r"\s*[\])】）>》]?\s*(?:[:：].{0,80})?$",
    re.IGNORECASE,
)
HEADINGS = "headings"


def is_heading(line: str) -> bool:
    return bool(_HEADING.match(line.strip()))


def way_to_cut(head: str) -> str | int:
    """What sets passages apart: headings, else as many blank lines as it takes.

    Zero says that nothing does. Where every line has blank lines around it, they set
    turns apart, and so nothing smaller than two of them sets dialogues apart.
    """
    if any(is_heading(line) for line in head.split("\n")):
        return HEADINGS
    if re.search(r"\S[ \t\r]*\n(?:[ \t\r]*\n){2,}[ \t\r]*\S", head):
        return 2
    passages = re.split(r"\n(?:[ \t\r]*\n)+", head.strip())
    return 1 if any("\n" in passage for passage in passages) else 0


def passages(text: TextIO, *, cut: str | int) -> Iterator[tuple[int, Passage | Broken]]:
    """Each passage with the number of its first line."""
    lines: list[str] = []
    first = length = blank = 0
    for number, line in _lines(text):
        if not line.strip():
            blank += 1
            continue
        new = is_heading(line) if cut == HEADINGS else cut and blank >= int(cut)
        if new and lines:
            yield first, _passage(lines, length)
            lines, length, blank = [], 0, 0
        if not lines:
            first, blank = number, 0
        length += len(line) + blank + 1
        if length <= LARGEST_RECORD:
            lines += [*([""] * blank), line.rstrip("\n")]
        blank = 0
    if lines:
        yield first, _passage(lines, length)


def _passage(lines: list[str], length: int) -> Passage | Broken:
    return TOO_LONG if length > LARGEST_RECORD else Passage("\n".join(lines))


def _lines(text: TextIO) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; one without an end comes in pieces, and is too long."""
    number = 1
    while line := text.readline(CHUNK):
        yield number, line
        number += line.endswith("\n")
