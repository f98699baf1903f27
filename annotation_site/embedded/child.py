"""A child process that lives no longer than we do."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from annotation_site.embedded.paths import PROJECT, Account, credentials

LOG_SIZE = 5 * 1024 * 1024
PR_SET_PDEATHSIG = 1


def start_child(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    account: Account | None = None,
    at_our_death: signal.Signals | None = signal.SIGTERM,
) -> "subprocess.Popen[bytes]":
    """Start a program in a process group of its own, its output going to ``log``.

    ``at_our_death`` is what the kernel sends it when we are killed; with None it
    outlives us.
    """
    _keep_log_short(log)
    # Ctrl-C in the terminal must reach only us: we decide who stops first.
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/" if account else PROJECT,
            env=dict(environment),
            start_new_session=True,
            preexec_fn=_dying_with_parent(at_our_death),  # noqa: PLW1509  (one thread)
            **credentials(account),
        )


def wait_for_exit(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Wait until a child has ended; False when it still runs."""
    try:
        process.wait(timeout=max(seconds, 0))
    except subprocess.TimeoutExpired:
        return False
    return True


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End whatever a child's group still holds, its leader included."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def signal_child(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Send a signal to the leader only; a good leader tells its own children."""
    with suppress(ProcessLookupError):
        process.send_signal(number)


def last_lines(log: Path, count: int = 3) -> str:
    """The end of a log, for the sentence that names it."""
    try:
        with log.open("rb") as lines:
            lines.seek(max(log.stat().st_size - 8192, 0))
            text = lines.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])


def poll_until(
    ready: Callable[[], bool],
    seconds: float,
    *,
    pause: Callable[[float], object] = time.sleep,
) -> bool:
    """Ask again and again until something is ready or the time is over."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        pause(0.03)
    return True


def _dying_with_parent(number: signal.Signals | None) -> Callable[[], None] | None:
    if number is None or sys.platform != "linux":
        return None
    parent = os.getpid()
    # Loaded before the fork: between fork and exec nothing may be imported.
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def _keep_log_short(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_SIZE:
            log.replace(log.with_suffix(".log.1"))
