"""Parquet files, a few rows at a time, by a library that is loaded for them alone."""

from __future__ import annotations

import decimal
import math
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

from dialogues.intake.containers.source import MIB, Broken, ByteSource
from dialogues.intake.records import UnreadableFile
from dialogues.phrases import Phrase as _

LARGEST_UNPACKED = 4096 * MIB
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 64 * MIB
# Few, because one text of the file's dictionary may stand in every row.
_ROWS_AT_ONCE = 64


def rows(source: ByteSource) -> Iterator[Any]:
    """Each row as the JSON value it would be."""
    import pyarrow as pa  # noqa: PLC0415 - half the start of a site that rarely needs it
    from pyarrow import parquet  # noqa: PLC0415

    # A parquet file is read from its end.
    with tempfile.TemporaryFile() as whole:
        shutil.copyfileobj(source, whole)
        whole.seek(0)
        try:
            file = parquet.ParquetFile(whole)
            _refuse_bomb(file, packed=source.taken)
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
                yield from _values(batch)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(
                "damaged", _("The Parquet file is damaged or cut off.")
            ) from error


def _refuse_bomb(file: Any, *, packed: int) -> None:
    groups = range(file.metadata.num_row_groups)
    unpacked = sum(file.metadata.row_group(group).total_byte_size for group in groups)
    too_much = unpacked > RATIO_COUNTS_FROM and unpacked > packed * HIGHEST_RATIO
    if unpacked > LARGEST_UNPACKED or too_much:
        told = _("The file would unpack to %d MiB, and is refused.")
        raise UnreadableFile("zip-bomb", told % (unpacked // MIB))


def _values(batch: Any) -> Iterator[Any]:
    for number in range(batch.num_rows):
        try:
            (row,) = batch.slice(number, 1).to_pylist()
        except UnicodeDecodeError:
            yield Broken("not-utf8", _("A text in this row is not UTF-8."))
        else:
            yield {name: _as_json(cell) for name, cell in row.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _as_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, float | decimal.Decimal):
        return _number(value)
    if value is None or isinstance(value, str | int):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _number(value: float | decimal.Decimal) -> float:
    """Numbers beside missing ones are stored as fractions: an id 7 as 7.0."""
    whole = math.isfinite(value) and value == int(value)
    return int(value) if whole else float(value)
