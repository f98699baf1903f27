"""Files become items: the format is found or named, and each record read by it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from dialogues.intake.containers.archives import is_archive
from dialogues.intake.containers.opening import Record, Records
from dialogues.intake.containers.source import MIB, Broken
from dialogues.intake.formats.columns import columns_of
from dialogues.intake.formats.registry import FORMATS
from dialogues.intake.formats.spoken import Unusable
from dialogues.intake.records import (
    Format,
    Item,
    Place,
    RejectedRecord,
    Row,
    UnreadableFile,
    Wishes,
)
from dialogues.intake.voices import voices_in
from dialogues.phrases import Phrase as _

NO_WISHES = Wishes()
_RECORDS_LOOKED_AT = 20
_FAULTS_LOOKED_AT = 1000
_BYTES_LOOKED_AT = 4 * MIB
_LARGEST_GROUP = 2000
_ROWS_SHOWN = 3


class Reading(Iterator[Item]):
    """The items of a file, one by one; reading again gives the same ones.

    ``format`` is what they are read as, ``resembles`` what else the first records look
    like; ``taken`` of ``size`` bytes are read, where the size is known.
    """

    def __init__(
        self,
        file: Path | BinaryIO,
        *,
        name: str,
        format_name: str = "",
        wishes: Wishes = NO_WISHES,
    ) -> None:
        named, wishes = _prepared(file, _named(format_name), wishes)
        self._records = Records(
            file, name=name, written_as=named.written_as if named else ""
        )
        self._wishes = wishes
        stream = iter(self._records)
        self.sample = list(_first_records(stream, self._records))
        values = _usable(self.sample)
        fits = _fits(values)
        self.format = named or _best(fits)
        self.resembles = [known for known in fits if known is not self.format]
        self._strict = named is None
        self._items = self._read(self._grouped(itertools.chain(self.sample, stream)))

    def __iter__(self) -> Reading:
        return self

    def __next__(self) -> Item:
        return next(self._items)

    @property
    def taken(self) -> int:
        return self._records.taken

    @property
    def size(self) -> int | None:
        return self._records.size

    def _read(self, records: Iterable[Record]) -> Iterator[Item]:
        for place, value in records:
            if isinstance(value, Broken):
                yield RejectedRecord(place, value.code, value.reason)
            elif self._strict and (other := self._other_shape(value)):
                yield _mixed(place, other, self.format)
            else:
                yield from self.format.read(place, value, self._wishes)

    def _grouped(self, records: Iterable[Record]) -> Iterator[Record]:
        """Records that belong together as one, in the place of the first of them."""
        if self.format.group is None:
            yield from records
            return
        for key, some in itertools.groupby(records, key=self._group_of):
            while together := list(itertools.islice(some, _LARGEST_GROUP)):
                if key:
                    yield together[0][0], [value for _place, value in together]
                else:
                    yield from together

    def _group_of(self, record: Record) -> str:
        value = record[1]
        assert self.format.group
        return (
            "" if isinstance(value, Broken) else self.format.group(value, self._wishes)
        )

    def _other_shape(self, value: Any) -> Format | None:
        """The format that a record has which is not of the file's own."""
        if isinstance(value, list) and self.format.group:
            return None
        if self.format.looks_like(value):
            return None
        return next(
            (known for known in FORMATS.values() if known.looks_like(value)), None
        )


@dataclass(frozen=True)
class Preview:
    """The beginning of a file, as a person is shown it before anything is taken in.

    ``voices`` are the names that speak in it, each with the role it is known by, or
    None where it has to be mapped; ``columns`` the names of a table's columns, each
    with our field that it is read as, if any, and ``rows`` the first rows below them.
    """

    format: Format
    resembles: list[Format]
    items: list[Item]
    voices: dict[str, str | None]
    columns: dict[str, str]
    rows: list[list[str]]


def detect(file: Path | BinaryIO, *, name: str) -> Format:
    """What a file's first records look like; the first of several that fit as well."""
    return Reading(file, name=name).format


