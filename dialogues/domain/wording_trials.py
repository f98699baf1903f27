"""A test run of a prompt that rewrites a turn: three real turns, each with a wish."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues import tasks
from dialogues.history import Refused
from dialogues.models import (
    BatchDrafter,
    Dialogue,
    Draft,
    DraftBatch,
    Project,
    Prompt,
    Revision,
    Topic,
    User,
)
from dialogues.prompts import render_for
from dialogues.rewriting import WISHES, rewrite_words

TRIED_AT_ONCE = 3
# Among so many of the latest dialogues three are found, or the project has none.
LOOKED_AT = 50


class Sample(NamedTuple):
    """A turn of a real dialogue, and what should become different about it."""

    topic: Topic
    revision: Revision
    turn: str
    wish: str


def try_rewriting(prompt: Prompt, *, by: User) -> DraftBatch:
    """Order three turns anew that are only looked at; no dialogue is changed by it.

    The caller has asked whether ``by`` may.
    """
    project = prompt.project
    drafter = project.drafters.filter(retired_at=None).order_by("pk").first()
    if drafter is None:
        raise Refused(_("The project has no prompt or no drafter."), code="no_drafter")
    samples = list(islice(_samples(project), TRIED_AT_ONCE))
    if not samples:
        raise Refused(
            _("The project has no dialogue yet to rewrite a turn of."),
            code="no_dialogues",
        )
    batch = DraftBatch(
        project=project,
        prompt=prompt,
        candidates=1,
        trial=True,
        currency=drafter.currency,
        ordered_by=by,
        heartbeat_at=timezone.now(),
    )
    with transaction.atomic():
        batch.open(by=by, verb="order", data={"count": len(samples)})
        BatchDrafter.objects.create(batch=batch, drafter=drafter)
        for topic, revision, turn, wish in samples:
            words = rewrite_words(revision.turns, turn, wish, project)
            Draft(
                batch=batch,
                project=project,
                topic=topic,
                drafter=drafter,
                prompt_text=render_for(prompt, words=words).text,
            ).open(
                by=by,
                verb="order",
                data={"revision": str(revision.pk), "turn": turn, "wish": wish},
            )
        transaction.on_commit(partial(tasks.send, tasks.draft_batch, str(batch.pk)))
    return batch


def _samples(project: Project) -> Iterator[Sample]:
    """One turn of each of the latest dialogues, with another wish each time."""
    wishes = [
        name for name, wish in WISHES.items() if wish.get("for", "assistant") != "user"
    ]
    latest = (
        Dialogue.objects.filter(project=project, about_a_real_person=False)
        .exclude(head=None)
        .exclude(topic=None)
        .select_related("head", "topic")
        .order_by("-updated_at", "pk")[:LOOKED_AT]
    )
    found = 0
    for dialogue in latest:
        topic, head = dialogue.topic, dialogue.head
        assert topic is not None
        assert head is not None
        replies = [
            turn["id"]
            for turn in head.turns
            if turn["role"] == "assistant" and turn["text"].strip()
        ]
        if replies:
            # From the middle: the first and the last words are greetings.
            turn = replies[len(replies) // 2]
            wish = wishes[found % len(wishes)]
            yield Sample(topic, head, turn, wish)
            found += 1
