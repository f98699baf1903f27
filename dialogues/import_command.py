"""What the two commands that bring files in share: arguments, files, one report."""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from dialogues.commands import (
    Outcome,
    ReportCommand,
    find_person,
    find_project,
    wrong_usage,
)
from dialogues.domain import import_runs, imports
from dialogues.import_queries import ImportReport, merged, report_of
from dialogues.intake.formats.registry import FORMATS
from dialogues.models import Project, User

MAY = {
    "train": "may_train",
    "redistribute": "may_redistribute",
    "commercial": "may_use_commercially",
}


class ImportCommand(ReportCommand):
    """Takes files, folders and archives in; here, in this process."""

    takes_project = True
    acts_for_someone = True
    kind: str
    keys: tuple[str, ...] = ("read", "created", "existing", "rejected")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "files",
            metavar="FILE",
            nargs="+",
            help="a file, a folder, a zip, or “-” for what is piped in",
        )
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            default="",
            metavar="NAME",
            help=f"without it the file itself tells; one of {', '.join(FORMATS)}",
        )
        parser.add_argument(
            "--source",
            metavar="TEXT",
            help="where it comes from; without it the file's name",
        )
        parser.add_argument("--licence", metavar="TEXT", help="the source's licence")
        parser.add_argument(
            "--may",
            metavar="WHAT,…",
            help=f"what the source allows, of {', '.join(MAY)}, or “nothing”",
        )
        parser.add_argument(
            "--columns",
            metavar="FIELD=COLUMN,…",
            help="which column of a table holds what",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="report what would be done, and do nothing",
        )

    def work(
        self,
        *,
        files: list[str],
        project: Any,
        by: Any,
        dry_run: bool,
        **options: Any,
    ) -> Outcome:
        project, by = find_project(project), find_person(by)
        plan = self.plan(options)
        with ExitStack() as stack:
            opened = [(stack.enter_context(open_named(name)), name) for name in files]
            total = sum(file.size for file, _name in opened)
            done, reports = 0, []
            with self.progress(total) as progress:
                for file, name in opened:
                    if dry_run:
                        report = import_runs.rehearse(
                            project, file, name=name_of(name), plan=plan, by=by
                        )
                    else:
                        report = take_in(
                            project,
                            file,
                            name=name_of(name),
                            plan=plan,
                            by=by,
                            watch=lambda read, before=done: progress.show(
                                before + read
                            ),
                        )
                    reports.append(report)
                    done += file.size
                    progress.show(done)
        whole = merged(reports)
        for item in whole["rejected"]:
            if item["line"] is None:
                self.stderr.write(f"{item['file']}: {item['reason']}")
        complete = not whole["rejected"]
        return Outcome(self.presented(whole), complete=complete)

    def plan(self, options: dict[str, Any]) -> imports.Plan:
        """What the arguments say of every file."""
        plan: imports.Plan = {
            "kind": self.kind,
            "format": options["format"],
            "columns": pairs("--columns", options["columns"]),
        }
        if options["source"]:
            plan["source"] = options["source"]
        if options["licence"] is not None or options["may"] is not None:
            plan["terms"] = {
                "licence": options["licence"] or "",
                **dict.fromkeys(allowed(options["may"]), True),  # type: ignore[typeddict-item]
            }
        return plan

    def presented(self, report: ImportReport) -> dict[str, Any]:
        """The report's keys that this command is known for."""
        return {name: value for name, value in report.items() if name in self.keys}


def take_in(
    project: Project,
    file: File[Any],
    *,
    name: str,
    plan: imports.Plan,
    by: User | None,
    watch: import_runs.Watch,
) -> ImportReport:
    """Keep the file, take it in, and report."""
    row = imports.receive(project, file, name=name, plan=plan, by=by)
    imports.order(row, by=by, here=True)
    import_runs.run_import(row, watch=watch)
    row.refresh_from_db()
    return report_of(row, most=None)


def name_of(path: str) -> str:
    """The name by which a file is known here, wherever it lies on this machine."""
    return path if path == "-" else Path(path).resolve().name


@contextmanager
def open_named(path: str) -> Iterator[File[Any]]:
    """A named file; a folder as the archive that one would send of it."""
    with ExitStack() as stack:
        try:
            if path != "-" and not Path(path).is_dir():
                yield File(stack.enter_context(Path(path).open("rb")))
                return
            kept = stack.enter_context(tempfile.TemporaryFile())
            if path == "-":
                shutil.copyfileobj(sys.stdin.buffer, kept)
            else:
                pack(Path(path), kept)
        except OSError as error:
            raise wrong_usage(
                _("%(file)s cannot be read: %(reason)s.")
                % {"file": path, "reason": error.strerror},
            ) from error
        yield File(kept)


def pack(folder: Path, into: Any) -> None:
    """Put a folder's files into one archive, in the order of their names."""
    with zipfile.ZipFile(into, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))


def pairs(argument: str, text: str | None) -> dict[str, str]:
    """``a=b,c=d`` as it was meant."""
    found = {}
    for part in (text or "").split(","):
        name, equals, value = part.partition("=")
        if equals and name.strip() and value.strip():
            found[name.strip()] = value.strip()
        elif part.strip():
            raise wrong_usage(_("Write %s as name=value,name=value.") % argument)
    return found


def allowed(text: str | None) -> list[str]:
    words = [word.strip() for word in (text or "").split(",") if word.strip()]
    if words == ["nothing"]:
        return []
    if unknown := [word for word in words if word not in MAY]:
        raise wrong_usage(
            _("“%(word)s” is nothing that a source may allow. Choose from: %(known)s.")
            % {"word": unknown[0], "known": ", ".join(MAY)},
        )
    return [MAY[word] for word in words]
