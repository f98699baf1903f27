"""What is looked at before the demo starts anything."""

import shutil
import socket
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from django.utils.translation import gettext as _

from annotation_site.embedded.child import poll_until
from annotation_site.embedded.environment import lock_file
from annotation_site.embedded.errors import CannotStart

SPACE_TO_START = 200 * 1024 * 1024


@contextmanager
def hold_folder(var: Path) -> Iterator[None]:
    """Hold a folder for one demo; refuse a second."""
    with lock_file(var, "demo").open("a") as file:

        def taken() -> bool:
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                return False
            return True

        # A command that only asks whether a demo runs holds it for an instant.
        if not poll_until(taken, 0.5):
            raise CannotStart(
                _(
                    "A demo already runs on %(folder)s: use its address, stop it with "
                    "Ctrl-C first, or set QUEQIAO_VAR to another folder.",
                )
                % {"folder": var},
            )
        yield


def require_space(*folders: Path, needed: int = SPACE_TO_START) -> None:
    """Refuse to start on a disk that is about to be full."""
    for folder in folders:
        if shutil.disk_usage(folder).free < needed:
            raise CannotStart(
                _(
                    "The disk of %(folder)s is full (%(size)d MB are needed): free "
                    "some space, or set QUEQIAO_VAR to a folder on another disk.",
                )
                % {"folder": folder, "size": needed // 1024 // 1024},
            )


def require_port(host: str, port: int, *, pause: Callable[[float], object]) -> None:
    """Refuse an address that another program listens on."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
    except OSError as error:
        raise CannotStart(
            _("%(host)s is no address of this machine: set HOST to one that is.")
            % {"host": host},
        ) from error

    def free() -> bool:
        with closing(socket.socket(family, kind)) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(address)
            except OSError:
                return False
        return True

    # A demo that was killed a moment ago may still be letting go of its port.
    if not poll_until(free, 2, pause=pause):
        raise CannotStart(
            _(
                "Port %(port)d on %(host)s cannot be used, most likely because another "
                "program has it: choose another with `make demo PORT=%(other)d`.",
            )
            % {"port": port, "host": host, "other": port + 1},
        )


def missing_for_training() -> str | None:
    """Say what DeepSpeed will miss when it compiles its parts, if anything."""
    header = Path(sysconfig.get_path("include")) / "Python.h"
    if shutil.which("c++") and header.exists():
        return None
    return _(
        "Training will fail here without a C++ compiler and Python's headers: "
        "`apt-get install g++ python3-dev`, or on macOS `xcode-select --install`.",
    )
