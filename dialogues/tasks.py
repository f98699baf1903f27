"""What the worker does for this room: each task fetches its row and calls one verb."""

import logging

from celery import Task, current_app, shared_task
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def send(task: Task, row_id: str) -> None:
    """Tell a worker to look at a row.

    The row is the truth: without a broker nothing is lost, for the sweep sends again.
    """
    try:
        with task.app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.1)
            task.apply_async((row_id,), connection=connection, retry=False)
    except OperationalError as error:
        logger.warning("No broker for %s(%s) now: %s", task.name, row_id, error)


def worker_is_there() -> bool:
    """Whether a worker answers a call just now."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.1)
            return bool(current_app.control.ping(timeout=1.0, connection=connection))
    except OperationalError:
        return False


@shared_task
def draft_batch(batch_id: str) -> None:
    from dialogues.domain import draft_runs
    from dialogues.models import DraftBatch

    draft_runs.run_batch(DraftBatch.objects.get(pk=batch_id))


@shared_task
def cancel_waiting(batch_id: str) -> None:
    from dialogues.domain import batches
    from dialogues.models import DraftBatch

    batches.cancel_waiting(DraftBatch.objects.get(pk=batch_id))


@shared_task
def sweep_batches() -> None:
    from dialogues.domain import batches

    batches.sweep_batches()


@shared_task
def free_expired_leases() -> None:
    from dialogues.domain import editing
    from dialogues.history import Refused
    from dialogues.work_queries import expired_assignments

    for assignment in expired_assignments():
        try:
            editing.lapse(assignment)
        except Refused as refusal:
            logger.info("Assignment %s did not lapse: %s", assignment.pk, refusal)


@shared_task
def settle_peer_readings() -> None:
    from dialogues.domain import peer_stage

    peer_stage.sweep()


@shared_task
def mail_notices(user_id: str) -> None:
    from dialogues.domain import mailing
    from dialogues.models import User

    mailing.send_letter(User.objects.get(pk=user_id), mail=mailing.Mail.NOW)


@shared_task
def mail_missed() -> None:
    from dialogues.domain import mailing

    mailing.send_letters(mail=mailing.Mail.NOW)


@shared_task
def mail_digests() -> None:
    from dialogues.domain import mailing

    mailing.send_letters(mail=mailing.Mail.DAILY)


@shared_task
def settle_levels() -> None:
    from dialogues.domain import levels

    levels.settle_all_levels()


@shared_task
def settle_needs() -> None:
    from dialogues.domain import needs

    needs.settle_all_needs()


@shared_task
def forget_old_answers() -> None:
    from dialogues.rest.once import forget_old_answers as forget

    forget()


@shared_task
def take_in_file(import_id: str) -> None:
    from dialogues.domain import import_runs
    from dialogues.models import Import

    import_runs.take_up(Import.objects.get(pk=import_id))


@shared_task
def sweep_imports() -> None:
    from dialogues.domain import import_runs

    import_runs.sweep_imports()


@shared_task
def note_waiting_texts() -> None:
    from dialogues.domain import search_texts

    search_texts.note_waiting_texts()


@shared_task
def note_missing_fingerprints() -> None:
    from dialogues.domain import missing_fingerprints

    missing_fingerprints.note_missing_fingerprints()
