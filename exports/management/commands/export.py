"""Write a release as files."""

from pathlib import Path

from dialogues.commands import Outcome, ReportCommand
from exports.domain import files
from exports.formats import FORMATS, format_named
from exports.models import Release
from exports.queries import release_named


class Command(ReportCommand):
    help = "Write a release into a folder: a file a split, a manifest and a card."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "release",
            metavar="RELEASE",
            help="its id, or project/name",
        )
        parser.add_argument(
            "--format",
            metavar="NAME",
            required=True,
            help=", ".join(FORMATS),
        )
        parser.add_argument("--output", metavar="DIR", required=True, type=Path)

    def work(self, *, release, output, **options):
        format_named(options["format"])
        found = release_named(
            Release.objects.select_related("project", "instruction"),
            release,
        )
        with self.progress(found.total_rows) as progress:
            written = files.write_files(
                found,
                options["format"],
                output,
                show=progress.show,
            )
        report = [{**file, "path": str(output / file["path"])} for file in written]
        return Outcome({"files": report})
