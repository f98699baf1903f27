"""The life of a training run: ordered, started, watched, stopped, resumed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.history import Refused
from dialogues.models import Project, User
from dialogues.permissions import ADMIN, has_role
from dialogues.tasks import send
from exports.models import Release
from trainer import launch, tasks
from trainer.engine import files
from trainer.engine.config import Refused as EngineRefused
from trainer.engine.status import PREPARING
from trainer.models import Run
from trainer.queries import log_tail_of, losses_of, progress_of
from trainer.recipes import find_recipe, resolve

# How long a stopped run may take to write its checkpoint before it is ended. A large
# one takes minutes.
STOPPING_TIME = timedelta(minutes=10)
# Any number, the same for all workers: who holds it decides what starts.
START_LOCK = 7_305_611

# What the engine says of the end of a run, and the verb that notes it.
ENDINGS = {"done": "finish", "interrupted": "interrupt", "failed": "fail"}


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
        raise Refused(
            _("This release is “%s”, so nothing can be trained on it.")
            % release.get_status_display(),
            code="release_not_ready",
        )
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
        _enqueue(run)
    return run


def cancel_run(run: Run, *, by: User) -> None:
    """Stop a run; it writes a checkpoint first, so that it may be resumed."""
    with run.change("cancel", by=by):
        transaction.on_commit(partial(_ask_to_stop, run))


def resume_run(run: Run, *, by: User | None) -> None:
    """Go on from the newest checkpoint, as soon as nothing writes to it any more."""
    with run.change("resume", by=by):
        _enqueue(run)


def start_next() -> Run | None:
    """Start the run that has waited longest, unless the machine is busy with one."""
    with transaction.atomic():
        if not _ask("SELECT pg_try_advisory_xact_lock(%s)"):
            return None  # another worker is at it, or the site is being stopped
        if Run.objects.filter(Q(status=Run.Status.RUNNING) | ~Q(pid=None)).exists():
            return None
        run = (
            Run.objects.select_for_update(no_key=True)
            .filter(status=Run.Status.QUEUED)
            .order_by("updated_at")
            .first()
        )
        return _start(run) if run else None


def _start(run: Run) -> Run | None:
    with launch.hold(launch.run_log(run)) as log:
        if log is None:
            # A worker died before it could note that it had started this one. It
            # ends by itself and goes on from its last checkpoint.
            return None
        try:
            with run.change("start", by=None):
                run.error = ""
                run.pid = launch.start_training(run, log)
        except (Refused, EngineRefused) as refusal:
            _end(run, "fail", error=str(refusal))
    return run


def look_after(run: Run, *, silent: str = "fail") -> None:
    """Take over what the engine says of a run that is marked as running.

    Where it ended without a word, ``silent`` is the verb that says so.
    """
    with launch.hold(launch.run_log(run)) as ended:
        if not ended:
            Run.objects.filter(pk=run.pk).update(metrics=losses_of(run))
            return
        said = progress_of(run)
        verb = ENDINGS.get(said.get("state", ""), silent)
        with suppress(Refused):  # another worker looked at the same time
            _end(run, verb, error=_why(run, said) if verb == "fail" else "")


def _why(run: Run, said: dict[str, Any]) -> str:
    last = (log_tail_of(run, 1) or [""])[0].strip()
    silence = _("Training ended without saying why. Its log ends: %s") % (last or "–")
    return said.get("error") or silence


def _end(run: Run, verb: str, *, error: str = "") -> None:
    with run.change(verb, by=None) as event:
        run.pid = None
        run.metrics = event.data = losses_of(run)
        run.error = event.note = error


def sweep() -> None:
    """Look after every run that is going on, and start the next one."""
    for run in Run.objects.filter(status=Run.Status.RUNNING):
        look_after(run)
    for run in Run.objects.exclude(status=Run.Status.RUNNING).exclude(pid=None):
        _see_out(run)
    start_next()


def _see_out(run: Run) -> None:
    """Wait for a stopped run to leave the machine, but not for ever."""
    if launch.is_alive(launch.run_log(run)):
        if timezone.now() - run.updated_at > STOPPING_TIME:
            launch.end_group(run.pid)
    else:
        left = Run.objects.exclude(status=Run.Status.RUNNING)
        left.filter(pk=run.pk, pid=run.pid).update(pid=None, metrics=losses_of(run))


def interrupt_all(*, seconds: float) -> list[Run]:
    """Ask every run that is going on to stop at a checkpoint, before the machine stops."""
    with _nothing_starts():
        return interrupt(Run.objects.filter(status=Run.Status.RUNNING), seconds=seconds)


def interrupt(runs: Iterable[Run], *, seconds: float) -> list[Run]:
    """Ask runs to stop at a checkpoint, and wait a little for it.

    One that has not begun to learn by then is ended, as it has nothing to lose. One
    that still writes its checkpoint leaves by itself when it has written it.
    """
    asked = list(runs)
    for run in asked:
        _ask_to_stop(run)
    deadline = time.monotonic() + seconds
    for run in asked:
        log = launch.run_log(run)
        while launch.is_alive(log) and time.monotonic() < deadline:
            time.sleep(0.05)
        if launch.is_alive(log):
            if progress_of(run).get("state") in (None, PREPARING):
                launch.end_group(run.pid)
            with suppress(Refused), run.change("interrupt", by=None):
                run.metrics = losses_of(run)
        else:
            look_after(run, silent="interrupt")
    return [run for run in asked if run.status == Run.Status.INTERRUPTED]


def resume_all() -> list[Run]:
    """Queue every run that was interrupted, as the site starts again.

    A run that ended without a word did so together with the site or the machine.
    """
    for run in Run.objects.filter(status=Run.Status.RUNNING):
        look_after(run, silent="interrupt")
    runs = list(Run.objects.filter(status=Run.Status.INTERRUPTED))
    for run in runs:
        resume_run(run, by=None)
    return runs


def _enqueue(run: Run) -> None:
    transaction.on_commit(partial(send, tasks.start_runs, str(run.pk)))


def _ask_to_stop(run: Run) -> None:
    folder = launch.run_folder(run)
    if folder.is_dir():
        files.ask_to_stop(folder)


@contextmanager
def _nothing_starts() -> Iterator[None]:
    _ask("SELECT pg_advisory_lock(%s)")
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s)")


def _ask(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, [START_LOCK])
        return cursor.fetchone()[0]
