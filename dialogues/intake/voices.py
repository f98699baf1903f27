"""Who speaks in a file: the names that a person may have to map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from dialogues.intake.formats.columns import NAMES as COLUMNS
from dialogues.intake.formats.spoken import role_of
from dialogues.intake.records import Pair, Row, Wishes
from dialogues.parsing import clean_text

MOST_NAMES = 50
_LONGEST_NAME = 40
_FIELDS = ("role", "from", "speaker")
_NAMED_LINE = re.compile(
    r"^[ \t>*\-#\d.、<\[|【]{0,8}([^\W\d][^\n：:<>\[\]|【】]{0,11})[>\]|】*]{0,3}[ \t]*[：:]",
    re.MULTILINE,
)


def voices_in(values: Iterable[Any], wishes: Wishes) -> dict[str, str | None]:
    """Each name with the role it is known by or mapped to, the commonest first."""
    named = Counter(
        clean_text(name).strip()
        for value in values
        for name in (*_names(value), *_names_in_cells(value, wishes))
        if name.strip() and len(name) <= _LONGEST_NAME
    )
    return {name: role_of(name, wishes) for name, _n in named.most_common(MOST_NAMES)}


def _names_in_cells(value: Any, wishes: Wishes) -> Iterator[str]:
    """Who speaks in a row: in the column of speakers, and in cells with whole dialogues."""
    if isinstance(value, Row):
        speaker = wishes.columns.get("speaker", "")
        for column, cell in value.items():
            named = column.strip().casefold() in COLUMNS["speaker"]
            if column not in _FIELDS and (named or column == speaker):
                yield cell
            elif "\n" in cell:
                yield from _NAMED_LINE.findall(cell)
    elif isinstance(value, dict) and isinstance(value.get("input"), str):
        # QiaoBan's training file closes each turn by this mark.
        yield from _NAMED_LINE.findall("\n".join(value["input"].split("</s>")[1:]))


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Pair):
        yield from _names(value.text)
    elif isinstance(value, str):
        yield from _NAMED_LINE.findall(value)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict | list):
                yield from _names(item)
    elif isinstance(value, dict):
        yield from (value[key] for key in _FIELDS if isinstance(value.get(key), str))
        for item in value.values():
            if isinstance(item, dict | list):
                yield from _names(item)
