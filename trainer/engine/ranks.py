"""Who this process is among those that train together, and what they must agree on."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from trainer.engine.environment import free_port
from trainer.engine.files import STOP_NAME

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1)


def join_world() -> tuple[int, int]:
    """Say this process's rank and the number of ranks, from whichever launcher started it."""
    environment = os.environ
    if "RANK" not in environment and int(environment.get("SLURM_NTASKS", "1")) > 1:
        environment["RANK"] = environment["SLURM_PROCID"]
        environment["WORLD_SIZE"] = environment["SLURM_NTASKS"]
        environment["LOCAL_RANK"] = environment["SLURM_LOCALID"]
    if "RANK" not in environment:  # started by hand: a world of one
        environment.update(
            RANK="0",
            WORLD_SIZE="1",
            LOCAL_RANK="0",
            LOCAL_WORLD_SIZE="1",
            MASTER_ADDR="127.0.0.1",
            MASTER_PORT=str(free_port()),
        )
    return int(environment["RANK"]), int(environment["WORLD_SIZE"])


class StopWish:
    """A signal to any rank, or a file named `stop` in the run folder, asks all ranks to stop.

    The DeepSpeed launcher kills its ranks when it is signalled itself, so the
    file is the dependable way and signals are a courtesy.
    """

    def __init__(self, folder: Path, rank: int) -> None:
        self.file = folder / STOP_NAME
        self.rank = rank
        self.signalled = False
        self.agreed_on = False
        for number in STOP_SIGNALS:
            signal.signal(number, self._remember)

    def _remember(self, _number: int, _frame: FrameType | None) -> None:
        self.signalled = True

    def agreed(self) -> bool:
        """Every rank gets the same answer, so all stop after the same step."""
        import torch
        from deepspeed.accelerator import get_accelerator

        wish = self.signalled or (self.rank == 0 and self.file.exists())
        flag = torch.tensor([int(wish)], device=get_accelerator().current_device_name())
        torch.distributed.all_reduce(flag, op=torch.distributed.ReduceOp.MAX)
        self.agreed_on = bool(flag.item())
        return self.agreed_on

    def forget(self) -> None:
        """The wish was granted: the same command goes on training."""
        self.file.unlink(missing_ok=True)
