"""Tables as text: comma, semicolon or tabulator between the cells, names on top."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from dialogues.intake.containers.json_values import TOO_LONG
from dialogues.intake.containers.source import LARGEST_RECORD, Broken
from dialogues.intake.records import Row, UnreadableFile
from dialogues.phrases import Phrase as _

DELIMITERS = ",\t;"
_ROWS_LOOKED_AT = 20
_SAID = re.compile("：|:[ \t]")


def delimiter_of(head: str, *, whole: bool) -> str:
    """What stands between the cells, or nothing where the text is no table.

    Every row must have as many cells as the first. ``whole`` says that the text does
    not end in the middle of a row.
    """
    best, most = "", 1
    for delimiter in DELIMITERS:
        counts = _cell_counts(head, delimiter, whole=whole)
        if len(counts) > 1 and len(set(counts)) == 1 and counts[0] > most:
            best, most = delimiter, counts[0]
    return best


def likeliest_delimiter(head: str) -> str:
    """The same of a file that is known to be a table, if only by its name."""
    first = head.lstrip("\ufeff").split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def _cell_counts(head: str, delimiter: str, *, whole: bool) -> list[int]:
    try:
        found = list(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    if not whole:
        found = found[:-1]
    filled = [row for row in found if row][:_ROWS_LOOKED_AT]
    # What somebody says may hold commas too; the name of a column is short and plain.
    if not filled or any(_SAID.search(cell) or len(cell) > 80 for cell in filled[0]):
        return []
    return [len(row) for row in filled]


def rows(text: TextIO, *, delimiter: str) -> Iterator[tuple[int, Row | Broken]]:
    """Each row under the names of the first one, with the line where it begins."""
    # The module has one limit for the process; ours is the only one set.
    csv.field_size_limit(LARGEST_RECORD)
    reader = csv.reader(text, delimiter=delimiter)
    names: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, TOO_LONG
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = _names(cells)
        elif len(cells) > len(names):
            yield line, _too_many(len(cells), len(names))
        else:
            cells += [""] * (len(names) - len(cells))
            yield line, Row(zip(names, cells, strict=True))


def _names(cells: list[str]) -> list[str]:
    """The first row; a name that comes twice is numbered, so that no cell is lost."""
    if len(cells) > 1000:
        raise UnreadableFile(
            "too-many-columns", _("The table has more than 1,000 columns.")
        )
    seen: Counter[str] = Counter()
    names = []
    for position, cell in enumerate(cells, start=1):
        name = cell.strip(" \t\ufeff") or f"#{position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _too_many(cells: int, names: int) -> Broken:
    told = _("The row has %(cells)d cells, and the table %(names)d columns.")
    return Broken("too-many-cells", told % {"cells": cells, "names": names})
