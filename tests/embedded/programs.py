"""Programs as a person starts them, and what can be seen of them from outside."""

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from annotation_site.embedded import postgres
from annotation_site.embedded.paths import PROJECT

PATIENCE = 60


def until(ready, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not (result := ready()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
    return result


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def family_of(pid):
    """Everything that a process has started, and they in turn, as {pid: command}."""
    listing = subprocess.run(
        ["ps", "-axwwo", "pid=,ppid=,stat=,args="],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    rows = [line.split(None, 3) for line in listing.splitlines()]
    rows = [row for row in rows if len(row) == 4 and not row[2].startswith("Z")]
    family, parents = {}, {str(pid)}
    while parents:
        found = {row[0]: row[3] for row in rows if row[1] in parents}
        family.update({int(child): command for child, command in found.items()})
        parents = set(found)
    return family


def alive(pids):
    """Those of these processes that still run."""
    listing = subprocess.run(
        ["ps", "-axwwo", "pid=,stat="],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    rows = [line.split() for line in listing.splitlines()]
    running = {int(pid) for pid, state in rows if not state.startswith("Z")}
    return sorted(running & set(pids))


def remove_folder(folder):
    home = postgres.postgres_home(folder)
    for gone in {folder, home}:
        shutil.rmtree(gone, ignore_errors=True)


class RunningDemo:
    """A demo of our own, as ``make demo`` starts it."""

    def __init__(self, folder, environment):
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **environment,
            "QUEQIAO_VAR": str(folder),
            "PORT": str(self.port),
        }
        self.output = folder / "demo.out"
        self.start()

    def start(self):
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"],
                cwd=PROJECT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until(lambda: self.process.poll() is not None or self.is_open())
        assert self.process.poll() is None, self.output.read_text()

    def is_open(self):
        return "Press Ctrl-C to stop." in self.output.read_text()

    def status(self):
        with contextlib.suppress(OSError):
            address = f"http://127.0.0.1:{self.port}/health/"
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.status
        return None

    def find(self, words):
        """The youngest generation's leader whose command has these words."""
        family = family_of(self.process.pid)
        return min(
            (p for p, command in family.items() if words in command), default=None
        )

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)
