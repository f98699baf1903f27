"""Ordering machine drafts, cancelling them, and taking up what stopped."""

from __future__ import annotations

import heapq
import logging
import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues import tasks
from dialogues.builtin.templates import template
from dialogues.history import Refused
from dialogues.models import (
    Dialogue,
    Draft,
    DraftBatch,
    Drafter,
    DraftEvent,
    Project,
    Prompt,
    Topic,
    User,
)
from dialogues.permissions import is_admin
from dialogues.prompts import render_prompt

logger = logging.getLogger(__name__)

MOST_DRAFTS = 5000
# Three heartbeats: with the sweep every ten seconds, a killed worker costs 25 seconds.
SILENT_AFTER = timedelta(seconds=15)
# Longer than any call and its repetitions take when the batch was cancelled.
LATE_AFTER = timedelta(minutes=10)


def order_batch(
    project: Project,
    *,
    count: int,
    prompt: Prompt | None = None,
    drafter: Drafter | None = None,
    budget: Decimal | None = None,
    topics: Iterable[Topic] | None = None,
    by: User,
) -> DraftBatch:
    """Order drafts, on the topics that have the fewest; a worker makes them."""
    if not 1 <= count <= MOST_DRAFTS:
        raise ValidationError(
            {"count": [_("Order between 1 and %d drafts.") % MOST_DRAFTS]},
        )
    if budget is not None and budget <= 0:
        raise ValidationError({"budget": [_("A budget is more than nothing.")]})
    prompt = prompt or project.prompts.order_by("-created_at", "-version").first()
    drafter = drafter or project.drafters.order_by("pk").first()
    if prompt is None or drafter is None:
        raise Refused(_("The project has no prompt or no drafter."), code="no_drafter")
    if {prompt.project_id, drafter.project_id} != {project.pk}:
        raise ValidationError({"prompt": [_("This belongs to another project.")]})
    batch = DraftBatch(
        project=project,
        prompt=prompt,
        drafter=drafter,
        budget=budget,
        ordered_by=by,
        heartbeat_at=timezone.now(),
    )
    if not is_admin(by, batch):
        raise PermissionDenied(_("Only admins of the project order drafts."))
    with transaction.atomic():
        # One order at a time, so that two do not choose the same topics.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        counted = topics_by_drafts(project)
        if topics is not None:
            counted = counted.filter(pk__in=[topic.pk for topic in topics])
        # The batch's own number seeds the choice: it can be told afterwards.
        chance = random.Random(str(batch.pk))  # noqa: S311
        chosen = list(_fewest_first(counted, count, chance))
        if not chosen:
            raise Refused(
                _("There is no topic to draft on. Import topics first."),
                code="no_topics",
            )
        batch.open(by=by, verb="order", data={"count": count})
        _queue_drafts(batch, chosen, chance, by=by)
        transaction.on_commit(partial(tasks.send, tasks.draft_batch, str(batch.pk)))
    return batch


def topics_by_drafts(project: Project) -> QuerySet[Topic]:
    """The project's topics, each with how many dialogues or drafts it has."""
    gone = [Draft.Status.FAILED, Draft.Status.CANCELLED]
    return project.topics.annotate(
        made=Count("drafts", distinct=True, filter=~Q(drafts__status__in=gone))
        + Count(
            "dialogues",
            distinct=True,
            filter=~Q(dialogues__origin=Dialogue.Origin.DRAFT),
        ),
    ).order_by("created_at", "pk")


def _fewest_first(
    topics: Iterable[Any],  # topics with ``made``, how many drafts they have
    count: int,
    chance: random.Random,
) -> Iterator[Topic]:
    """The topics with the fewest drafts, by chance among equals, as often as needed."""
    waiting = [
        (topic.made, chance.random(), number, topic)
        for number, topic in enumerate(topics)
    ]
    heapq.heapify(waiting)
    for _number in range(count if waiting else 0):
        made, _chance, number, topic = heapq.heappop(waiting)
        yield topic
        heapq.heappush(waiting, (made + 1, chance.random(), number, topic))


