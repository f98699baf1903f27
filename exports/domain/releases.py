"""Ordering a release, freezing it, and taking it back."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Approval, Dialogue, Project, User
from dialogues.permissions import ADMIN, has_role
from dialogues.sign_off_queries import instruction_in_use
from dialogues.tasks import send
from exports import tasks
from exports.domain.sealing import head_of, seal
from exports.domain.splitting import Families
from exports.formats import SPLITS, manifest_lines
from exports.models import Release
from exports.queries import (
    ROWS_AT_ONCE,
    approved_dialogues,
    left_out,
    manifest_head,
    manifest_items,
)
from exports.snapshot import canonical_json, fingerprint, snapshot

logger = logging.getLogger(__name__)

# A worker that freezes holds the row's lock; one that died does not. The time only
# covers the moment between taking a release up and locking it.
SILENT = timedelta(seconds=10)


def order_release(project: Project, *, name: str, by: User, seed: int = 42) -> Release:
    """Ask for every approved dialogue to be frozen under a name; a worker does it."""
    if not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project make releases."))
    instruction = instruction_in_use(project)
    if instruction is None:
        raise Refused(_("The project has no instruction yet, so nothing can be said."))
    release = Release(
        project=project,
        name=name.strip(),
        seed=seed,
        instruction=instruction,
        ordered_by=by,
    )
    release.clean_fields(
        exclude={"project", "instruction", "ordered_by", "rows", "excluded"},
    )
    with transaction.atomic():
        if not approved_dialogues(project).exists():
            raise Refused(
                _("No dialogue is approved yet, so there is nothing to freeze.")
            )
        try:
            with transaction.atomic():
                release.open(by=by, verb="order")
        except IntegrityError:
            raise Refused(
                _("There is a release “%s” already. Choose another name.")
                % release.name,
                code="name_taken",
            ) from None
        _enqueue(release)
    return release


def try_again(release: Release, *, by: User) -> None:
    """Put a failed release back into the queue."""
    with release.change("try again", by=by):
        release.error = ""
        _enqueue(release)


def withdraw(release: Release, *, by: User, reason: str = "") -> None:
    """Offer the release for no further use; what it holds stays on record."""
    with release.change("withdraw", by=by) as event:
        event.note = clean_text(reason).strip()


def build_release(release: Release) -> None:
    """Freeze all that is approved now, in one piece; on failure it holds nothing."""
    with release.change("build", by=None):
        release.heartbeat_at = timezone.now()
    try:
        with transaction.atomic():
            release.lock()
            _freeze(release)
            with release.change("publish", by=None) as event:
                event.data = {"sha256": release.sha256, "rows": release.rows}
    except Refused as refusal:
        _fail(release, str(refusal))
    except Exception:
        logger.exception("Release %s could not be frozen", release.pk)
        _fail(release, _("Something broke on our side. Nothing was kept; try again."))
        raise


def sweep_releases() -> None:
    """Take up again what waits too long, and what a dead worker left behind."""
    silent = timezone.now() - SILENT
    waiting = Release.objects.filter(status=Release.Status.QUEUED)
    for release in waiting.filter(updated_at__lt=silent):
        _enqueue(release)
    building = Release.objects.filter(status=Release.Status.BUILDING)
    for pk in building.filter(heartbeat_at__lt=silent).values_list("pk", flat=True):
        with transaction.atomic():
            free = building.select_for_update(no_key=True, skip_locked=True)
            if left_behind := free.filter(pk=pk).first():
                with left_behind.change("take up again", by=None):
                    _enqueue(left_behind)


def _enqueue(release: Release) -> None:
    transaction.on_commit(partial(send, tasks.build_release, str(release.pk)))


def _fail(release: Release, sentence: str) -> None:
    with release.change("fail", by=None) as event:
        release.error = event.note = sentence


def _freeze(release: Release) -> None:
    """Write the rows and the figures of a release that is locked and being built."""
    project = release.project
    # Locked, the dialogues stay approved until their rows are written.
    taken = list(
        approved_dialogues(project)
        .select_for_update(no_key=True, of=("self",))
        .values_list("pk", flat=True),
    )
    if not taken:
        raise Refused(_("No dialogue is approved any more, so nothing was frozen."))
    seal(project)
    release.audit_head = head_of(project)
    splits = _splits(taken, seed=release.seed)
    _write_items(release, taken, splits)
    counts = Counter(splits)
    release.rows = {split: counts[split] for split in SPLITS}
    release.excluded = left_out(project, taken=len(taken))
    release.save(update_fields=["rows", "excluded", "audit_head"])
    manifest = hashlib.sha256()
    for line in manifest_lines(manifest_head(release), manifest_items(release)):
        manifest.update(line.encode())
    release.sha256 = manifest.hexdigest()
    release.save(update_fields=["sha256"])


def _splits(taken: list[uuid.UUID], *, seed: int) -> list[str]:
    families = Families()
    for chunk in _in_chunks(taken):
        for dialogue in chunk:
            assert dialogue.head is not None
            families.add(
                topic=dialogue.topic.text if dialogue.topic else None,
                text="".join(turn["text"] for turn in dialogue.head.turns),
                draft=dialogue.draft_id,
            )
    return families.splits(seed=seed)


def _in_chunks(taken: list[uuid.UUID]) -> Iterator[list[Dialogue]]:
    """The dialogues in the order of their ids, with all that a snapshot reads."""
    dialogues = (
        Dialogue.objects.select_related("topic", "head", "draft__answer", "source")
        .only(
            "project",
            "topic__text",
            "topic__theme",
            "emotion",
            "origin",
            "source__name",
            "identity",
            "head__number",
            "head__turns",
            "head__dialogue",
            "draft__answer__answered_by",
            "draft__answer__sample",
        )
        .prefetch_related(
            Prefetch(
                "approvals",
                Approval.objects.only("dialogue_id", "revision_id", "kind"),
            ),
        )
    )
    for start in range(0, len(taken), ROWS_AT_ONCE):
        wanted = taken[start : start + ROWS_AT_ONCE]
        found = dialogues.in_bulk(wanted)
        yield [found[pk] for pk in wanted]


def _write_items(
    release: Release,
    taken: list[uuid.UUID],
    splits: list[str],
) -> None:
    """Write the rows by COPY, which is many times quicker than INSERT."""
    numbers = count(1)
    with connection.cursor() as cursor:
        for dialogues in _in_chunks(taken):
            # All is read before: nothing else can be asked while rows are sent.
            items = [
                _item(release, dialogue, number := next(numbers), splits[number - 1])
                for dialogue in dialogues
            ]
            with connection.wrap_database_errors, cursor.copy(COPY_ITEMS) as copy:
                for item in items:
                    copy.write_row(item)


COPY_ITEMS = """
    COPY exports_releaseitem
        (id, release_id, number, dialogue_id, revision_id, split, record, sha256)
    FROM STDIN
"""


def _item(
    release: Release,
    dialogue: Dialogue,
    number: int,
    split: str,
) -> tuple[object, ...]:
    # The same dialogue of the same release has the same row id, however often
    # freezing starts again.
    row = uuid.uuid5(release.pk, str(dialogue.pk))
    record = canonical_json(
        snapshot(
            dialogue,
            row=row,
            instruction=release.instruction.version,
            project=release.project,
        ),
    )
    return (
        row,
        release.pk,
        number,
        dialogue.pk,
        dialogue.head_id,
        split,
        record,
        fingerprint(record),
    )
