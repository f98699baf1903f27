"""`status.json`: where a run stands, written whole or not at all."""

from __future__ import annotations

import json
import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

STATUS_NAME = "status.json"
PREPARING, TRAINING, SAVING = "preparing", "training", "saving"
DONE, FAILED, INTERRUPTED = "done", "failed", "interrupted"
ENDED = (DONE, FAILED, INTERRUPTED)
EMPTY: dict[str, Any] = {
    "state": PREPARING,
    "step": 0,
    "max_steps": None,
    "first_loss": None,
    "last_loss": None,
    "error": None,
    "pid": None,
    "host": None,
    "updated_at": None,
}


def read_status(folder: Path) -> dict[str, Any] | None:
    """The run's last word about itself; None before it spoke."""
    try:
        text = (folder / STATUS_NAME).read_text(encoding="utf-8")
        status: dict[str, Any] = json.loads(text)
    except (FileNotFoundError, json.JSONDecodeError):  # the machine may have died
        return None
    return status


def update_status(folder: Path, **changes: Any) -> None:
    """Change some of the status; only rank 0 does this while training goes well."""
    status = {**EMPTY, **(read_status(folder) or {}), **changes}
    status["pid"], status["host"] = os.getpid(), socket.gethostname()
    status["updated_at"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    write_whole(folder / STATUS_NAME, json.dumps(status, ensure_ascii=False) + "\n")


def fail(folder: Path, error: str) -> None:
    """Say why the run ended; of several ranks the first to fail knows best."""
    status = read_status(folder)
    if status is None or status["state"] not in ENDED:
        update_status(folder, state=FAILED, error=error)


def write_whole(path: Path, text: str) -> None:
    """A reader sees the old text or the new one, never half of it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
