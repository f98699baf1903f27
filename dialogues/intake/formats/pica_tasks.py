"""PICA's five tasks: instructions with instances, rows of examples, plain tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dialogues.intake.formats.columns import columns_of, map_the_columns
from dialogues.intake.formats.instances import instances_of
from dialogues.intake.formats.message_lists import items
from dialogues.intake.formats.spoken import Unusable
from dialogues.intake.formats.task_rows import (
    is_processed,
    is_task,
    processed_of,
    task_of,
)
from dialogues.intake.records import Format, Item, Place, Row, Wishes
from dialogues.phrases import Phrase as _

_NONE = Wishes()


def looks_like(value: Any) -> bool:
    if isinstance(value, Row):
        columns = columns_of(value, _NONE)
        return is_task(columns) and not {"speaker", "user"} & set(columns)
    if not isinstance(value, dict):
        return False
    return {"task_type", "instances"} <= set(value) or is_processed(value)


@items
def read(place: Place, value: Any, wishes: Wishes) -> Iterator[Item]:
    if not isinstance(value, dict):
        raise Unusable("other-shape", _("A task is an object, or a row of a table."))
    if "instances" in value:
        yield from instances_of(place, value)
    elif is_processed(value):
        yield processed_of(place, value)
    else:
        columns = columns_of(value, wishes)
        if not is_task(columns):
            raise map_the_columns(value)
        yield task_of(place, value, columns)


PICA_TASKS = Format(
    "pica-tasks",
    _("PICA's five tasks"),
    "dialogues",
    looks_like,
    read,
    written_as="table",
)
