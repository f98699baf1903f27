"""Reading the file of an import as its plan says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import IO, Any, BinaryIO, cast

from django.core.files import File

from dialogues.intake import reading
from dialogues.intake.records import (
    DialogueRecord,
    Item,
    RejectedRecord,
    TopicRecord,
    UnreadableFile,
    Wishes,
)
from dialogues.models import Import
from dialogues.phrases import Phrase
from dialogues.phrases import Phrase as _

LOOKED_AT = 20
KINDS: dict[str, type] = {
    Import.Kind.DIALOGUES: DialogueRecord,
    Import.Kind.TOPICS: TopicRecord,
}
OTHER_KIND: dict[str, str | Phrase] = {
    Import.Kind.DIALOGUES: _("This file holds topics. Bring it in as topics."),
    Import.Kind.TOPICS: _("This file holds dialogues. Bring it in as dialogues."),
}


@contextmanager
def opened(row: Import) -> Iterator[IO[bytes]]:
    """The stored file; readers get what lies below Django's own wrappers."""
    with row.file.open("rb") as file:
        yield raw(file)


def raw(file: File[Any]) -> IO[bytes]:
    """A file that reads lines and bytes by itself, not through wrappers in Python."""
    inner: Any = file
    while isinstance(inner, File):
        inner = inner.file
    return cast("IO[bytes]", inner)


def reading_of(row: Import, file: IO[bytes]) -> reading.Reading:
    """The file as its plan says that it is to be read, from the start."""
    file.seek(0)
    return reading.read_items(
        cast("BinaryIO", file),
        name=row.file_name,
        format_name=row.format,
        wishes=wishes_of(row),
    )


def items_of(row: Import, read: reading.Reading) -> Iterator[Item]:
    """Every record of the file; refused where the first are all of the other kind."""
    first = list(islice(read, LOOKED_AT))
    kinds = {type(item) for item in first} - {RejectedRecord}
    if kinds and KINDS[row.kind] not in kinds:
        raise UnreadableFile("other-kind", OTHER_KIND[row.kind])
    return chain(first, read)


def preview_of(row: Import, *, count: int) -> reading.Preview:
    """The first records of the stored file, with what a person may say about it."""
    with opened(row) as file:
        return reading.first_items(
            cast("BinaryIO", file),
            name=row.file_name,
            format_name=row.format,
            wishes=wishes_of(row),
            count=count,
        )


def wishes_of(row: Import) -> Wishes:
    return Wishes(
        speakers=row.options.get("speakers", {}),
        columns=row.options.get("columns", {}),
        language=row.project.language,
    )
