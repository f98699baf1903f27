"""Values out of JSON texts and JSON Lines, and why a text is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from dialogues.intake.containers.source import DEEPEST, LARGEST_RECORD, MIB, Broken
from dialogues.phrases import Phrase as _

CHUNK = 64 * 1024

# Control characters inside strings are common in real files, and do no harm.
decoder = json.JSONDecoder(strict=False)

TOO_DEEP = Broken(
    "too-deep",
    _("The record is nested more than %d levels deep.") % DEEPEST,
)
TOO_LONG = Broken(
    "too-long",
    _("The record is larger than %d MiB.") % (LARGEST_RECORD // MIB),
)
CUT_OFF = Broken("cut-off", _("The file ends in the middle of this record."))


def value_of(text: str) -> Any:
    """The value that a text is, or why it is none."""
    try:
        value = decoder.decode(text)
    except RecursionError:
        return TOO_DEEP
    except ValueError as error:
        return _no_json(error)
    # Most records open fewer brackets than could be inside each other.
    if text.count("{") + text.count("[") <= DEEPEST:
        return value
    return TOO_DEEP if is_too_deep(value) else value


def _no_json(error: ValueError) -> Broken:
    if isinstance(error, json.JSONDecodeError):
        told = _("This is no JSON: %(what)s, at character %(where)d of the record.")
        return Broken("not-json", told % {"what": error.msg, "where": error.pos + 1})
    return Broken("not-json", _("A number in this record has too many digits."))


def is_too_deep(value: Any) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _level in range(DEEPEST):
        if not level:
            return False
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


def json_lines(text: TextIO) -> Iterator[tuple[int, Any]]:
    """One value for each line that is not blank, with the line's number."""
    number = 0
    while line := text.readline(LARGEST_RECORD + 2):
        number += 1
        if len(line) > LARGEST_RECORD and not line.endswith("\n"):
            while (rest := text.readline(CHUNK)) and not rest.endswith("\n"):
                pass
            yield number, TOO_LONG
            continue
        stripped = line.strip(" \t\r\n\ufeff\0")
        if not stripped:
            continue
        value = value_of(stripped)
        # Only the last line can have lost its end, and its line break with it.
        if isinstance(value, Broken) and not line.endswith("\n"):
            value = CUT_OFF if value.code == "not-json" else value
        yield number, value
