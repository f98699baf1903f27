"""Create a project from a built-in template."""

from dialogues.builtin.templates import TEMPLATES
from dialogues.commands import Outcome, ReportCommand, find_person
from dialogues.domain import projects


class Command(ReportCommand):
    help = "Create a project from a built-in template."
    acts_for_someone = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--template", required=True, choices=TEMPLATES)
        parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])

        parser.add_argument(
            "--no-course",
            action="store_false",
            dest="course_required",
            help="let volunteers take work without passing the course",
        )

        parser.add_argument(
            "--no-sign-off",
            action="store_false",
            dest="sign_off_asked",
            help="use new versions of prompts, checklists and lessons at once, "
            "without an expert's signature",
        )

    def work(
        self,
        *,
        slug,
        template,
        language,
        course_required,
        sign_off_asked,
        by,
        **_options,
    ):
        project = projects.create_project(
            slug,
            template=template,
            language=language,
            course_required=course_required,
            sign_off_asked=sign_off_asked,
            by=find_person(by),
        )
        report = {
            "project": project.slug,
            "id": str(project.pk),
            "name": str(project.name),
            "template": project.template,
            "language": project.language,
            "course_required": course_required,
            "sign_off_asked": sign_off_asked,
            "admins": [by] if by else [],
        }
        return Outcome(report)
