"""Stopping batches, letting them go on, and taking up those that fell silent."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues import tasks
from dialogues.domain import calls, drafting, replies
from dialogues.history import Refused
from dialogues.models import Call, Draft, DraftBatch, User

logger = logging.getLogger(__name__)

# Three heartbeats: with the sweep every ten seconds, a killed worker costs 25 seconds.
SILENT_AFTER = timedelta(seconds=15)
Status = DraftBatch.Status


def pause_batch(batch: DraftBatch, *, by: User | None) -> None:
    """Order no more calls for now; replies that are on their way are still kept."""
    with batch.change("pause", by=by):
        pass


def resume_batch(batch: DraftBatch, *, by: User | None) -> None:
    """Go on where it was paused."""
    with batch.change("resume", by=by):
        transaction.on_commit(partial(tasks.send, tasks.draft_batch, str(batch.pk)))


def cancel_batch(batch: DraftBatch, *, by: User | None) -> None:
    """Stop ordering calls; a reply that is on its way is still kept.

    The worker cancels the drafts one by one: there may be thousands.
    """
    with batch.change("cancel", by=by):
        transaction.on_commit(partial(tasks.send, tasks.cancel_waiting, str(batch.pk)))


def set_cap(
    batch: DraftBatch,
    *,
    budget: Decimal | None,
    token_budget: int | None,
    by: User | None,
) -> None:
    """Raise, lower or take away what a batch may spend; its next call obeys it.

    With less than is counted already nothing more is called, and the rest is cancelled
    as when the budget is spent.
    """
    drafting.check_amounts(
        count=1,
        candidates=1,
        budget=budget,
        token_budget=token_budget,
    )
    with batch.change("set cap", by=by) as event:
        before = _cap(batch)
        batch.budget, batch.token_budget = budget, token_budget
        event.data = {"before": before, "after": _cap(batch)}


def _cap(batch: DraftBatch) -> dict[str, str | int | None]:
    return {
        "budget": None if batch.budget is None else str(batch.budget.normalize()),
        "token_budget": batch.token_budget,
    }


def cancel_waiting(batch: DraftBatch, *, note: str = "") -> None:
    """Cancel the drafts of a batch that nobody has called for, now that it is over."""
    for draft in batch.drafts.filter(status=Draft.Status.QUEUED).iterator(500):
        try:
            with draft.change("cancel", by=None) as event:
                event.note = note
        except Refused:
            logger.info("Draft %s was called before it was cancelled", draft.pk)
        else:
            replies.attach(draft, batch)
            replies.open_slot(draft)


def take_in_hand(batch: DraftBatch) -> uuid.UUID:
    """Start a queued batch; the worker's own mark, by which it knows its batch."""
    worker = uuid.uuid4()
    with batch.change("start", by=None):
        if batch.worker and not is_silent(batch):
            raise Refused(_("Calls made before the pause are still on their way."))
        # What an earlier worker left behind when it was killed.
        put_back(batch)
        batch.worker = worker
        batch.heartbeat_at = timezone.now()
    return worker


def take_up_again(batch: DraftBatch) -> None:
    """Put a batch whose worker is gone back into the queue, with its open calls."""
    with batch.change("take up again", by=None) as event:
        if not is_silent(batch):
            raise Refused(_("This batch is being drafted."))
        event.data = {"lost": put_back(batch)}
        batch.worker = None


def put_back(batch: DraftBatch) -> int:
    """Let drafts wait again that nobody works on; how many calls were lost.

    Under the lock on the batch. What was answered stays, and is not called again.
    """
    lost = calls.lose(Call.objects.filter(batch=batch))
    for draft in batch.drafts.filter(status=Draft.Status.CALLING):
        with draft.change("call again", by=None):
            pass
    return lost


def is_silent(batch: DraftBatch) -> bool:
    heard = batch.heartbeat_at
    return heard is None or heard < timezone.now() - SILENT_AFTER


def sweep_batches() -> None:
    """Send for the batches that wait without a message or whose worker is gone."""
    for batch in silent_batches():
        if batch.status == Status.RUNNING:
            try:
                take_up_again(batch)
            except Refused:
                logger.info("Batch %s goes on after all", batch.pk)
                continue
        # A worker may just have taken it: then it is no longer queued.
        DraftBatch.objects.filter(pk=batch.pk, status=Status.QUEUED).update(
            heartbeat_at=timezone.now(),
            worker=None,
        )
        tasks.send(tasks.draft_batch, str(batch.pk))
    for batch in left_over_batches():
        with transaction.atomic():
            batch.lock()
            put_back(batch)
            DraftBatch.objects.filter(pk=batch.pk).update(worker=None)
        if batch.status == Status.CANCELLED:
            cancel_waiting(batch)
    gone = timezone.now() - calls.LATE_AFTER
    calls.lose(Call.objects.filter(batch=None, started_at__lt=gone))


def silent_batches() -> QuerySet[DraftBatch]:
    """Batches that are to go on, and of which nothing was heard for a while."""
    return DraftBatch.objects.filter(
        _silent(),
        status__in=[Status.QUEUED, Status.RUNNING],
    )


def left_over_batches() -> QuerySet[DraftBatch]:
    """Stopped batches with open drafts; calls on their way have their time."""
    calling, queued = (
        open_drafts(Draft.Status.CALLING),
        open_drafts(Draft.Status.QUEUED),
    )
    return DraftBatch.objects.filter(
        Q(_silent(), calling, status__in=[Status.PAUSED, Status.CANCELLED])
        | Q(~calling, queued, status=Status.CANCELLED),
    )


def _silent() -> Q:
    return Q(heartbeat_at=None) | Q(heartbeat_at__lt=timezone.now() - SILENT_AFTER)


def open_drafts(*statuses: str) -> Exists:
    return Exists(Draft.objects.filter(batch=OuterRef("pk"), status__in=statuses))
