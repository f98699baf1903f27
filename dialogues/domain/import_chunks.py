"""Some records of a file at a time: stored, found there already, or rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from dialogues.domain.import_dialogues import add_dialogues, known_identities
from dialogues.domain.import_preparing import Ready
from dialogues.domain.import_records import NewDialogue
from dialogues.domain.import_topics import NewTopic, add_topics, topic_of
from dialogues.intake.records import RejectedRecord, TopicRecord
from dialogues.models import Import, RejectedRow, Source
from dialogues.phrases import keep


def take_in(row: Import, records: list[Ready]) -> None:
    """Store what these records are, and count them on the import, which the caller
    holds and saves. The source is locked, so that no other import adds the same.
    """
    assert row.source_id is not None
    source = Source.objects.select_for_update(no_key=True).get(pk=row.source_id)
    tally = Tally(row)
    if row.kind == Import.Kind.DIALOGUES:
        _take_dialogues(row, tally, records)
    else:
        _take_topics(row, source, tally, records)
    RejectedRow.objects.bulk_create(tally.rejected)
    row.position += len(records)
    row.counts = tally.added_to(row.counts)


class Tally:
    """What became of the records of one chunk."""

    def __init__(self, row: Import) -> None:
        self.row = row
        self.numbers: Counter[str] = Counter()
        self.flagged: Counter[str] = Counter()
        self.rejected: list[RejectedRow] = []

    def reject(self, record: RejectedRecord) -> None:
        self.rejected.append(
            RejectedRow(
                file=self.row,
                name=record.place.file[:300],
                line=record.place.line,
                code=record.code[:60],
                said=keep(record.reason),
            ),
        )

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


def _take_dialogues(row: Import, tally: Tally, records: Iterable[Ready]) -> None:
    found: dict[str, NewDialogue] = {}
    usable = 0
    for record in records:
        if isinstance(record, RejectedRecord):
            tally.reject(record)
        elif isinstance(record, NewDialogue):
            usable += 1
            found.setdefault(record.identity, record)
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
    records: Iterable[Ready],
) -> None:
    topics: list[NewTopic] = []
    for record in records:
        if isinstance(record, RejectedRecord):
            tally.reject(record)
        elif isinstance(record, TopicRecord):
            topics.append(topic_of(record, source))
    _ids, created = add_topics(row.project, topics, source=source, by=row.ordered_by)
    tally.numbers["created"] = created
    tally.numbers["existing"] = len(topics) - created
