"""Tables of topics: what a dialogue can be about, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogues.intake.formats.columns import columns_of, map_the_columns
from dialogues.intake.formats.spoken import (
    Unusable,
    left_over,
    oddities,
    one_item,
    word_of,
)
from dialogues.intake.records import Format, Place, Row, TopicRecord, Wishes
from dialogues.phrases import Phrase as _

_SPOKEN = frozenset(
    {"user", "assistant", "text", "dialogue", "speaker", "label", "cause"}
)
_NO_WISHES = Wishes()


def is_topic(columns: Mapping[str, str]) -> bool:
    """Whether a table has topics and nothing that anybody says of them."""
    return "topic" in columns and not _SPOKEN & set(columns)


def looks_like(value: Any) -> bool:
    return isinstance(value, Row) and is_topic(columns_of(value, _NO_WISHES))


def topic_of(
    place: Place, row: Mapping[str, Any], columns: Mapping[str, str]
) -> TopicRecord:
    words = {
        field: word_of(row.get(columns.get(field, "")))
        for field in ("id", "topic", "theme", "emotion")
    }
    if words["topic"].casefold() in {"", "nan", "null", "none"}:
        raise Unusable("empty", _("The row names no topic."))
    filled = {name: cell for name, cell in row.items() if cell not in ("", None)}
    used = [columns[field] for field in words if field in columns]
    return TopicRecord(
        place,
        words["topic"],
        source_id=words["id"],
        theme=words["theme"],
        emotion=words["emotion"],
        persona=word_of(row.get("persona")),
        situation=word_of(row.get("situation")),
        odd=oddities(words.values()),
        meta=left_over(filled, *used, "persona", "situation"),
    )


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> TopicRecord:
    if not isinstance(value, dict):
        raise Unusable("other-shape", _("A record of a table is a row."))
    columns = columns_of(value, wishes)
    if "topic" not in columns:
        raise map_the_columns(value)
    return topic_of(place, value, columns)


TOPIC_ROWS = Format(
    "topics-csv",
    _("Table of topics (CSV)"),
    "topics",
    looks_like,
    read,
    written_as="table",
)
