"""The programs of the demo, how each is started, kept alive and stopped."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annotation_site.embedded.child import (
    end_group,
    signal_child,
    start_child,
    wait_for_exit,
)

LONGEST_WAIT = 30.0
LONG_ENOUGH = 30.0


@dataclass
class Service:
    """A program that is started again when it ends by itself."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    at_our_death: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    failures: int = 0
    start_again_at: float = 0.0

    def start(self) -> None:
        """Start the program."""
        self.started_at = time.monotonic()
        self.process = start_child(
            self.command,
            log=self.log,
            environment=self.environment,
            at_our_death=self.at_our_death,
        )

    @property
    def has_ended(self) -> bool:
        """Whether the program does not run now."""
        return self.process is None or self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Ask the program to end."""
        if self.process:
            signal_child(self.process, signal.SIGTERM)

    def make_sure_it_stopped(self, seconds: float) -> None:
        """Wait for the end, then end what is left of its group."""
        if self.process:
            wait_for_exit(self.process, seconds)
            end_group(self.process)
            self.process = None

    def mend(self) -> int | None:
        """Start the program again, at once or after a while; return how it ended."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_again_at:
                self.start()
            return None
        ended = self.process.poll()
        if ended is None:
            return None
        # What its leader left behind may still hold the port.
        end_group(self.process)
        self.process = None
        self.failures = 0 if now - self.started_at > LONG_ENOUGH else self.failures
        wait = min(2.0 ** (self.failures - 1), LONGEST_WAIT) if self.failures else 0.0
        self.failures += 1
        self.start_again_at = now + wait
        return ended


def as_in_an_address(host: str) -> str:
    """A host as an address with a port has it."""
    return f"[{host}]" if ":" in host else host


def web(host: str, port: int, environment: Mapping[str, str], logs: Path) -> Service:
    """The website."""
    address = f"{as_in_an_address(host)}:{port}"
    command = [
        *(sys.executable, "-m", "gunicorn", "annotation_site.wsgi"),
        *("--bind", address),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "2"),
        "--no-control-socket",
        *("--access-logfile", "-"),
    ]
    return Service("web", command, environment, logs / "web.log")


def workers(environment: Mapping[str, str], logs: Path) -> list[Service]:
    """Both Celery workers, and the clock that wakes them."""
    celery = [sys.executable, "-m", "celery", "-A", "annotation_site"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    # When we are killed the broker goes too, and a worker asked politely would wait
    # for it. What a worker held is restored at the next start.
    return [
        Service(
            queue_name,
            [*celery, "worker", "-Q", queue, "-c", "2", "-n", f"{queue}@%h", *quiet],
            environment,
            logs / f"{queue_name}.log",
            at_our_death=signal.SIGKILL,
        )
        for queue_name, queue in (("worker", "default"), ("training", "training"))
    ] + [
        Service(
            "beat",
            [*celery, "beat", "--pidfile", "", "--loglevel", "INFO"],
            environment,
            logs / "beat.log",
        ),
    ]


def sample_endpoint(
    port_file: Path,
    environment: Mapping[str, str],
    logs: Path,
) -> Service:
    """The stored dialogues that answer in place of a model when there is no key."""
    command = [
        *(sys.executable, "-m", "dialogues.sample_endpoint"),
        *("--port", "0", "--port-file", str(port_file)),
    ]
    return Service(
        "sample-endpoint", command, environment, logs / "sample-endpoint.log"
    )
