"""Frozen rows as the lines of a training file: pure, in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exports.snapshot import Record, canonical_json

SPLITS = ("train", "validation", "test")
MANIFEST = "manifest.json"
CARD = "README.md"


class Row(NamedTuple):
    """One row of a release: its place in it, its split, and what was frozen."""

    number: int
    split: str
    record: Record


@dataclass(frozen=True)
class Format:
    """How a row is written, and what stands before, between and after the rows."""

    name: str
    suffix: str
    fields: Callable[[Row, str], dict[str, Any]]
    before: str = ""
    between: str = "\n"
    after: str = "\n"

    def line(self, row: Row, instruction: str) -> str:
        return json.dumps(self.fields(row, instruction), ensure_ascii=False)

    def file_name(self, split: str) -> str:
        return f"{split}.{self.suffix}"


def chat(record: Record, instruction: str) -> list[dict[str, str]]:
    """The messages of a row: the one rendering for export, training and chat."""
    return [
        {"role": "system", "content": instruction},
        *({"role": turn["role"], "content": turn["text"]} for turn in record["turns"]),
    ]


def messages_fields(row: Row, instruction: str) -> dict[str, Any]:
    record = row.record
    return {
        "messages": chat(record, instruction),
        "meta": {
            "row": record["row"],
            "dialogue": record["dialogue"],
            "revision": record["revision"],
            "number": record["number"],
            "topic": record["topic"],
            "theme": record["theme"],
            "emotion": record["emotion"],
            "origin": record["origin"],
            "sample": record["sample"],
            "approvals": sum(record["approvals"].values()),
            "instruction": record["instruction"],
            **marked(record),
        },
    }


def marked(record: Record) -> dict[str, Any]:
    """What people labelled; ``message`` counts in ``messages``, null for all of them.

    Releases from before labels could be given say nothing of them.
    """
    if "labels" not in record:
        return {}
    whole = [{"message": None, **label} for label in record["labels"]]
    # The first message is the system's.
    of_turns = [
        {"message": number, **label}
        for number, turn in enumerate(record["turns"], start=1)
        for label in turn["labels"]
    ]
    return {"labels": whole + of_turns}


def qiaoban_fields(row: Row, _instruction: str) -> dict[str, Any]:
    """QiaoBan's published shape; where a row comes from stands in the manifest."""
    record = row.record
    return {
        "dialog_id": row.number,
        "emotion": record["emotion"],
        "topic": record["topic"] or "",
        "dialog": [
            {"speaker": record["speakers"][turn["role"]], "text": turn["text"]}
            for turn in record["turns"]
        ],
    }


FORMATS = {
    shape.name: shape
    for shape in (
        Format("messages", "jsonl", messages_fields),
        Format("qiaoban", "json", qiaoban_fields, "[\n", ",\n", "\n]\n"),
    )
}


def format_named(name: str) -> Format:
    """The format of this name; an unknown one is answered with the known ones."""
    if name not in FORMATS:
        sentence = _("There is no format “%(name)s”. There are: %(known)s.")
        values = {"name": name, "known": ", ".join(FORMATS)}
        raise ValidationError({"format": [sentence % values]})
    return FORMATS[name]


class ManifestItem(NamedTuple):
    """What the manifest says of a row: enough to find it, and to prove it."""

    number: int
    row: str
    dialogue: str
    revision: str
    split: str
    sha256: str


def manifest_lines(
    head: dict[str, Any], items: Iterable[ManifestItem]
) -> Iterator[str]:
    """The manifest, a line for each row, so that it can be written while it is read."""
    yield canonical_json(head)[:-1] + ',"items":['
    separator = "\n"
    for item in items:
        yield separator + canonical_json(item._asdict())
        separator = ",\n"
    yield "\n]}\n"
