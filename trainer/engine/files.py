"""What the site reads from a run folder and writes into it; needs nothing but Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trainer.engine.status import PREPARING, read_status, update_status

if TYPE_CHECKING:
    from pathlib import Path

METRICS_NAME = "metrics.jsonl"
LOG_NAME = "train.log"
STOP_NAME = "stop"
CHECKPOINTS, FINAL, BASE = "checkpoints", "final", "base"
REPORT_NAME = "data_report.json"
RESULT_NAME = "result.json"
TAIL_BYTES = 64 * 1024

__all__ = [
    "ask_to_stop",
    "forget_ending",
    "read_metrics",
    "read_status",
    "tail_log",
]


def read_metrics(folder: Path, *, event: str | None = None) -> list[dict[str, Any]]:
    """The rows of `metrics.jsonl`, in order of steps.

    A run that crashed and went on has written some steps twice: the later row
    stands, and steps after the checkpoint it went back to are forgotten.
    """
    try:
        text = (folder / METRICS_NAME).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue  # the line that is being written, or was when the machine died
        if row["event"] == "begin":
            rows = {key: kept for key, kept in rows.items() if key[0] <= row["step"]}
        rows[row["step"], row["event"]] = row
    ordered = sorted(rows.values(), key=lambda row: (row["step"], row["ts"]))
    return [row for row in ordered if event is None or row["event"] == event]


def tail_log(folder: Path, *, lines: int = 100) -> list[str]:
    """The last lines of what the run printed."""
    try:
        with (folder / LOG_NAME).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL_BYTES))
            text = file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return text.splitlines()[-lines:]


def ask_to_stop(folder: Path) -> None:
    """Ask the run to write a checkpoint after its current step and end as interrupted."""
    (folder / STOP_NAME).touch()


def forget_ending(folder: Path) -> None:
    """Forget an old wish to stop and how the run ended; whoever starts it does this first."""
    (folder / STOP_NAME).unlink(missing_ok=True)
    if read_status(folder):
        update_status(folder, state=PREPARING, error=None)
