"""What a command of ours finds in its environment when nobody has set it."""

import atexit
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from pathlib import Path
from types import FrameType
from typing import IO

from dotenv import dotenv_values

from annotation_site.embedded import postgres
from annotation_site.embedded.broker import broker_in
from annotation_site.embedded.errors import CannotStart
from annotation_site.embedded.paths import PROJECT, make_folder, var_folder
from annotation_site.embedded.roles import APPLICATION, OWNER
from dialogues.sample_endpoint.server import SampleServer

FOR_THE_OWNER = {"makemigrations", "migrate", "test"}
WITHOUT_DATABASE = {
    "",
    "check",
    "collectstatic",
    "compilemessages",
    "demo",
    "help",
    "makemessages",
    "tour",
    "version",
}
# Commands that may have to make drafts themselves, where no worker is there.
DRAFTING = {"draft"}
SAMPLE_PORT_FILE = "sample_endpoint.port"


def prepare(arguments: Sequence[str]) -> None:
    """Fill in what is unset, and start the embedded database where a command needs it.

    With DATABASE_URL set nothing is started: the server it names is used.
    """
    command = arguments[1] if len(arguments) > 1 else ""
    environment = os.environ
    read_dotenv(environment)
    var = make_folder(var_folder())
    fill_in(environment, var)
    if command in FOR_THE_OWNER and (owner := environment.get("DATABASE_OWNER_URL")):
        environment["DATABASE_URL"] = owner
    if command != "demo":
        use_sample_endpoint(environment, var, command)
    if environment.get("DATABASE_URL"):
        return
    server = postgres.postgres_in(var)
    environment["DATABASE_URL"] = server.url(
        OWNER if command in FOR_THE_OWNER else APPLICATION,
    )
    if command not in WITHOUT_DATABASE and not {"-h", "--help"} & set(arguments):
        _keep_database_for_this_process(server, var)
        if command not in FOR_THE_OWNER:
            _lay_schema_once(server, environment)


def read_dotenv(environment: MutableMapping[str, str]) -> None:
    """Take over what the project's ``.env`` says and the environment does not."""
    for name, value in dotenv_values(PROJECT / ".env").items():
        environment.setdefault(name, value or "")
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "QUEQIAO_VAR"):
        if environment.get(name) == "":
            del environment[name]


def fill_in(environment: MutableMapping[str, str], var: Path) -> None:
    """Set the folder, the key, the broker's address and the path to our programs."""
    environment["QUEQIAO_VAR"] = str(var)
    if not environment.get("SECRET_KEY"):
        environment["SECRET_KEY"] = secret_key(var)
    if not environment.get("CELERY_BROKER_URL"):
        environment["CELERY_BROKER_URL"] = broker_in(var).url
    # ninja and deepspeed lie beside Python, also when nobody activated the venv.
    programs = str(Path(sys.executable).parent)
    folders = environment.get("PATH", os.defpath).split(os.pathsep)
    if programs not in folders:
        environment["PATH"] = os.pathsep.join([programs, *folders])


def secret_key(var: Path) -> str:
    """The signing key of this folder, made once and readable by its owner only."""
    path = var / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if key := path.read_text().strip():
            return key
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC)
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(key + "\n")
    return key


def use_sample_endpoint(
    environment: MutableMapping[str, str],
    var: Path,
    command: str,
) -> None:
    """Without a key, let the sample endpoint draft: the demo's, or one of our own."""
    if environment.get("OPENAI_API_KEY") or environment.get("OPENAI_BASE_URL"):
        return
    port = demos_sample_port(var)
    if port is None and command in DRAFTING:
        port = answer_samples_meanwhile()
    if port is not None:
        environment["OPENAI_BASE_URL"] = f"http://127.0.0.1:{port}/v1"
        environment["OPENAI_API_KEY"] = "sample"
        environment["SAMPLE_ENDPOINT"] = "1"


def demos_sample_port(var: Path) -> int | None:
    """Where the running demo of this folder answers with samples."""
    try:
        port = int((var / "run" / SAMPLE_PORT_FILE).read_text())
    except (OSError, ValueError):
        return None
    return port if is_demo_running(var) else None


def answer_samples_meanwhile() -> int:
    """Answer with samples for as long as this process lives; the port."""
    server = SampleServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.port


def is_demo_running(var: Path) -> bool:
    """Whether a supervisor holds this folder."""
    with lock_file(var, "demo").open("a") as file:
        try:
            flock(file, LOCK_SH | LOCK_NB)
        except BlockingIOError:
            return True
    return False


def lock_file(var: Path, name: str) -> Path:
    """The file on which processes of one folder agree."""
    folder = var / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.lock"


@contextmanager
def starting_or_stopping(var: Path) -> Iterator[None]:
    """Let one process at a time decide whether the database starts or stops."""
    with lock_file(var, "postgres-gate").open("a") as gate:
        flock(gate, LOCK_EX)
        yield


def count_as_user(var: Path) -> IO[str]:
    """Hold the database: whoever stops it asks first whether anybody else does."""
    users = lock_file(var, "postgres-users").open("a")
    flock(users, LOCK_SH)
    return users


def is_last_one_out(users: IO[str]) -> bool:
    """Let go of the database, and say whether nobody else holds it."""
    flock(users, LOCK_UN)
    try:
        flock(users, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _keep_database_for_this_process(server: postgres.Postgres, var: Path) -> None:
    with starting_or_stopping(var):
        if not postgres.answers(server):
            # It may outlive us: a second command may be using it by then.
            postgres.start(server, dies_with_us=False)
        users = count_as_user(var)
    process = os.getpid()

    def let_go() -> None:
        if os.getpid() != process:
            return
        _close_django_connections()
        with starting_or_stopping(var):
            if is_last_one_out(users):
                postgres.stop(server)

    atexit.register(let_go)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _exit_in_order)


def _exit_in_order(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _close_django_connections() -> None:
    if "django.db" in sys.modules:
        from django.db import connections  # noqa: PLC0415  (Django comes later)

        for connection in connections.all(initialized_only=True):
            connection.close()
            if hasattr(connection, "close_pool"):
                connection.close_pool()


def _lay_schema_once(
    server: postgres.Postgres,
    environment: MutableMapping[str, str],
) -> None:
    """Make the tables of a database that has none, so that any command may be first."""
    with server.connect(APPLICATION, "queqiao") as connection:
        found = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    if found and found[0]:
        return
    migrated = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT,
        env={**environment, "DATABASE_URL": server.url(OWNER)},
        stdout=sys.stderr,
        check=False,
    )
    if migrated.returncode:
        raise CannotStart(
            "The tables could not be made for the reason above: "
            "mend it, then run `manage.py migrate`.",
        )
