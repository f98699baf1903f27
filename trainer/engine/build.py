"""The small library that DeepSpeed compiles before its first step on a CPU."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path

from trainer.engine.config import Refused

LIBRARY = "deepspeed_shm_comm"


def build_cpu_library() -> None:
    """Compile it once for all runs of this machine, or say what is missing."""
    check_build_tools()
    from deepspeed.accelerator import get_accelerator

    extensions = Path(os.environ.setdefault("TORCH_EXTENSIONS_DIR", _default_folder()))
    library = extensions / LIBRARY
    library.mkdir(parents=True, exist_ok=True)
    with (extensions / f"{LIBRARY}.queue").open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)  # released by the kernel, however we end
        # torch marks a build in progress with a file; whoever was killed while
        # compiling left it there, and everyone after would wait for ever.
        (library / "lock").unlink(missing_ok=True)
        builder = get_accelerator().create_op_builder("ShareMemCommBuilder")
        try:
            builder.load()
        except (RuntimeError, ImportError) as error:
            raise Refused(
                f"DeepSpeed's library {LIBRARY} could not be compiled; the lines above say why."
            ) from error


def check_build_tools() -> None:
    beside_python = str(Path(sys.executable).parent)  # where pip puts ninja
    os.environ["PATH"] = os.pathsep.join([beside_python, os.environ.get("PATH", "")])
    compiler = os.environ.get("CXX", "c++")
    if shutil.which(compiler) is None:
        raise Refused(
            f"Training on this machine needs a C++ compiler and there is no {compiler}: "
            "install one (Debian: apt-get install g++; macOS: xcode-select --install)."
        )
    if shutil.which("ninja") is None:
        raise Refused(
            "Training on this machine needs ninja and there is none: "
            "install it (pip install ninja)."
        )


def _default_folder() -> str:
    return str(Path.home() / ".cache" / "torch_extensions")
