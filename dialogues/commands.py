"""What our commands share: one report, clear exit codes, sentences instead of traces."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils import translation
from django.utils.translation import gettext as _

from dialogues.history import Refused
from dialogues.models import Project, User

FAILED, WRONG_USAGE = 1, 2
BAR_WIDTH = 30


@dataclass(frozen=True)
class Outcome:
    """A command's report, and whether all that was asked for was done."""

    report: dict[str, Any]
    complete: bool = True


class ReportCommand(BaseCommand):
    """A command with one report: ``work`` does it, this class presents it."""

    requires_system_checks: list[str] = []
    takes_project = False
    acts_for_someone = False

    def add_arguments(self, parser: CommandParser) -> None:
        if self.takes_project:
            parser.add_argument("--project", metavar="SLUG", required=True)
        if self.acts_for_someone:
            parser.add_argument("--by", metavar="USER", help="act for this person")
        parser.add_argument(
            "--json",
            action="store_true",
            help="print one JSON object on stdout",
        )

    def work(self, **options: Any) -> Outcome:
        raise NotImplementedError

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(shell_language()):
            outcome = self._try(options)
            if options["json"]:
                self.stdout.write(
                    json.dumps(outcome.report, ensure_ascii=False, default=str),
                )
            else:
                for line in lines(outcome.report):
                    self.stdout.write(line)
        if not outcome.complete:
            sys.exit(FAILED)

    def _try(self, options: dict[str, Any]) -> Outcome:
        try:
            return self.work(**options)
        except ValidationError as error:
            raise CommandError(
                " ".join(error.messages),
                returncode=WRONG_USAGE,
            ) from error
        except (Refused, PermissionDenied) as error:
            raise CommandError(str(error), returncode=FAILED) from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                _(
                    "The database is not ready: %s Run migrate if its tables are missing."
                )
                % f"{str(error).strip().splitlines()[0]}.",
                returncode=FAILED,
            ) from error

    @contextmanager
    def progress(self, total: int) -> Iterator[Progress]:
        """Show how far a longer piece of work is, on stderr."""
        shown = Progress(self.stderr, total)
        try:
            yield shown
        finally:
            shown.close()


class Progress:
    """A bar on a terminal; elsewhere a line at each tenth."""

    def __init__(self, stream: Any, total: int) -> None:
        self.stream, self.total = stream, max(total, 1)
        self.on_terminal = stream.isatty()
        self.tenth = 0

    def show(self, done: int) -> None:
        share = min(done / self.total, 1)
        if self.on_terminal:
            bar = "█" * round(share * BAR_WIDTH)
            self._write(f"\r{bar:░<{BAR_WIDTH}} {done}/{self.total}", ending="")
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            self._write(f"{done}/{self.total}")

    def close(self) -> None:
        if self.on_terminal:
            self._write("")

    def _write(self, text: str, ending: str = "\n") -> None:
        # Progress is no error: it keeps the terminal's own colour.
        self.stream.write(text, lambda plain: plain, ending)
        self.stream.flush()


def lines(report: dict[str, Any], indent: str = "") -> Iterator[str]:
    """A report for people: a line for each figure, lists and groups indented."""
    for key, value in report.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from lines(value, f"{indent}  ")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{indent}{key}:"
            for entry in value:
                yield f"{indent}  {' · '.join(str(part) for part in entry.values())}"
        elif isinstance(value, list):
            yield f"{indent}{key}: {', '.join(str(entry) for entry in value) or '–'}"
        else:
            yield f"{indent}{key}: {'–' if value is None else value}"


def find_project(slug: str) -> Project:
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        known = list(Project.objects.values_list("slug", flat=True)[:10])
        sentence = _("There is no project “%s”.") % slug
        way_out = (
            _("Choose from: %s.") % ", ".join(known)
            if known
            else _("Create one with create_project.")
        )
        raise wrong_usage(f"{sentence} {way_out}")
    return project


def find_person(username: str | None) -> User | None:
    """The person a command acts for; nobody named means the system itself."""
    if username is None:
        return None
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise wrong_usage(
            _("There is no person “%s”. Create the account with add_member --create.")
            % username,
        )
    return person


def read_file(path: str) -> bytes:
    """A named file's bytes, or “-” for what is piped in."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise wrong_usage(
            _("%(file)s cannot be read: %(reason)s.")
            % {"file": path, "reason": error.strerror},
        ) from error


def wrong_usage(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=WRONG_USAGE)


def shell_language() -> str:
    """The language of the person at the terminal, as their environment says."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh-hans" if value.lower().startswith("zh") else "en"
    return "en"
