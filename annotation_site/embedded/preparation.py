"""The one-time steps between an empty machine and a site that can be opened."""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import get_commands
from django.utils.translation import gettext as _

from annotation_site.embedded.child import (
    last_lines,
    poll_until,
    start_child,
    wait_for_exit,
)
from annotation_site.embedded.errors import CannotStart, full_disk
from annotation_site.embedded.paths import PROJECT

PATIENCE = 600.0
# Static files that come with libraries, and that no page of ours asks for.
NOT_ASKED_FOR = ("rest_framework", "ext", "htmax-*", "htmx-4*", "htmx-2.js")


@dataclass(frozen=True)
class Step:
    """A step that is under way."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    done: Callable[[], object] = lambda: None

    def finish(self, pause: Callable[[float], object]) -> None:
        """Wait for the step; say what its log says when it failed."""
        ended = poll_until(
            lambda: self.process.poll() is not None,
            PATIENCE,
            pause=pause,
        )
        if ended and self.process.returncode == 0:
            self.done()
            return
        complaint = last_lines(self.log)
        if "No space left" in complaint:
            raise full_disk(self.log.parent)
        raise CannotStart(
            _("“%(step)s” failed; its log %(log)s ends:\n%(end)s")
            % {"step": self.name, "log": self.log, "end": complaint},
        )


def begin(
    name: str,
    command: list[str],
    environment: Mapping[str, str],
    logs: Path,
    *,
    done: Callable[[], object] = lambda: None,
) -> Step:
    """Start a step beside whatever else is going on."""
    log = logs / f"{name}.log"
    process = start_child(command, log=log, environment=environment)
    return Step(name, process, log, done)


def begin_command(
    name: str,
    *arguments: str,
    environment: Mapping[str, str],
    logs: Path,
    done: Callable[[], object] = lambda: None,
) -> Step | None:
    """Start one of the site's own commands; None when the site has no such command."""
    if name not in get_commands():
        return None
    command = [sys.executable, str(PROJECT / "manage.py"), name, *arguments]
    return begin(name, command, environment, logs, done=done)


def begin_static_files(
    var: Path,
    environment: Mapping[str, str],
    logs: Path,
) -> Step | None:
    """Gather the static files, if they changed since the last time."""
    mark = var / "run" / "static-files"
    state = _state_of_static_files()
    gathered = Path(settings.STATIC_ROOT, "staticfiles.json").exists()
    if gathered and mark.exists() and mark.read_text() == state:
        return None
    return begin_command(
        "collectstatic",
        *("--noinput", "--clear", "--verbosity", "0"),
        *(word for name in NOT_ASKED_FOR for word in ("--ignore", name)),
        environment=environment,
        logs=logs,
        done=lambda: mark.write_text(state),
    )


def begin_messages(environment: Mapping[str, str], logs: Path) -> Step | None:
    """Compile the translations, if they changed since the last time."""
    catalogues = list((PROJECT / "locale").glob("*/LC_MESSAGES/django.po"))
    if all(_is_compiled(catalogue) for catalogue in catalogues):
        return None
    command = [
        *(sys.executable, "-m", "babel.messages.frontend"),
        *("compile", "-D", "django", "-d", str(PROJECT / "locale")),
    ]
    return begin("messages", command, environment, logs)


def run_briefly(
    name: str,
    environment: Mapping[str, str],
    logs: Path,
    *,
    seconds: float,
) -> None:
    """Run a command of the site, if it has it, and wait only so long."""
    step = begin_command(name, environment=environment, logs=logs)
    if step and not wait_for_exit(step.process, seconds):
        step.process.kill()
        step.process.wait()


def _state_of_static_files() -> str:
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            state.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return state.hexdigest()


def _is_compiled(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime
