"""How a run is started: the launcher's command line and its environment."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import sys
from pathlib import Path

from trainer.engine.config import CONFIG_NAME

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET", "PASSWORD", "TOKEN", "API_KEY", "DATABASE_URL", "BROKER_URL")


def launch_command(run_folder: Path, python: str, ranks: int, port: int) -> list[str]:
    """The DeepSpeed launcher on this machine; `port` is where its ranks meet.

    Start it in a session of its own, and end it by `files.ask_to_stop` or by
    signalling its whole process group: the launcher dies of SIGTERM alone and
    leaves its ranks running.
    """
    launcher = [python, "-m", "deepspeed.launcher.runner"]
    return [
        *launcher,
        *("--num_accelerators", str(ranks), "--master_port", str(port)),
        *("--module", "trainer.engine.train"),
        *("--config", str(Path(run_folder).resolve() / CONFIG_NAME)),
    ]


def serve_command(
    model_folder: Path, python: str, name: str, port: int, *, port_file: Path | None
) -> list[str]:
    """The chat server for one trained model; port 0 lets it choose, `port_file` says which."""
    command = [python, "-m", "trainer.engine.serve", "--name", name]
    command += ["--folder", str(Path(model_folder).resolve()), "--port", str(port)]
    return command + (["--port-file", str(port_file)] if port_file else [])


def launch_environment(
    extensions_dir: Path, python: str = sys.executable
) -> dict[str, str]:
    """The whole environment of the child: this process's own, less the site's secrets."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not any(secret in name.upper() for secret in SECRETS)
    }
    paths = [str(Path(python).parent), environment.get("PATH", os.defpath)]
    environment["PATH"] = os.pathsep.join(paths)  # ninja lies beside python
    modules = [str(ROOT), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, modules))
    environment["TORCH_EXTENSIONS_DIR"] = str(Path(extensions_dir).resolve())
    environment["TOKENIZERS_PARALLELISM"] = "false"
    environment["PYTHONUNBUFFERED"] = "1"
    environment.setdefault("OMP_NUM_THREADS", "1")
    environment.setdefault("HF_HUB_OFFLINE", "1")
    return environment


def free_port() -> int:
    """A port below those that the system lends, as it is bound only seconds later."""
    while True:
        port = random.randint(20_000, 32_000)  # noqa: S311 - chance, not secrecy
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
