"""Processes of the engine: writes a run's folder, starts them, tells whether they live."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from dialogues.history import Refused
from exports.domain.files import check_ready, said_in_a_sentence, training_rows
from trainer.engine import environment, files
from trainer.engine.config import CONFIG_NAME, parse_config, write_config
from trainer.models import ModelServer, Run

IDLE_SECONDS = 600
PORT_NAME = "port.json"
SERVER_LOG_NAME = "server.log"
LIBRARIES = ("torch", "transformers", "deepspeed")

# What this process started; polled now and then, so that no zombies are left.
_children: list[subprocess.Popen[bytes]] = []


def run_folder(run: Run) -> Path:
    return settings.VAR_DIR / "runs" / str(run.pk)


def run_log(run: Run) -> Path:
    return run_folder(run) / files.LOG_NAME


def server_log(server: ModelServer) -> Path:
    return run_folder(server.run) / SERVER_LOG_NAME


def model_folder(run: Run) -> Path:
    """Where a finished run left its model."""
    return run_folder(run) / files.FINAL


@contextmanager
def hold(log: Path) -> Iterator[BinaryIO | None]:
    """The log that processes shall write to, or nothing while some still do.

    A process and all that it starts inherit the lock together with the log, and the
    kernel frees it when the last of them is gone, however it went. So no number
    that another process got meanwhile can deceive us, and nobody starts twice.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            free = False
        else:
            free = True
        yield file if free else None


def is_alive(log: Path) -> bool:
    """Whether any process still writes to this log."""
    if not log.exists():
        return False
    with hold(log) as free:
        return free is None


def end_group(pid: int | None) -> None:
    """End a process that is alive and everything that it started, at once."""
    if pid is not None:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def start_training(run: Run, log: BinaryIO) -> int:
    """Start the launcher, detached: it outlives the worker that asked for it."""
    check_trainer_installed()
    folder = write_folder(run)
    files.forget_ending(folder)
    ranks = parse_config(run.config).ranks
    port = environment.free_port()
    command = environment.launch_command(folder, sys.executable, ranks, port)
    return _start(command, log)


def start_server(server: ModelServer, log: BinaryIO) -> int:
    """Start the engine's chat server; its port file appears once it answers."""
    check_trainer_installed()
    folder = model_folder(server.run)
    if not folder.is_dir():
        raise Refused(_("The model of this run is not there: %s") % folder)
    port_file = run_folder(server.run) / PORT_NAME
    port_file.unlink(missing_ok=True)
    command = environment.serve_command(
        folder, sys.executable, str(server.run), 0, port_file=port_file
    )
    return _start([*command, "--idle-seconds", str(IDLE_SECONDS)], log)


def read_port(server: ModelServer) -> int | None:
    """The port that the server listens on, once it does."""
    try:
        told = json.loads((run_folder(server.run) / PORT_NAME).read_text())
    except FileNotFoundError:
        return None
    port: int = told["port"]
    return port


def check_trainer_installed() -> None:
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        raise Refused(
            _("Training needs %s here. Install it with: make install")
            % ", ".join(missing),
            code="trainer_not_installed",
        )


def write_folder(run: Run) -> Path:
    """Write what the engine reads: ``run.json`` and ``data.jsonl``, whole or not."""
    check_ready(run.release)
    folder = run_folder(run)
    config = parse_config(run.config)
    with said_in_a_sentence(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_config(config, folder / CONFIG_NAME)
        unfinished = folder / f"{config.data}.unfinished"
        with unfinished.open("w", encoding="utf-8") as file:
            for row in training_rows(run.release):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        unfinished.replace(folder / config.data)
    return folder


def _start(command: list[str], log: BinaryIO) -> int:
    """The number of the new process, which is also that of its group."""
    # The compiled library is for all runs of the machine; it may have a place already.
    extensions = Path(
        os.environ.get("TORCH_EXTENSIONS_DIR") or settings.VAR_DIR / "torch_extensions",
    )
    extensions.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment.launch_environment(extensions),
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )
    _children[:] = [child for child in _children if child.poll() is None]
    _children.append(process)
    return process.pid
