"""Some records of a file at a time: stored, found there already, or rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dialogues.domain.import_dialogues import add_dialogues, known_identities
from dialogues.domain.import_records import NewDialogue, NoDialogue, dialogue_of
from dialogues.domain.import_topics import NewTopic, add_topics, topic_of
from dialogues.intake.records import (
    DialogueRecord,
    Item,
    Place,
    RejectedRecord,
    TopicRecord,
)
from dialogues.models import Import, RejectedRow, Source

WRONG_KIND: dict[str, tuple[str, str | Promise]] = {
    Import.Kind.DIALOGUES: (
        "no-dialogue",
        _("This is a topic, not a dialogue. Bring topics in as topics."),
    ),
    Import.Kind.TOPICS: (
        "no-topic",
        _("This is a dialogue, not a topic. Bring dialogues in as dialogues."),
    ),
}


def take_in(row: Import, items: list[Item]) -> None:
    """Store what these records are, and count them on the import, which the caller
    holds and saves. The source is locked, so that no other import adds the same.
    """
    assert row.source_id is not None
    source = Source.objects.select_for_update(no_key=True).get(pk=row.source_id)
    tally = Tally(row)
    if row.kind == Import.Kind.DIALOGUES:
        _take_dialogues(row, tally, items)
    else:
        _take_topics(row, source, tally, items)
    RejectedRow.objects.bulk_create(tally.rejected)
    row.position += len(items)
    row.counts = tally.added_to(row.counts)


class Tally:
    """What became of the records of one chunk."""

    def __init__(self, row: Import) -> None:
        self.row = row
        self.numbers: Counter[str] = Counter()
        self.flagged: Counter[str] = Counter()
        self.rejected: list[RejectedRow] = []

    def reject(self, place: Place, code: str, reason: str | Promise) -> None:
        self.rejected.append(
            RejectedRow(
                file=self.row,
                name=place.file[:300],
                line=place.line,
                code=code[:60],
                reason=str(reason),
            ),
        )

    def reject_other(self, item: Item) -> None:
        """Turn away what this import is not about, or what its reader turned away."""
        if isinstance(item, RejectedRecord):
            self.reject(item.place, item.code, item.reason)
        else:
            self.reject(item.place, *WRONG_KIND[self.row.kind])

    def added_to(self, counts: dict[str, Any]) -> dict[str, Any]:
        self.numbers["rejected"] = len(self.rejected)
        self.numbers["read"] = sum(
            self.numbers[name] for name in ("created", "existing", "rejected")
        )
        flagged = Counter(counts.get("flagged", {})) + self.flagged
        return {
            **counts,
            **{
                name: counts.get(name, 0) + self.numbers[name]
                for name in ("read", "created", "existing", "rejected", "held")
            },
            "flagged": dict(sorted(flagged.items())),
        }


def _take_dialogues(row: Import, tally: Tally, items: Iterable[Item]) -> None:
    found: dict[str, NewDialogue] = {}
    usable = 0
    for item in items:
        if not isinstance(item, DialogueRecord):
            tally.reject_other(item)
            continue
        try:
            dialogue = dialogue_of(item)
        except NoDialogue as no:
            tally.reject(item.place, no.code, no.reason)
            continue
        usable += 1
        found.setdefault(dialogue.identity, dialogue)
    known = known_identities(row, found)
    new = [one for identity, one in found.items() if identity not in known]
    if new:
        arrived = add_dialogues(row, new)
        tally.numbers["held"] = arrived.held
        tally.flagged = arrived.flagged
    tally.numbers["created"] = len(new)
    tally.numbers["existing"] = usable - len(new)


def _take_topics(
    row: Import,
    source: Source,
    tally: Tally,
    items: Iterable[Item],
) -> None:
    topics: list[NewTopic] = []
    for item in items:
        if isinstance(item, TopicRecord):
            topics.append(topic_of(item, source))
        else:
            tally.reject_other(item)
    _ids, created = add_topics(row.project, topics, source=source, by=row.ordered_by)
    tally.numbers["created"] = created
    tally.numbers["existing"] = len(topics) - created
