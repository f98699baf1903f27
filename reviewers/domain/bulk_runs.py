"""Working through a selection: each dialogue by itself, whole or not at all, and once."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dialogues.domain import arranging, editing
from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.bulk_queries import left_previews, report_of, silent_bulks
from reviewers.domain import bulk_verbs, bulks
from reviewers.models import Bulk, BulkRow

logger = logging.getLogger(__name__)

SILENT_AFTER = timedelta(seconds=30)
PREVIEW_LASTS = timedelta(days=1)


def run(bulk: Bulk) -> None:
    """Carry out what was ordered, from where it stopped."""
    with bulk.change("start", by=None):
        bulk.heartbeat_at = timezone.now()
    waiting = bulk.rows.filter(outcome=BulkRow.Outcome.WAITING).order_by("number")
    numbers = list(waiting.values_list("number", flat=True))
    with override(bulk.project.language):
        for number in numbers:
            if not _beat(bulk):
                return
            _do_one(bulk, number)
    _finish(bulk)


def _beat(bulk: Bulk) -> bool:
    """Say that somebody works on it; False where it was stopped or taken over."""
    ours = Bulk.objects.filter(
        pk=bulk.pk,
        status=Bulk.Status.RUNNING,
        heartbeat_at=bulk.heartbeat_at,
    )
    bulk.heartbeat_at = timezone.now()
    return ours.update(heartbeat_at=bulk.heartbeat_at) == 1


def _do_one(bulk: Bulk, number: int) -> None:
    with transaction.atomic():
        # What another worker has in hand, or has done, is passed over.
        rows = bulk.rows.select_for_update(no_key=True, skip_locked=True, of=("self",))
        row = rows.filter(number=number, outcome=BulkRow.Outcome.WAITING).first()
        if row is None:
            return
        try:
            with transaction.atomic():
                done = _act(bulk, row)
        except OperationalError:
            # The database went away: the row still waits.
            raise
        except (Refused, PermissionDenied, ValidationError) as refusal:
            _refuse(row, refusal)
        except Exception:
            logger.exception("Row %s of bulk %s", number, bulk.pk)
            row.outcome, row.code = BulkRow.Outcome.REFUSED, "broken"
            row.sentence = _("Something broke on our side. This one is as it was.")
        else:
            row.outcome, row.sentence = BulkRow.Outcome.DONE, done.sentence
            row.before = done.before
            seen = Dialogue.objects.filter(pk=row.dialogue_id)
            row.left_at = seen.values_list("updated_at", flat=True).get()
        row.at = timezone.now()
        row.save()


def _act(bulk: Bulk, row: BulkRow) -> bulk_verbs.Done:
    # The person and the topic are locked before the dialogue, as everywhere.
    editing.one_claim_at_a_time(bulk.ordered_by)
    dialogue = Dialogue.objects.get(pk=row.dialogue_id)
    arranging.lock_topic(dialogue)
    dialogue.lock()
    if dialogue.updated_at != row.seen_at:
        raise Refused(
            _("It has changed since the preview, so it was left alone."),
            code="changed_since",
        )
    return bulk_verbs.carry_out(bulk, dialogue, row.value or bulk.options)


def _refuse(row: BulkRow, refusal: Exception) -> None:
    row.outcome = BulkRow.Outcome.REFUSED
    row.code, row.sentence = "refused", str(refusal)
    if isinstance(refusal, Refused):
        row.code = refusal.code
    elif isinstance(refusal, PermissionDenied):
        row.code = "forbidden"
    elif isinstance(refusal, ValidationError):
        row.code, row.sentence = "invalid", " ".join(refusal.messages)


def _finish(bulk: Bulk) -> None:
    try:
        with bulk.change("finish", by=None) as event:
            event.data = {**report_of(bulk)}
    except Refused as refusal:
        logger.info("Bulk %s was stopped meanwhile: %s", bulk.pk, refusal)


def sweep() -> None:
    """Send for what waits without a message or whose worker is gone; drop old previews."""
    silent = silent_bulks(timezone.now() - SILENT_AFTER)
    for pk in silent.values_list("pk", flat=True):
        with transaction.atomic():
            free = silent.select_for_update(no_key=True, skip_locked=True)
            bulk = free.filter(pk=pk).first()
            if bulk is None:
                continue
            if bulk.status == Bulk.Status.RUNNING:
                with bulk.change("take up again", by=None):
                    pass
            bulk.heartbeat_at = timezone.now()
            bulk.save(update_fields=["heartbeat_at"])
            bulks.send(bulk)
    for bulk in left_previews(timezone.now() - PREVIEW_LASTS):
        with bulk.change("lapse", by=None):
            pass
