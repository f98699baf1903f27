"""The life of a training run: ordered, started, watched, stopped, resumed."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.history import Refused
from dialogues.models import Project, User
from dialogues.permissions import ADMIN, has_role
from exports.models import Release
from trainer import launch
from trainer.engine import files
from trainer.launch import Process
from trainer.models import Run
from trainer.recipes import find_recipe, resolve
from trainer.tasks import sweep_runs

# How long a cancelled run may take to write its checkpoint before it is ended.
STOPPING_TIME = timedelta(seconds=60)
# How long a start may take before its process is known.
STARTING_TIME = timedelta(seconds=60)
# Any number, the same for all workers: only one of them starts a run at a time.
START_LOCK = 7_305_611


def queue_run(
    release: Release,
    *,
    recipe: str,
    overrides: dict[str, Any] | None = None,
    by: User,
) -> Run:
    """Order a fine-tune of a release; a training worker starts it."""
    if not has_role(by, release.project_id, ADMIN):
        raise PermissionDenied(_("Only admins of the project train models."))
    if release.status != Release.Status.READY:
        raise Refused(_("This release is not ready to be trained on."))
    config = resolve(find_recipe(recipe), overrides or {})
    with transaction.atomic():
        project = Project.objects.select_for_update(no_key=True).get(
            pk=release.project_id,
        )
        last = project.runs.aggregate(last=Max("number"))["last"] or 0
        run = Run(
            project=project,
            release=release,
            number=last + 1,
            recipe=recipe,
            config=config.as_dict(),
            ordered_by=by,
        ).open(by=by, verb="queue")
        transaction.on_commit(sweep_runs.delay)
    return run


def start_next() -> Run | None:
    """Start the run that has waited longest, unless one is running here."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [START_LOCK])
        if Run.objects.filter(status=Run.Status.RUNNING).exists():
            return None
        run = (
            Run.objects.select_related("release__project", "project")
            .filter(status=Run.Status.QUEUED)
            .order_by("created_at")
            .first()
        )
        if run is None:
            return None
        with run.change("start", by=None):
            run.pid = run.process_started = None
            run.error = ""
    # The process is started outside of the transaction: it cannot be rolled back.
    try:
        process = launch.start_training(run)
    except (Refused, OSError) as error:
        fail(run, error=str(error))
        return run
    Run.objects.filter(pk=run.pk).update(
        pid=process.pid,
        process_started=process.started,
    )
    return run


def look_after(run: Run) -> None:
    """Take over what the engine says of a run that is marked as running."""
    process = Process.of(run)
    if process is None:
        if timezone.now() - run.updated_at > STARTING_TIME:
            fail(run, error=_("The worker stopped while it started this run."))
        return
    if process.is_alive():
        return
    said = files.read_status(launch.run_folder(run)) or {}
    if said.get("state") == "done":
        finish(run, said)
    elif said.get("state") == "interrupted":
        interrupt(run)
    else:
        fail(run, error=said.get("error") or _("Training ended without a word."))


def finish(run: Run, said: dict[str, Any]) -> None:
    """Note that all steps are done, with the losses and where the model lies."""
    with run.change("finish", by=None) as event:
        run.metrics = {
            "first_loss": said["first_loss"],
            "last_loss": said["last_loss"],
            "steps": said["step"],
        }
        event.data = run.metrics


def fail(run: Run, *, error: str) -> None:
    with run.change("fail", by=None) as event:
        run.error = event.note = error


def interrupt(run: Run) -> None:
    """Note that the run stopped at a checkpoint, from which it can go on."""
    with run.change("interrupt", by=None):
        pass


def cancel_run(run: Run, *, by: User) -> None:
    """Stop a run; it writes a checkpoint first, so that it may be resumed."""
    with run.change("cancel", by=by):
        transaction.on_commit(partial(_ask_to_stop, run))


def resume_run(run: Run, *, by: User | None) -> None:
    """Go on from the newest checkpoint; a training worker starts it."""
    with run.change("resume", by=by):
        if (process := Process.of(run)) and process.is_alive():
            raise Refused(_("It is still writing its checkpoint. Try again shortly."))
        transaction.on_commit(sweep_runs.delay)


def _ask_to_stop(run: Run) -> None:
    folder = launch.run_folder(run)
    if folder.is_dir():
        files.ask_to_stop(folder)


def sweep() -> None:
    """Look after every run that is going on, and start the next one."""
    for run in Run.objects.filter(status=Run.Status.RUNNING):
        try:
            look_after(run)
        except Refused:
            continue  # another worker looked at the same time
    for run in Run.objects.filter(status=Run.Status.CANCELLED).exclude(pid=None):
        process = Process.of(run)
        if process and timezone.now() - run.updated_at > STOPPING_TIME:
            process.kill()
    start_next()


def interrupt_all(*, seconds: float) -> list[Run]:
    """Ask every running run to stop at a checkpoint, and wait a little for them.

    A run that has not stopped by then is ended: its last checkpoint stands.
    """
    runs = list(Run.objects.filter(status=Run.Status.RUNNING))
    for run in runs:
        _ask_to_stop(run)
    deadline = time.monotonic() + seconds
    for run in runs:
        process = Process.of(run)
        while process and process.is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        if process and process.is_alive():
            process.kill()
        said = files.read_status(launch.run_folder(run)) or {}
        if said.get("state") == "done":
            finish(run, said)
        else:
            interrupt(run)
    return runs


def resume_all() -> list[Run]:
    """Queue every run that was interrupted, as the site starts again."""
    runs = list(Run.objects.filter(status=Run.Status.INTERRUPTED))
    for run in runs:
        resume_run(run, by=None)
    return runs
