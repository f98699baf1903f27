"""What the commands that need an answering model share."""

from __future__ import annotations

import time

from django.utils.translation import gettext as _

from dialogues.history import Refused
from trainer.domain import serving
from trainer.models import ModelServer, Run


def ready_server(run: Run) -> ModelServer:
    """A server that answers; started here where no worker takes it up."""
    server = serving.want_server(run, by=None)
    try:
        if server.status == ModelServer.Status.WANTED:
            server = serving.start(server)
    except Refused:
        # A worker was faster: it is loading now.
        server.refresh_from_db()
    while server.status in (ModelServer.Status.WANTED, ModelServer.Status.STARTING):
        time.sleep(0.2)
        server.refresh_from_db()
    if server.status != ModelServer.Status.READY:
        raise Refused(server.error or _("The model could not be loaded."))
    return server
