"""LLaMA-Factory's data: files that a dataset_info.json beside them describes."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from dialogues.intake.containers import beside
from dialogues.intake.formats import alpaca, sharegpt
from dialogues.intake.formats.message_lists import Shape, items, renamed
from dialogues.intake.formats.spoken import Unusable, shown
from dialogues.intake.records import (
    DialogueRecord,
    Format,
    Item,
    Place,
    RejectedRecord,
    Wishes,
)
from dialogues.parsing import clean_text
from dialogues.phrases import Phrase
from dialogues.phrases import Phrase as _
from dialogues.speakers import ASSISTANT, USER

INFO = "dataset_info.json"
_ELSEWHERE = (
    "hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name",
)  # fmt: skip
_ALPACA = {
    "prompt": "instruction", "query": "input", "response": "output",
    "history": "history", "system": "system", "chosen": "chosen",
    "rejected": "rejected", "kto_tag": "kto_tag",
}  # fmt: skip
_SHAREGPT = {
    "messages": "conversations", "system": "system", "tools": "tools",
    "chosen": "chosen", "rejected": "rejected", "kto_tag": "kto_tag",
}  # fmt: skip
_TAGS = {
    "role_tag": "from", "content_tag": "value", "user_tag": "human",
    "assistant_tag": "gpt", "observation_tag": "observation",
    "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip
_OPENAI_TAGS = {
    "role_tag": "role", "content_tag": "content", "user_tag": "user",
    "assistant_tag": "assistant", "observation_tag": "tool",
    "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What the index says of one dataset; ``path`` is its file's, beside the index."""

    name: str
    path: str
    formatting: str
    columns: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Index:
    """The datasets whose files are there, and for the others why they are not read."""

    entries: tuple[Entry, ...] = ()
    refused: tuple[tuple[str, str | Phrase], ...] = ()

    def of(self, file: str) -> list[Entry]:
        """The entries that name a file, or a folder that it lies in."""
        return [
            entry
            for entry in self.entries
            if file == entry.path or file.startswith(f"{entry.path}/")
        ]


def index_of(info: Any, *, folder: str = "", files: frozenset[str]) -> Index:
    """Read a dataset_info.json, by the names of the files that came with it."""
    entries, refused = [], []
    for name, said in info.items() if isinstance(info, dict) else ():
        entry = _entry(name, said, folder)
        if isinstance(entry, Entry) and not any(
            file == entry.path or file.startswith(f"{entry.path}/") for file in files
        ):
            told = _("The file %(file)s of the dataset %(name)s is not there.")
            words = {"file": shown(entry.path), "name": shown(name)}
            refused.append(("missing-file", told % words))
        elif isinstance(entry, Entry):
            entries.append(entry)
        else:
            refused.append(entry)
    return Index(tuple(entries), tuple(refused))


def _entry(name: str, said: Any, folder: str) -> Entry | tuple[str, str]:
    words = {"name": shown(name)}
    if not isinstance(said, dict):
        return "other-shape", _("The dataset %(name)s is not described.") % words
    file = said.get("file_name")
    if not isinstance(file, str) or not file.strip():
        if any(key in said for key in _ELSEWHERE):
            told = _(
                "The dataset %(name)s lies elsewhere, on a hub or behind a script. "
                "Download it, and put its file beside the index."
            )
            return "not-a-file", told % words
        return "missing-file", _("The dataset %(name)s names no file.") % words
    formatting = str(said.get("formatting") or "alpaca")
    if formatting not in {"alpaca", "sharegpt", "openai"}:
        told = _("The dataset %(name)s has an unknown formatting: %(formatting)s.")
        return "other-shape", told % {**words, "formatting": shown(formatting)}
    path = posixpath.normpath(posixpath.join(folder, clean_text(file.strip())))
    return Entry(
        clean_text(name),
        path,
        formatting,
        columns=_texts(said.get("columns")),
        tags=_texts(said.get("tags")),
    )


def _texts(value: Any) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: text for key, text in pairs if isinstance(text, str)}


def prepare(file: Path | BinaryIO, wishes: Wishes) -> Wishes:
    """Find the index in a folder or an archive, and keep what it says."""
    found = beside.find(file, INFO)
    if found is None:
        return wishes
    try:
        info = json.loads(found.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return wishes
    if not looks_like(info):
        return wishes
    folder = posixpath.dirname(found.name)
    index = index_of(info, folder=folder, files=found.beside)
    return replace(wishes, found={**wishes.found, "llamafactory": index})


def looks_like(value: Any) -> bool:
    """Whether this is the index; the files it names look like those of others."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(said, dict) for said in value.values())
        and any(
            key in said for said in value.values() for key in ("file_name", *_ELSEWHERE)
        )
    )


@items
def read(place: Place, value: Any, wishes: Wishes) -> Iterator[Item]:
    index = wishes.found.get("llamafactory")
    if posixpath.basename(place.file) == INFO or (index is None and looks_like(value)):
        index = index or index_of(value, files=frozenset())
        for code, reason in index.refused:
            yield RejectedRecord(place, code, reason)
        return
    entries = index.of(place.file) if index else []
    if not entries:
        raise Unusable(
            "not-listed", _("The dataset_info.json says nothing of this file.")
        )
    for entry in entries:
        try:
            yield _row(place, value, wishes, entry)
        except Unusable as error:
            yield RejectedRecord(place, error.code, error.reason)


def _row(place: Place, value: Any, wishes: Wishes, entry: Entry) -> DialogueRecord:
    if not isinstance(value, dict):
        raise Unusable("other-shape", _("A row is not an object."))
    if entry.formatting == "alpaca":
        only_prompt = set(entry.columns) == {"prompt"} and "output" not in value
        if only_prompt:
            raise Unusable("no-speakers", alpaca.TEXT_ALONE)
        record = alpaca.dialogue_of(place, _mapped(value, _ALPACA, entry))
    else:
        usual = _OPENAI_TAGS if entry.formatting == "openai" else _TAGS
        tags = {**usual, **entry.tags}
        shape = Shape(
            role=(tags["role_tag"],),
            text=(tags["content_tag"],),
            system=(tags["system_tag"].casefold(),),
            tools=(
                tags["observation_tag"].casefold(),
                tags["function_tag"].casefold(),
            ),
        )
        names = {tags["user_tag"]: USER, tags["assistant_tag"]: ASSISTANT}
        row = _mapped(value, _SHAREGPT, entry)
        record = sharegpt.dialogue_of(place, row, renamed(wishes, names), shape)
    return replace(record, meta={**record.meta, "dataset": entry.name})


def _mapped(
    value: dict[str, Any], usual: Mapping[str, str], entry: Entry
) -> dict[str, Any]:
    """The row under the usual names; what the index does not name keeps its own."""
    columns = {usual[key]: name for key, name in entry.columns.items() if key in usual}
    taken = set(columns.values())
    row = {key: item for key, item in value.items() if key not in taken}
    return row | {key: value[name] for key, name in columns.items() if name in value}


LLAMAFACTORY = Format(
    "llamafactory",
    _("LLaMA-Factory, with its dataset_info.json"),
    "dialogues",
    looks_like,
    read,
    prepare=prepare,
)
