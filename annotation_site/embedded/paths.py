"""Where everything lives under the ``var`` folder, and who is able to reach it."""

import hashlib
import os
import pwd
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotation_site.embedded.errors import CannotStart, is_full_disk

PROJECT = Path(__file__).resolve().parent.parent.parent

# The kernel's limit for a socket's path is 107 bytes on Linux and 103 on macOS;
# ".s.PGSQL.5432" is the longest name we put there.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")


@dataclass(frozen=True)
class Account:
    """Whom a server runs as where it refuses to run as root."""

    uid: int
    gid: int


def var_folder() -> Path:
    """The folder that holds all data: QUEQIAO_VAR, or ``var`` in the project."""
    return (
        Path(os.environ.get("QUEQIAO_VAR") or PROJECT / "var").expanduser().absolute()
    )


def make_folder(folder: Path, *, mode: int = 0o755) -> Path:
    """Make a folder with exactly this mode, whatever the umask says."""
    if not folder.is_dir():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(mode)
        except OSError as error:
            if is_full_disk(error):
                raise
            raise CannotStart(
                f"{folder} cannot be made ({error.strerror}): "
                "set QUEQIAO_VAR to a folder you may write to.",
            ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotStart(
            f"{folder} belongs to somebody else: start as its owner, "
            "or set QUEQIAO_VAR to a folder you may write to.",
        )
    return folder


def server_account() -> Account | None:
    """``nobody`` when we are root, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise CannotStart(
            "PostgreSQL does not run as root and this machine has no user nobody: "
            "start as an ordinary user, or set DATABASE_URL to a running server.",
        ) from error
    return Account(nobody.pw_uid, nobody.pw_gid)


def credentials(account: Account | None) -> dict[str, Any]:
    """What ``subprocess`` needs in order to run something as an account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def closed_folder(path: Path) -> Path | None:
    """The first folder on the way to ``path`` that other users may not enter."""
    for folder in reversed([path, *path.parents]):
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def postgres_home(var: Path) -> Path:
    """Where the database lives; as root, somewhere that ``nobody`` may read."""
    usual = var / "postgres"
    if server_account() is None:
        return usual
    shared = Path("/var/lib" if sys.platform == "linux" else "/usr/local/var")
    elsewhere = shared / f"queqiao-{_fingerprint(var)}"
    if (elsewhere / "data").exists():
        return elsewhere
    closed = closed_folder(var.parent.resolve())
    if closed is None:
        return usual
    if (usual / "data").exists():
        raise CannotStart(
            f"The database in {usual} runs as nobody, and {closed} is closed to other "
            f"users: open it with `chmod o+x {closed}`, or set QUEQIAO_VAR.",
        )
    return elsewhere


def explain_postgres_home(var: Path) -> str | None:
    """Say in one sentence where the database went, when it is not under ``var``."""
    home = postgres_home(var)
    if home.parent == var:
        return None
    return (
        f"The database is kept in {home}: as root it runs as nobody, "
        f"who may not enter every folder above {var}."
    )


def socket_folder(wanted: Path, account: Account | None = None) -> Path:
    """A private folder for a socket, in the temporary folder when the path is long."""
    folder = wanted
    if len(os.fsencode(wanted)) > LONGEST_SOCKET_FOLDER:
        owner = account.uid if account else os.geteuid()
        name = f"queqiao-{owner}-{_fingerprint(wanted)}"
        folder = Path(tempfile.gettempdir()) / name
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            folder = Path("/tmp") / name  # noqa: S108  (its owner is checked below)
    return make_private(folder, account)


def make_private(folder: Path, account: Account | None = None) -> Path:
    """Make a folder that only its one account may enter; refuse somebody else's."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
            raise CannotStart(
                f"{folder} belongs to somebody else: remove it and start again.",
            ) from None
        if account and found.st_uid != owner:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(0o700)
    return folder


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:12]
