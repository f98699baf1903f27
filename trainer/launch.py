"""Processes of the engine: writes a run's folder, starts it, asks it to stop."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
from django.conf import settings
from django.utils.translation import gettext as _

from dialogues.history import Refused
from exports.domain.files import training_rows
from trainer.engine import environment, files
from trainer.engine.config import parse_config, write_config
from trainer.models import ModelServer, Run

IDLE_SECONDS = 600
PORT_NAME = "port"


class Process:
    """A detached process, known by its number and the moment when it began."""

    def __init__(self, pid: int, started: float) -> None:
        self.pid = pid
        self.started = started

    @classmethod
    def of(cls, row: Run | ModelServer) -> Process | None:
        if row.pid is None or row.process_started is None:
            return None
        return cls(row.pid, row.process_started)

    def is_alive(self) -> bool:
        """Whether this very process runs, not another one with its number."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def kill(self) -> None:
        """End the process and everything that it started."""
        if self.is_alive():
            os.killpg(self.pid, signal.SIGKILL)


def run_folder(run: Run) -> Path:
    return settings.VAR_DIR / "runs" / str(run.pk)


def model_folder(run: Run) -> Path:
    """Where a finished run left its model."""
    return run_folder(run) / files.FINAL


def check_trainer_installed() -> None:
    missing = [
        name
        for name in ("torch", "transformers", "deepspeed")
        if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise Refused(
            _("Training needs %s here. Install it with: make install-trainer")
            % ", ".join(missing),
            code="trainer_not_installed",
        )
    if shutil.which("c++") is None:
        raise Refused(
            _("Training needs a C++ compiler here (Debian: apt-get install g++)."),
            code="compiler_missing",
        )


def write_folder(run: Run) -> Path:
    """Write what the engine reads: ``run.json`` and ``data.jsonl``, whole or not."""
    folder = run_folder(run)
    folder.mkdir(parents=True, exist_ok=True)
    config = parse_config(run.config)
    write_config(config, folder / "run.json")
    unfinished = folder / "data.jsonl.unfinished"
    with unfinished.open("w", encoding="utf-8") as file:
        for row in training_rows(run.release):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    unfinished.replace(folder / config.data)
    return folder


def start_training(run: Run) -> Process:
    """Start the launcher, detached: it outlives the worker that asked for it."""
    check_trainer_installed()
    folder = write_folder(run)
    files.clear_stop(folder)
    command = environment.launch_command(
        folder,
        sys.executable,
        run.config.get("ranks", 1),
        environment.free_port(),
    )
    return _start(command, folder / files.LOG_NAME)


def start_server(server: ModelServer) -> Process:
    """Start the engine's chat server; its port file appears once it answers."""
    check_trainer_installed()
    folder = model_folder(server.run)
    if not folder.is_dir():
        raise Refused(_("The model of this run is not there: %s") % folder)
    port_file = port_file_of(server)
    port_file.unlink(missing_ok=True)
    command = environment.serve_command(
        folder,
        sys.executable,
        str(server.run),
        0,
        port_file=port_file,
    )
    command += ["--idle-seconds", str(IDLE_SECONDS)]
    return _start(command, run_folder(server.run) / "server.log")


def port_file_of(server: ModelServer) -> Path:
    return run_folder(server.run) / PORT_NAME


def read_port(server: ModelServer) -> int | None:
    """The port that the server listens on, once it does."""
    try:
        return int(port_file_of(server).read_text())
    except (FileNotFoundError, ValueError):
        return None


def _start(command: list[str], log: Path) -> Process:
    extensions = settings.VAR_DIR / "torch-extensions"
    extensions.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment.launch_environment(extensions),
            cwd=settings.BASE_DIR,
            start_new_session=True,
        )
    return Process(process.pid, psutil.Process(process.pid).create_time())
