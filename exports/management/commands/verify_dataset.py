"""Compare an exported file with the database."""

from pathlib import Path

from dialogues.commands import Outcome, ReportCommand
from exports.domain.verifying import verify_file
from exports.models import Release
from exports.queries import release_named


class Command(ReportCommand):
    help = "Compare each row of an exported file with what was frozen."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--release",
            metavar="RELEASE",
            help="where the file itself does not tell: an id, or project/name",
        )

    def work(self, *, file, release, **_options):
        found = release_named(Release.objects.all(), release) if release else None
        report = verify_file(file, release=found)
        complete = report["rows"] == report["verified"]
        return Outcome(report, complete=complete)