def _queue_drafts(
    batch: DraftBatch,
    topics: list[Topic],
    chance: random.Random,
    *,
    by: User,
) -> None:
    emotions = project_emotions(batch.project)
    drafts = []
    for topic in topics:
        emotion = topic.emotion
        if not emotion and emotions and "{emotion}" in batch.prompt.text:
            emotion = chance.choice(emotions)
        drafts.append(new_draft(batch, topic, emotion))
    Draft.objects.bulk_create(drafts, batch_size=500)
    DraftEvent.objects.bulk_create(
        (
            DraftEvent(draft=draft, verb="order", to_status=draft.status, by=by)
            for draft in drafts
        ),
        batch_size=1000,
    )


def project_emotions(project: Project) -> list[str]:
    """The feelings that drafts are spread over, in the project's language."""
    emotions = template(project.template)["emotions"]
    return [emotion["name"][project.language] for emotion in emotions]


def new_draft(batch: DraftBatch, topic: Topic, emotion: str) -> Draft:
    """A draft that waits for its call, with the prompt as it will be sent."""
    words = {
        "topic": topic.text,
        "theme": topic.theme,
        "emotion": emotion,
        "persona": topic.persona,
        "situation": topic.situation,
        "user": batch.project.user_label,
        "assistant": batch.project.assistant_label,
    }
    return Draft(
        batch=batch,
        project=batch.project,
        topic=topic,
        emotion=emotion,
        prompt_text=render_prompt(batch.prompt.text, words),
        model=batch.drafter.model,
        parameters=batch.drafter.parameters,
        currency=batch.drafter.currency,
    )


def cancel_batch(batch: DraftBatch, *, by: User | None) -> None:
    """Stop ordering calls; a reply that is on its way is still kept.

    The worker cancels the drafts one by one: there may be thousands.
    """
    with batch.change("cancel", by=by):
        transaction.on_commit(partial(tasks.send, tasks.cancel_waiting, str(batch.pk)))


def cancel_waiting(batch: DraftBatch, *, note: str = "") -> None:
    """Cancel the drafts of a batch that nobody has called for, now that it is over."""
    for draft in batch.drafts.filter(status=Draft.Status.QUEUED):
        try:
            with draft.change("cancel", by=None) as event:
                event.note = note
        except Refused:
            logger.info("Draft %s was called before it was cancelled", draft.pk)


def sweep_batches() -> None:
    """Send for the batches that wait without a message or whose worker is gone."""
    for batch in silent_batches():
        if batch.status == DraftBatch.Status.RUNNING:
            try:
                take_up_again(batch)
            except Refused:
                logger.info("Batch %s goes on after all", batch.pk)
                continue
        DraftBatch.objects.filter(pk=batch.pk).update(heartbeat_at=timezone.now())
        tasks.send(tasks.draft_batch, str(batch.pk))
    for batch in left_over_batches():
        for draft in batch.drafts.filter(status=Draft.Status.CALLING):
            with draft.change("call again", by=None):
                pass
        cancel_waiting(batch)


def left_over_batches() -> QuerySet[DraftBatch]:
    """Cancelled batches with drafts still open; calls on their way get their time."""
    given_up = timezone.now() - LATE_AFTER
    return (
        DraftBatch.objects.filter(status=DraftBatch.Status.CANCELLED)
        .filter(Q(heartbeat_at__lt=given_up) | ~open_drafts(Draft.Status.CALLING))
        .filter(open_drafts(Draft.Status.QUEUED, Draft.Status.CALLING))
    )


def open_drafts(*statuses: str) -> Exists:
    return Exists(Draft.objects.filter(batch=OuterRef("pk"), status__in=statuses))


def silent_batches() -> QuerySet[DraftBatch]:
    """Batches that are not over, and of which nothing was heard for a while."""
    silent = Q(heartbeat_at=None) | Q(
        heartbeat_at__lt=timezone.now() - SILENT_AFTER,
    )
    unfinished = [DraftBatch.Status.QUEUED, DraftBatch.Status.RUNNING]
    return DraftBatch.objects.filter(silent, status__in=unfinished)


def take_up_again(batch: DraftBatch) -> None:
    """Put a batch whose worker is gone back into the queue, with its open calls."""
    with batch.change("take up again", by=None):
        if batch.heartbeat_at and batch.heartbeat_at > timezone.now() - SILENT_AFTER:
            raise Refused(_("This batch is being drafted."))
        for draft in batch.drafts.filter(status=Draft.Status.CALLING):
            with draft.change("call again", by=None):
                pass
