"""Take topics into a project from files."""

from django.core.exceptions import ValidationError

from dialogues.commands import (
    Outcome,
    ReportCommand,
    find_person,
    find_project,
    read_file,
)
from dialogues.domain import topics


class Command(ReportCommand):
    help = "Take topics into a project from files; “-” reads what is piped in."
    takes_project = True
    acts_for_someone = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("files", metavar="FILE", nargs="+")
        parser.add_argument(
            "--format",
            choices=topics.FORMATS,
            default="",
            help="without it the file itself tells",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="report what would be done, and do nothing",
        )

    def work(self, *, files, project, by, dry_run, **options):
        project, by = find_project(project), find_person(by)
        contents = [(path, read_file(path)) for path in files]
        reports = []
        with self.progress(len(contents)) as progress:
            for number, (path, data) in enumerate(contents, start=1):
                reports.append(
                    self.import_file(
                        project,
                        data,
                        source=path,
                        by=by,
                        file_format=options["format"],
                        dry_run=dry_run,
                    ),
                )
                progress.show(number)
        report = topics.merged(reports)
        return Outcome(report, complete=not report["rejected"])

    def import_file(self, project, data, *, source, **options):
        """Import one file; one that cannot be read keeps no other from its turn."""
        try:
            return topics.import_topics(project, data, source=source, **options)
        except ValidationError as error:
            reason = " ".join(error.messages)
            self.stderr.write(reason)
            entry = {"file": source, "line": None, "code": "unreadable"}
            return {**topics.merged([]), "rejected": [{**entry, "reason": reason}]}