def read_items(
    file: Path | BinaryIO,
    *,
    name: str,
    format_name: str = "",
    wishes: Wishes = NO_WISHES,
) -> Reading:
    """The items of a file, in its order; raises ``UnreadableFile`` if there are none."""
    return Reading(file, name=name, format_name=format_name, wishes=wishes)


def first_items(
    file: Path | BinaryIO,
    *,
    name: str,
    format_name: str = "",
    wishes: Wishes = NO_WISHES,
    count: int = 5,
) -> Preview:
    """The first items of a file, with what a person may have to say about it."""
    reading = Reading(file, name=name, format_name=format_name, wishes=wishes)
    values = _usable(reading.sample)
    rows = [value for value in values if isinstance(value, Row)]
    return Preview(
        format=reading.format,
        resembles=reading.resembles,
        items=list(itertools.islice(reading, count)),
        voices=voices_in(values, wishes),
        columns=_fields_of(rows[0], wishes) if rows else {},
        rows=[list(row.values()) for row in rows[:_ROWS_SHOWN]],
    )


def _fields_of(row: Row, wishes: Wishes) -> dict[str, str]:
    """The columns of a table, each with our field that it is read as."""
    try:
        fields = columns_of(row, wishes)
    except Unusable:
        fields = {}
    by_column = {column: field for field, column in fields.items()}
    return {column: by_column.get(column, "") for column in row}


def _prepared(
    file: Path | BinaryIO, named: Format | None, wishes: Wishes
) -> tuple[Format | None, Wishes]:
    """Let formats look into a folder or archive; what one finds makes it the format."""
    if not is_archive(file):
        return named, wishes
    for known in [named] if named else FORMATS.values():
        if known.prepare:
            prepared = known.prepare(file, wishes)
            if not isinstance(file, Path):
                file.seek(0)
            if prepared.found:
                return known, prepared
    return named, wishes


def _named(format_name: str) -> Format | None:
    if not format_name:
        return None
    if format_name not in FORMATS:
        told = _("There is no format “%(name)s”. There are: %(known)s.")
        known = ", ".join(FORMATS)
        raise UnreadableFile(
            "no-such-format", told % {"name": format_name, "known": known}
        )
    return FORMATS[format_name]


def _first_records(stream: Iterator[Record], records: Records) -> Iterator[Record]:
    """Enough records to know a file by, and no more than fit into memory."""
    good = bad = 0
    while good < _RECORDS_LOOKED_AT and bad < _FAULTS_LOOKED_AT:
        record = next(stream, None)
        if record is None:
            return
        yield record
        broken = isinstance(record[1], Broken)
        good, bad = good + (not broken), bad + broken
        if good and records.taken > _BYTES_LOOKED_AT:
            return


def _usable(sample: list[Record]) -> list[Any]:
    """The values among the first records; without any, the file is unreadable."""
    values = [value for _place, value in sample if not isinstance(value, Broken)]
    if values:
        return values
    if sample:
        place, fault = sample[0]
        told = _("Nothing in the file can be read. Line %(line)d: %(reason)s")
        raise UnreadableFile(
            fault.code, told % {"line": place.line, "reason": fault.reason}
        )
    raise UnreadableFile("empty", _("The file holds no records."))


def _fits(values: list[Any]) -> list[Format]:
    """The formats that any of the values look like, those that fit most of them first."""
    counted = [
        (sum(map(known.looks_like, values)), -place, known)
        for place, known in enumerate(FORMATS.values())
    ]
    fitting = [entry for entry in counted if entry[0]]
    return [known for _count, _place, known in sorted(fitting, key=_rank)]


def _rank(entry: tuple[int, int, Format]) -> tuple[int, int]:
    return -entry[0], -entry[1]


def _best(fits: list[Format]) -> Format:
    if not fits:
        told = _(
            "The records of this file look like none of the formats that are known "
            "here: %s. Name its format, or map its columns."
        )
        raise UnreadableFile("unknown-format", told % ", ".join(FORMATS))
    return fits[0]


def _mixed(place: Place, other: Format, own: Format) -> RejectedRecord:
    told = _(
        "This record looks like %(other)s, and the file like %(own)s. Put it into a "
        "file of its own."
    )
    return RejectedRecord(
        place, "other-shape", told % {"other": other.title, "own": own.title}
    )
