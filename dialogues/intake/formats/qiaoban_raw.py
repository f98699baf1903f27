"""QiaoBan's raw drafts: what the model wrote, as it wrote it, under its topic."""

from __future__ import annotations

from typing import Any

from dialogues.intake.formats.replies import both, heard_in
from dialogues.intake.formats.spoken import Unusable, oddities, one_item, word_of
from dialogues.intake.records import DialogueRecord, Format, Pair, Place, Wishes
from dialogues.phrases import Phrase as _


def looks_like(value: Any) -> bool:
    return isinstance(value, Pair) and isinstance(value.text, str)


@one_item
def read(place: Place, value: Any, wishes: Wishes) -> DialogueRecord:
    if not looks_like(value):
        told = _("A file of raw drafts holds texts, each under its topic.")
        raise Unusable("other-shape", told)
    heard = heard_in(value.text, wishes)
    topic = word_of(value.key)
    return DialogueRecord(
        place,
        heard.turns,
        topic=topic,
        odd=both(oddities([topic], "" if topic else "topic-missing"), heard.odd),
        meta=heard.meta,
    )


QIAOBAN_RAW = Format(
    "qiaoban-raw", _("QiaoBan raw drafts"), "dialogues", looks_like, read
)
