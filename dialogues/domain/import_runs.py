"""Working through a file: chunk by chunk, each of them whole or not at all."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from dialogues.domain import imports
from dialogues.domain.ahead import ahead
from dialogues.domain.import_chunks import take_in
from dialogues.domain.import_files import items_of, opened, raw, reading_of
from dialogues.domain.import_preparing import Chunk, chunks
from dialogues.history import Refused
from dialogues.import_queries import ImportReport, Say, report_of, silent_imports
from dialogues.intake.reading import Reading
from dialogues.intake.records import Item, UnreadableFile
from dialogues.models import Import, Project, User
from dialogues.phrases import Phrase, keep
from dialogues.phrases import Phrase as _

logger = logging.getLogger(__name__)

AT_ONCE = 500
AHEAD = 2
# While a chunk is stored its worker holds the row's lock; this covers the reading.
SILENT_AFTER = timedelta(seconds=20)
SKIPPED_AT_ONCE = 5000

Watch = Callable[[int], object]


def run_import(row: Import, *, watch: Watch = lambda _done: None) -> None:
    """Take a queued file in, from where it stopped; ``watch`` is told the bytes done."""
    with row.change("start", by=None):
        row.heartbeat_at = timezone.now()
    try:
        with opened(row) as file, override(row.project.language):
            finished = _work_through(row, file, watch)
    except UnreadableFile as error:
        _fail(row, error.code, error.reason)
    except FileNotFoundError:
        _fail(row, "file-missing", _("The file is no longer there. Send it again."))
    except OperationalError:
        # The database went away: the row still says how far we came.
        raise
    except Exception:
        logger.exception("Import %s stopped", row.pk)
        _fail(
            row,
            "broken",
            _("Something broke on our side. What is in stays; try again to go on."),
        )
        raise
    else:
        if finished:
            with row.change("finish", by=None) as event:
                event.data = row.counts


def _work_through(row: Import, file: IO[bytes], watch: Watch) -> bool:
    """Whether all of the file is in; False where the import is no longer ours."""
    reading = reading_of(row, file)
    items = items_of(row, reading)
    skipped = 0
    while skipped < row.position:
        behind = min(SKIPPED_AT_ONCE, row.position - skipped)
        skipped += sum(1 for _item in islice(items, behind))
        if not _beat(row):
            return False
    with _prepared(row, reading, items) as prepared:
        for chunk in prepared:
            with transaction.atomic():
                if not _still_ours(row):
                    return False
                take_in(row, chunk.records)
                row.counts["bytes"] = max(row.counts.get("bytes", 0), chunk.bytes)
                row.heartbeat_at = timezone.now()
                row.save(update_fields=["position", "counts", "heartbeat_at"])
            watch(row.counts["bytes"])
    return True


@contextmanager
def _prepared(
    row: Import, reading: Reading, items: Iterator[Item]
) -> Iterator[Generator[Chunk]]:
    """The rest of the file, read and checked by a thread while chunks are stored."""
    # All that is loaded already stays: the garbage collector need not look at it.
    gc.freeze()
    prepared = ahead(chunks(row, reading, items, size=AT_ONCE), most=AHEAD)
    try:
        yield prepared
    finally:
        prepared.close()
        gc.unfreeze()


def _still_ours(row: Import) -> bool:
    """Lock the row; whether nobody stopped it and no other worker took it over."""
    ours = row.heartbeat_at
    row.lock()
    return row.status == Import.Status.RUNNING and row.heartbeat_at == ours


def _beat(row: Import) -> bool:
    with transaction.atomic():
        if not _still_ours(row):
            return False
        row.heartbeat_at = timezone.now()
        row.save(update_fields=["heartbeat_at"])
    return True


def _fail(row: Import, code: str, why: str | Phrase) -> None:
    try:
        with row.change("fail", by=None) as event:
            row.failure = keep(why)
            event.note = str(why)
            row.counts = {**row.counts, "failed": code}
    except Refused as refusal:
        logger.info("Import %s was stopped meanwhile: %s", row.pk, refusal)


def run_trial(row: Import) -> None:
    """Do all that an import would do, keep the report, and undo the rest."""
    with transaction.atomic():
        row.lock()
        if row.status != Import.Status.TRYING:
            raise Refused(
                gettext("This file is not being tried out."), code="wrong_status"
            )
        with opened(row) as file:
            report = _rehearse(row, file, say=keep)
        with row.change("tried", by=None):
            row.trial = {**report}


def rehearse(
    project: Project,
    file: File[Any],
    *,
    name: str,
    plan: imports.Plan,
    by: User | None,
) -> ImportReport:
    """What would become of a file that nobody has sent yet; nothing of it is kept."""
    with transaction.atomic():
        row = imports.unsaved(project, file, name=name, plan=plan, by=by)
        row.open(by=by, verb="upload")
        report = _rehearse(row, raw(file))
        transaction.set_rollback(True)
    return report


def _rehearse(row: Import, file: IO[bytes], *, say: Say = str) -> ImportReport:
    with transaction.atomic():
        imports.settle_source(row)
        row.position, row.counts = 0, {}
        row.save()
        with override(row.project.language):
            _take_all_in(row, file)
        report = report_of(row, say=say)
        transaction.set_rollback(True)
    return report


def _take_all_in(row: Import, file: IO[bytes]) -> None:
    """The whole file at once; where it breaks off, the row says why."""
    try:
        reading = reading_of(row, file)
        with _prepared(row, reading, items_of(row, reading)) as prepared:
            for chunk in prepared:
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                take_in(row, chunk.records)
                with connection.cursor() as cursor:
                    # What a commit would refuse is to be refused here too.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except UnreadableFile as error:
        row.failure = keep(error.reason)
        row.counts = {**row.counts, "failed": error.code}
    except ValidationError as error:
        row.failure = keep(" ".join(error.messages))


def take_up(row: Import) -> None:
    """Do what a row waits for: the message only said "look"."""
    if row.status == Import.Status.TRYING:
        run_trial(row)
    else:
        run_import(row)


def sweep_imports() -> None:
    """Send for files that wait without a message or whose worker is gone."""
    silent = silent_imports(timezone.now() - SILENT_AFTER)
    for pk in silent.values_list("pk", flat=True):
        with transaction.atomic():
            # Who works on a file holds its lock, or lets it go for a moment only.
            free = silent.select_for_update(no_key=True, skip_locked=True, of=("self",))
            row = free.filter(pk=pk).first()
            if row is None:
                continue
            if row.status == Import.Status.RUNNING:
                with row.change("take up again", by=None):
                    pass
            row.heartbeat_at = timezone.now()
            row.save(update_fields=["heartbeat_at"])
            imports.send(row)
