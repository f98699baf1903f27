"""Servers that answer from finished runs, started on demand."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.history import Refused
from dialogues.models import User
from dialogues.permissions import ADMIN, EXPERT, has_role
from dialogues.tasks import send
from trainer import launch, tasks
from trainer.models import ModelServer, Run
from trainer.queries import open_server

Status = ModelServer.Status

# How long a model may take to load before its server is ended.
LOADING_TIME = timedelta(minutes=10)
# A server that failed is shown for so long before another is tried.
FAILURE_SHOWN = timedelta(seconds=10)


def want_server(run: Run, *, by: User | None) -> ModelServer:
    """The server that answers from this run; a training worker starts it."""
    if by is not None and not has_role(by, run.project_id, ADMIN, EXPERT):
        raise PermissionDenied(_("Only experts and admins talk with models."))
    if run.status != Run.Status.DONE:
        raise Refused(_("Only a finished run can answer."), code="not_finished")
    with transaction.atomic():
        # Locked, so that two people who ask at once share one server.
        Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        if server := open_server(run):
            look_after(server)
            if server.status in ModelServer.OPEN:
                return server
        failed = run.servers.filter(
            status=Status.FAILED,
            updated_at__gt=timezone.now() - FAILURE_SHOWN,
        ).first()
        if failed:
            return failed
        server = ModelServer(project_id=run.project_id, run=run).open(
            by=by,
            verb="want",
        )
        transaction.on_commit(partial(send, tasks.start_server, str(server.pk)))
    return server


def start(server: ModelServer) -> None:
    """Start the process; ``look_after`` notes when it answers."""
    with launch.hold(launch.server_log(server)) as log:
        if log is None:
            return  # another worker is at it, or an older one has not left yet
        try:
            with server.change("start", by=None):
                server.pid = launch.start_server(server, log)
        except Refused as refusal:
            if server.status == Status.WANTED:
                _fail(server, str(refusal))


def look_after(server: ModelServer) -> None:
    """Note that a server answers, that it failed, or that it left with nobody to ask."""
    alive = launch.is_alive(launch.server_log(server))
    with suppress(Refused):  # somebody noted it at the same time; the row is fresh
        if server.status == Status.STARTING and not alive:
            _fail(server, _why(server))
        elif server.status == Status.STARTING:
            _note_answer(server)
        elif server.status == Status.READY and not alive:
            stop(server)


def _note_answer(server: ModelServer) -> None:
    if port := launch.read_port(server):
        with server.change("answer", by=None):
            server.port = port
    elif timezone.now() - server.updated_at > LOADING_TIME:
        launch.end_group(server.pid)
        _fail(server, _("The model took too long to load."))


def _why(server: ModelServer) -> str:
    log = launch.server_log(server).read_text(encoding="utf-8", errors="replace")
    last = (log.splitlines() or ["–"])[-1]
    return _("The model could not be loaded. The server's log ends: %s") % last


def _fail(server: ModelServer, error: str) -> None:
    with server.change("fail", by=None) as event:
        server.error = event.note = error


def stop(server: ModelServer) -> None:
    """End the process; a later question starts another."""
    with server.change("stop", by=None):
        if server.pid and launch.is_alive(launch.server_log(server)):
            launch.end_group(server.pid)


def stop_all() -> None:
    """End every server, before the machine stops."""
    for server in _open_servers():
        with suppress(Refused):  # a worker noted its end at the same time
            stop(server)


def sweep() -> None:
    """Start what waits, and note which servers answer, failed or left."""
    for server in _open_servers():
        if server.status == Status.WANTED:
            start(server)
        else:
            look_after(server)


def _open_servers() -> list[ModelServer]:
    servers = ModelServer.objects.filter(status__in=ModelServer.OPEN)
    return list(servers.select_related("run__project"))
