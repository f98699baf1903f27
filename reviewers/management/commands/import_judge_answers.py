"""Bring in what a judge model answered to the checklist, to compare it with experts."""

from pathlib import Path

from django.utils.translation import gettext as _

from dialogues.commands import (
    Outcome,
    ReportCommand,
    find_person,
    find_project,
    wrong_usage,
)
from reviewers.domain.judging import import_judge_answers


class Command(ReportCommand):
    help = "Keep a judge model's answers beside those of people; they decide nothing."
    takes_project = True
    acts_for_someone = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path, help="lines of JSON")

    def work(self, *, project, by, file, **_options):
        project, admin = find_project(project), find_person(by)
        if admin is None:
            raise wrong_usage(_("Say with --by which admin brings the answers in."))
        try:
            with file.open(encoding="utf-8-sig", errors="replace") as lines:
                report = import_judge_answers(project, lines, by=admin)
        except OSError as error:
            raise wrong_usage(str(error)) from error
        return Outcome(dict(report), complete=not report["rejected"])
