"""Prove that nothing that was written for good has been changed since."""

from django.utils.translation import gettext as _

from dialogues.commands import Outcome, ReportCommand, find_project, wrong_usage
from dialogues.models import Project
from exports.domain.sealing import seal, verify


class Command(ReportCommand):
    help = "Find changed, removed, reordered or cut-off rows in the history."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--project", metavar="SLUG", help="only this project")
        parser.add_argument(
            "--head",
            metavar="HASH",
            action="append",
            default=[],
            help="a head that you wrote down, such as the audit line of a manifest",
        )
        parser.add_argument(
            "--seal",
            action="store_true",
            help="afterwards seal what is not sealed yet",
        )

    def work(self, *, project, head, **options):
        if head and not project:
            raise wrong_usage(_("A head belongs to one project: name it."))
        projects = [find_project(project)] if project else Project.objects.all()
        reports = []
        for one in projects:
            report = verify(one, known_heads=tuple(head))
            if options["seal"] and not report["faults"] and (link := seal(one)):
                report |= {
                    "seals": link.number,
                    "rows": report["rows"] + link.rows,
                    "unsealed": 0,
                    "head": link.hash,
                }
            reports.append(report)
        faults = [
            {"project": report["project"], **fault}
            for report in reports
            for fault in report.pop("faults")
        ]
        return Outcome({"projects": reports, "faults": faults}, complete=not faults)
