"""Keeping what dialogues are found by in step with what they say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dialogues.models import Dialogue, Import, Revision, SearchText
from dialogues.searching import as_vector, indexed

AT_ONCE = 500
MOST = 20_000
PATIENCE = timedelta(minutes=3)


def note_text(dialogue: Dialogue, revision: Revision | None) -> None:
    """Let a dialogue be found by this revision, for the caller who holds its lock."""
    _store([(dialogue, revision)])


def note_waiting_texts(most: int = MOST) -> int:
    """Fill the rows that wait, and return how many those were.

    Putting a text into the index takes as long as all else that is done with it:
    files leave it to a worker. What another worker has just now is not waited for.
    While a file comes in it has the machine, for a few minutes at most.
    """
    waiting = SearchText.objects.filter(waits=True).order_by("dialogue")
    if Import.objects.filter(status=Import.Status.RUNNING).exists():
        long_ago = timezone.now() - PATIENCE
        waiting = waiting.filter(dialogue__created_at__lt=long_ago)
    done = 0
    while done < most:
        with transaction.atomic():
            some = list(
                waiting.select_related("dialogue__topic", "dialogue__head")
                .defer("text", "words")
                .select_for_update(of=("self",), skip_locked=True)[:AT_ONCE],
            )
            _store((row.dialogue, row.dialogue.head) for row in some)
        done += len(some)
        if len(some) < AT_ONCE:
            break
    return done


def _store(noted: Iterable[tuple[Dialogue, Revision | None]]) -> None:
    SearchText.objects.bulk_create(
        (_text_of(dialogue, revision) for dialogue, revision in noted),
        update_conflicts=True,
        unique_fields=["dialogue"],
        update_fields=["text", "words", "waits"],
    )


def _text_of(dialogue: Dialogue, revision: Revision | None) -> SearchText:
    topic = dialogue.topic
    about = [topic.text, topic.theme] if topic else []
    said = [turn["text"] for turn in revision.turns] if revision else []
    text = indexed([*about, *said])
    return SearchText(dialogue=dialogue, text=text, words=as_vector(text))
