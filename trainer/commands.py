"""What the commands that need an answering model share."""

from __future__ import annotations

import time

from dialogues.history import Refused
from trainer.domain import serving
from trainer.models import ModelServer, Run


def ready_server(run: Run) -> ModelServer:
    """A server that answers; started here where no worker takes it up."""
    server = serving.want_server(run, by=None)
    while server.status in (ModelServer.Status.WANTED, ModelServer.Status.STARTING):
        if server.status == ModelServer.Status.WANTED:
            serving.start(server)
        time.sleep(0.2)
        server.refresh_from_db()
        serving.look_after(server)
    if server.status != ModelServer.Status.READY:
        raise Refused(server.error, code="model_failed")
    return server
