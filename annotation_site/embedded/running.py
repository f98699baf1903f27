"""One running demo: its folder, its address and what it has started."""

import os
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from annotation_site.embedded.broker import Broker, broker_in
from annotation_site.embedded.postgres import Postgres, postgres_in
from annotation_site.embedded.services import Service

ATTEMPTS = 3


class Interrupted(BaseException):
    """Somebody asked us to stop while we were starting."""


@dataclass
class Demo:
    """One running demo: its folder, its address and its programs."""

    var: Path
    host: str
    port: int
    say: Callable[[str], object]
    environment: dict[str, str]
    stopping: threading.Event = field(default_factory=threading.Event)
    services: list[Service] = field(default_factory=list)
    server: Postgres | None = None
    server_process: "subprocess.Popen[bytes] | None" = None
    broker: Broker | None = None
    broker_process: "subprocess.Popen[bytes] | None" = None
    database_user: IO[str] | None = None

    @property
    def logs(self) -> Path:
        """Where each program writes."""
        return self.var / "log"

    @property
    def local_address(self) -> str:
        """The address under which this machine reaches the site."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return (
            f"http://[{host}]:{self.port}"
            if ":" in host
            else f"http://{host}:{self.port}"
        )

    def pause(self, seconds: float) -> None:
        """Wait, unless somebody asks us to stop."""
        if self.stopping.wait(seconds):
            raise Interrupted


def embedded_demo(
    var: Path, host: str, port: int, say: Callable[[str], object]
) -> Demo:
    """A demo on this environment: what it names outside is used, the rest is ours."""
    demo = Demo(var, host, port, say, {**os.environ, "PYTHONUNBUFFERED": "1"})
    demo.environment.update(HOST=host, PORT=str(port))
    server, queue = postgres_in(var), broker_in(var)
    if demo.environment["DATABASE_URL"] == server.url():
        demo.server = server
    if demo.environment["CELERY_BROKER_URL"] == queue.url:
        demo.broker = queue
    return demo
