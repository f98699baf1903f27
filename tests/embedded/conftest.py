"""Real programs in a folder of their own, on a machine where torch is not there."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from annotation_site.embedded import postgres
from annotation_site.embedded.paths import PROJECT
from tests.embedded_database import open_temporary_folder

WITHOUT_TORCH = """
import sys
for name in ("torch", "deepspeed", "transformers"):
    sys.modules[name] = None
"""
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
        ["ps", "-axo", "pid=,ppid=,stat=,args="],
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
    return [pid for pid in pids if Path(f"/proc/{pid}").exists() and _is_no_zombie(pid)]


def _is_no_zombie(pid):
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)],
        capture_output=True,
        check=False,
        text=True,
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


def remove_folder(folder):
    home = postgres.postgres_home(folder)
    for gone in {folder, home}:
        shutil.rmtree(gone, ignore_errors=True)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """As a newcomer has it: nothing set, no torch, nothing taken over from the tests."""
    site = tmp_path_factory.mktemp("without-torch")
    (site / "sitecustomize.py").write_text(WITHOUT_TORCH)
    unset = dict.fromkeys(
        [
            "CELERY_BROKER_URL",
            "DATABASE_OWNER_URL",
            "DATABASE_URL",
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "SECRET_KEY",
        ],
        "",
    )
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "SAMPLE_ENDPOINT", "PORT", "HOST"}
    }
    return {
        **inherited,
        **unset,
        "PYTHONPATH": str(site),
        "LC_ALL": "en_US.UTF-8",
    }


@pytest.fixture
def folder():
    made = open_temporary_folder()
    yield made
    remove_folder(made)


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
            with urllib.request.urlopen(address, timeout=5) as answer:
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


@pytest.fixture(scope="module")
def demo(environment):
    folder = open_temporary_folder()
    running = RunningDemo(folder, environment)
    yield running
    if running.process.poll() is None:
        running.stop()
    remove_folder(folder)


@pytest.fixture
def run_command(environment, folder):
    """Run one of the site's commands on a folder, and hand back how it ended."""

    def run(*arguments, in_folder=folder, **more):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={**environment, "QUEQIAO_VAR": str(in_folder), **more},
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )

    return run
