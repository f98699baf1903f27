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
from annotation_site.embedded.services import Service, as_in_an_address

ATTEMPTS = 3
# What listens on every address of the machine, and where the machine itself asks.
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


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
        host = EVERY_ADDRESS.get(self.host, self.host)
        return f"http://{as_in_an_address(host)}:{self.port}"

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
    named = demo.environment.get("ALLOWED_HOSTS", "")
    demo.environment["ALLOWED_HOSTS"] = hosts_served(host, named)
    server, queue = postgres_in(var), broker_in(var)
    if demo.environment["DATABASE_URL"] == server.url():
        demo.server = server
    if demo.environment["CELERY_BROKER_URL"] == queue.url:
        demo.broker = queue
    return demo


def hosts_served(host: str, named: str) -> str:
    """The names under which the site answers: those that were named, and its own.

    Open to the network it cannot know what others call this machine.
    """
    if host in EVERY_ADDRESS and not named:
        return "*"
    own = as_in_an_address(EVERY_ADDRESS.get(host, host))
    # The supervisor itself asks under the machine's own address.
    return ",".join(filter(None, ["localhost,127.0.0.1,[::1]", own, named]))
