"""Servers that answer from finished runs, started on demand."""

from __future__ import annotations

import time
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dialogues.history import Refused
from dialogues.models import User
from trainer import launch
from trainer.launch import Process
from trainer.models import ModelServer, Run
from trainer.queries import open_server
from trainer.tasks import start_server

LOADING_SECONDS = 120


def want_server(run: Run, *, by: User | None) -> ModelServer:
    """The server that answers from this run; a training worker starts it."""
    if run.status != Run.Status.DONE:
        raise Refused(_("Only a finished run can answer."))
    if server := open_server(run):
        if not _has_left(server):
            return server
        stop(server)
    try:
        with transaction.atomic():
            server = ModelServer(project_id=run.project_id, run=run).open(
                by=by,
                verb="want",
            )
            transaction.on_commit(partial(start_server.delay, str(server.pk)))
    except IntegrityError:
        # Somebody else asked in the same moment: theirs serves both.
        return ModelServer.objects.get(
            run=run,
            status__in=ModelServer.OPEN,
        )
    return server


def start(server: ModelServer) -> ModelServer:
    """Start the process and wait until it answers."""
    with server.change("start", by=None):
        pass
    try:
        process = launch.start_server(server)
    except (Refused, OSError) as error:
        fail(server, error=str(error))
        return server
    ModelServer.objects.filter(pk=server.pk).update(
        pid=process.pid,
        process_started=process.started,
    )
    deadline = time.monotonic() + LOADING_SECONDS
    while time.monotonic() < deadline and process.is_alive():
        if port := launch.read_port(server):
            with server.change("answer", by=None):
                server.port = port
            return server
        time.sleep(0.1)
    process.kill()
    fail(server, error=_("The model could not be loaded. server.log says why."))
    return server


def stop(server: ModelServer) -> None:
    """End the process; a later question starts another."""
    with server.change("stop", by=None):
        if process := Process.of(server):
            process.kill()


def fail(server: ModelServer, *, error: str) -> None:
    with server.change("fail", by=None) as event:
        server.error = event.note = error


def sweep() -> None:
    """Note which servers have left because nobody asked them anything."""
    for server in ModelServer.objects.filter(status__in=ModelServer.OPEN):
        if _has_left(server):
            try:
                stop(server)
            except Refused:
                continue  # another worker noted it at the same time


def _has_left(server: ModelServer) -> bool:
    process = Process.of(server)
    return process is not None and not process.is_alive()
