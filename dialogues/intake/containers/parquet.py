"""Parquet files, which need a library of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from dialogues.intake.containers.source import ByteSource
from dialogues.intake.records import UnreadableFile


def rows(_source: ByteSource) -> Iterator[Any]:
    raise UnreadableFile(
        "no-parquet", _("Parquet files cannot be read here. Save the data as JSONL.")
    )
