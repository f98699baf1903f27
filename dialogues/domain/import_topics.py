"""Topics of a file as rows: those that a project has already stay as they are."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from dialogues.intake.records import DialogueRecord, TopicRecord
from dialogues.models import Project, Source, Topic, User

LONGEST_TOPIC = 400
LONGEST_ID = 150
SHOWN_OF_A_PERSONA = 60

# Another import may add the same topic at this moment: the database decides who did.
INSERT = """
    INSERT INTO dialogues_topic
        (id, project_id, source_id, created_by_id, created_at, age_band,
         identity, text, theme, emotion, persona, situation, meta)
    SELECT id, %s, %s, %s, at, '', identity, text, theme, emotion, persona, situation,
           meta::jsonb
    FROM unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::text[], %s::text[], %s::text[])
        AS new (id, at, identity, text, theme, emotion, persona, situation, meta)
    ON CONFLICT (project_id, identity) DO NOTHING
    RETURNING identity
"""


@dataclass(frozen=True)
class NewTopic:
    """A topic as it would be stored."""

    identity: str
    text: str
    theme: str
    emotion: str
    persona: str
    situation: str
    meta: Mapping[str, Any]


def identity_of(*texts: str) -> str:
    """What makes two topics one: the same words, however they are encoded."""
    words = "\n".join(unicodedata.normalize("NFC", text).strip() for text in texts)
    return f"sha256:{hashlib.sha256(words.encode()).hexdigest()}"


def topic_of(record: TopicRecord, source: Source) -> NewTopic:
    """A topic that a file brings; with an id of the source's own, by that id."""
    if record.source_id:
        own = short_id(record.source_id)
        return _new_topic(f"{source.pk}:{own}", record, record.text, record.meta)
    return _new_topic(_words_of(record, record.text), record, record.text, record.meta)


def topic_of_dialogue(record: DialogueRecord) -> NewTopic | None:
    """What a dialogue says it is about; nothing where it does not say."""
    if not (record.topic or record.situation or record.persona):
        return None
    return _new_topic(_words_of(record, record.topic), record, record.topic, {})


def short_id(own: str) -> str:
    """A source's own id, or its hash where it is longer than a row has room for."""
    return own if len(own) <= LONGEST_ID else identity_of(own)


def _words_of(record: TopicRecord | DialogueRecord, text: str) -> str:
    if record.persona or (record.situation and not text):
        return identity_of(record.persona, record.situation)
    return identity_of(text)


def _new_topic(
    identity: str,
    record: TopicRecord | DialogueRecord,
    text: str,
    meta: Mapping[str, Any],
) -> NewTopic:
    named = text or beginning(record.situation or record.persona, SHOWN_OF_A_PERSONA)
    if len(named) > LONGEST_TOPIC:
        meta = {**meta, "text": named}
        named = beginning(named, LONGEST_TOPIC)
    return NewTopic(
        identity=identity,
        text=named,
        theme=record.theme[:80],
        emotion=record.emotion[:40],
        persona=record.persona,
        situation=record.situation,
        meta=meta,
    )


def beginning(text: str, most: int) -> str:
    """The beginning of a longer text, on one line, as the name of its topic."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def add_topics(
    project: Project,
    topics: Iterable[NewTopic],
    *,
    source: Source,
    by: User | None,
) -> tuple[dict[str, uuid.UUID], int]:
    """Store what is new; the ids of all by identity, and how many were created."""
    new: dict[str, NewTopic] = {}
    for topic in topics:
        new.setdefault(topic.identity, topic)
    known = _ids_of(project, new)
    missing = [topic for identity, topic in new.items() if identity not in known]
    if not missing:
        return known, 0
    created = _insert(project, missing, source=source, by=by)
    return {**known, **_ids_of(project, [one.identity for one in missing])}, created


def _ids_of(project: Project, identities: Iterable[str]) -> dict[str, uuid.UUID]:
    rows = Topic.objects.filter(project=project, identity__in=list(identities))
    return dict(rows.order_by().values_list("identity", "pk"))


def _insert(
    project: Project,
    topics: list[NewTopic],
    *,
    source: Source,
    by: User | None,
) -> int:
    start = timezone.now()
    rows = [
        (
            uuid.uuid4(),
            _moment(start, number),
            topic.identity,
            topic.text,
            topic.theme,
            topic.emotion,
            topic.persona,
            topic.situation,
            json.dumps(topic.meta, ensure_ascii=False),
        )
        for number, topic in enumerate(topics)
    ]
    # In one order, so that two imports at a time never wait for each other in a ring.
    rows.sort(key=lambda row: row[2])
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                project.pk,
                source.pk,
                by.pk if by else None,
                *([row[column] for row in rows] for column in range(9)),
            ],
        )
        return len(cursor.fetchall())


def _moment(start: datetime, number: int) -> datetime:
    """Rows of one file keep its order: each is a microsecond younger."""
    return start + timedelta(microseconds=number)
