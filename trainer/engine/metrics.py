"""What a run tells while it trains: rows of `metrics.jsonl`, its status, and whole checkpoints."""

# ruff: noqa: ARG002 - the Trainer hands every callback the same arguments

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from transformers import (
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from trainer.engine import checkpoints, status
from trainer.engine.files import METRICS_NAME

if TYPE_CHECKING:
    from trainer.engine.ranks import StopWish

Arguments = TrainingArguments
State = TrainerState
STATUS_EVERY = 2.0  # seconds between two writes of the step alone


class RunRecord(TrainerCallback):
    """Writes what happens, and stops all ranks after the same step when asked to."""

    def __init__(self, folder: Path, stop: StopWish) -> None:
        self.folder = folder
        self.stop = stop
        self.told_at = 0.0
        self.since: tuple[float, float] = (0.0, 0.0)  # time and tokens at the last row

    def _row(self, state: State, event: str, **values: Any) -> None:
        if not state.is_world_process_zero:
            return
        row = {
            "ts": round(time.time(), 3),
            "step": state.global_step,
            "max_steps": state.max_steps,
            "event": event,
            **{name: _plain(value) for name, value in values.items()},
        }
        with (self.folder / METRICS_NAME).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")

    def _status(self, at: State, **changes: Any) -> None:
        if at.is_world_process_zero:
            self.told_at = time.monotonic()
            status.update_status(
                self.folder,
                step=at.global_step,
                max_steps=at.max_steps,
                **changes,
            )

    def on_train_begin(
        self, args: Arguments, state: State, control: TrainerControl, **_: Any
    ) -> None:
        self.since = (time.perf_counter(), float(state.num_input_tokens_seen))
        self._row(state, "begin", world_size=args.world_size, epoch=state.epoch)
        self._status(state, state=status.TRAINING)

    def on_step_end(
        self, args: Arguments, state: State, control: TrainerControl, **_: Any
    ) -> None:
        if self.stop.agreed():
            control.should_save = True
            control.should_training_stop = True
        if control.should_save:
            self._status(state, state=status.SAVING)
        elif time.monotonic() - self.told_at > STATUS_EVERY:
            self._status(state)

    def on_log(
        self,
        args: Arguments,
        state: State,
        control: TrainerControl,
        logs: dict[str, Any] | None = None,
        **_: Any,
    ) -> None:
        logs = logs or {}
        if "loss" not in logs:
            if "eval_loss" in logs:
                self._row(state, "eval", eval_loss=logs["eval_loss"])
            return
        now, seen = time.perf_counter(), float(state.num_input_tokens_seen)
        seconds, tokens = now - self.since[0], seen - self.since[1]
        self.since = (now, seen)
        kept = ("loss", "learning_rate", "grad_norm", "epoch")
        values = {name: logs[name] for name in kept if name in logs}
        self._row(state, "train", **values, tokens_per_s=tokens / max(seconds, 1e-9))
        if state.is_world_process_zero:
            loss = _plain(logs["loss"])
            before = status.read_status(self.folder) or {}
            first = before.get("first_loss")
            self._status(state, first_loss=first or loss, last_loss=loss)

    def on_save(
        self, args: Arguments, state: State, control: TrainerControl, **_: Any
    ) -> None:
        torch.distributed.barrier()  # the last rank has written its part
        if state.is_world_process_zero:
            name = f"checkpoint-{state.global_step}"
            folder = Path(args.output_dir or "") / name
            checkpoints.seal(folder, world_size=args.world_size)
        self._row(state, "save")
        self._status(state, state=status.TRAINING)

    def on_train_end(
        self, args: Arguments, state: State, control: TrainerControl, **_: Any
    ) -> None:
        self._row(state, "end", epoch=state.epoch)


def _plain(value: Any) -> Any:
    """JSON has no NaN and no tensors."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, 8) if math.isfinite(value) else None
    return value
