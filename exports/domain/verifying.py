"""Comparing an exported file with what was frozen, row by row."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exports.formats import FORMATS, MANIFEST, Format, Row
from exports.models import Release, ReleaseItem
from exports.queries import ROWS_AT_ONCE

UNREADABLE = object()


def verify_file(path: Path, *, release: Release | None = None) -> dict[str, int]:
    """Count the rows of a file that are as they were frozen, altered, or not ours.

    A format whose rows carry no id needs the release; the manifest beside says it.
    """
    counts = {"rows": 0, "verified": 0, "altered": 0, "unknown": 0}
    rows = rows_of(path)
    first = next(rows, None)
    if first is None:
        return counts
    shape = shape_of(first, path)
    if shape.name == "qiaoban" and release is None:
        release = release_beside(path)
    rows = chain([first], rows)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        for outcome in compare(chunk, shape, release):
            counts["rows"] += 1
            counts[outcome] += 1
    return counts


def compare(chunk: list[Any], shape: Format, release: Release | None) -> Iterator[str]:
    """What each row is: ``verified``, ``altered`` or ``unknown``."""
    keys = [key_of(row, shape) for row in chunk]
    items = items_by_key(keys, shape, release)
    for row, key in zip(chunk, keys, strict=True):
        item = items.get(key) if key is not None else None
        if item is None:
            yield "unknown"
        else:
            frozen = Row(item.number, item.split, item.record)
            written = shape.fields(frozen, item.release.instruction.text)
            yield "verified" if row == written else "altered"


def items_by_key(
    keys: Iterable[uuid.UUID | int | None],
    shape: Format,
    release: Release | None,
) -> dict[uuid.UUID | int, ReleaseItem]:
    items = ReleaseItem.objects.select_related("release__instruction")
    if release is not None:
        items = items.filter(release=release)
    wanted: list[Any] = [key for key in keys if key is not None]
    if shape.name == "qiaoban":
        return {item.number: item for item in items.filter(number__in=wanted)}
    return {item.pk: item for item in items.filter(pk__in=wanted)}


def key_of(row: Any, shape: Format) -> uuid.UUID | int | None:
    """By what a row is found again: its place in the release, or its id."""
    try:
        if shape.name == "qiaoban":
            number = row["dialog_id"]
            return number if type(number) is int and 0 < number < 2**31 else None
        return uuid.UUID(row["meta"]["row"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def shape_of(row: Any, path: Path) -> Format:
    """The format of a file, told from its first row."""
    if isinstance(row, dict):
        if "messages" in row:
            return FORMATS["messages"]
        if "dialog" in row:
            return FORMATS["qiaoban"]
    raise _wrong_file(_("“%s” is no file that export wrote.") % path)


def release_beside(path: Path) -> Release:
    """The release that the manifest in the file's folder names."""
    try:
        head = json.loads((path.parent / MANIFEST).read_bytes())
        found = Release.objects.filter(pk=uuid.UUID(head["release"])).first()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        found = None
    if found is None:
        raise _wrong_file(
            _(
                "Rows of this format carry no id. Put the file back beside its "
                "manifest.json, or name the release with --release.",
            ),
        )
    return found


def rows_of(path: Path) -> Iterator[Any]:
    """The rows of a JSON array or of JSON lines, whatever the file's name says.

    A line that cannot be read is a row too: somebody damaged it.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            if file.read(1) == "[":
                file.seek(0)
                yield from json.load(file)
                return
            file.seek(0)
            for line in file:
                if line.strip():
                    yield _parsed(line)
    except OSError as error:
        raise _wrong_file(
            _("“%(file)s” cannot be read: %(reason)s.")
            % {"file": path, "reason": error.strerror},
        ) from error
    except UnicodeDecodeError as error:
        raise _wrong_file(_("“%s” is not a UTF-8 text.") % path) from error
    except ValueError as error:
        raise _wrong_file(_("“%s” is no JSON.") % path) from error


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return UNREADABLE


def _wrong_file(sentence: str) -> ValidationError:
    return ValidationError({"file": [sentence]})
