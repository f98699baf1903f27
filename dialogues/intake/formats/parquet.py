"""Parquet: each row is read as the dialogue format that it looks like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dialogues.intake.formats.alpaca import ALPACA
from dialogues.intake.formats.belle import BELLE
from dialogues.intake.formats.message_lists import items
from dialogues.intake.formats.messages import MESSAGES
from dialogues.intake.formats.pica import PICA
from dialogues.intake.formats.pica_tasks import PICA_TASKS
from dialogues.intake.formats.qiaoban import QIAOBAN
from dialogues.intake.formats.sharegpt import SHAREGPT
from dialogues.intake.formats.spoken import Unusable
from dialogues.intake.formats.tables import CSV
from dialogues.intake.formats.trl import TRL_DPO, TRL_KTO, TRL_SFT
from dialogues.intake.records import Format, Item, Place, Row, Wishes
from dialogues.phrases import Phrase as _

_INSIDE = (
    QIAOBAN, BELLE, SHAREGPT, MESSAGES, TRL_DPO, TRL_KTO, TRL_SFT, PICA, PICA_TASKS,
    ALPACA,
)  # fmt: skip


def looks_like(_value: Any) -> bool:
    """Never: a row is known by what it holds, and not by the file it stood in."""
    return False


@items
def read(place: Place, value: Any, wishes: Wishes) -> Iterator[Item]:
    inside = next((known for known in _INSIDE if known.looks_like(value)), None)
    if inside:
        yield from inside.read(place, value, wishes)
    elif isinstance(value, dict) and wishes.columns:
        yield from CSV.read(place, Row(value), wishes)
    else:
        raise Unusable(
            "other-shape",
            _("The row has none of the shapes of a dialogue. Map its columns."),
        )


PARQUET = Format("parquet", _("Parquet"), "dialogues", looks_like, read)
