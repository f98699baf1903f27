"""Take a person into a project, or change what they are in it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.commands import (
    Outcome,
    ReportCommand,
    find_person,
    find_project,
    wrong_usage,
)
from dialogues.course_queries import level_in
from dialogues.domain import levels, projects
from dialogues.models import User


class Command(ReportCommand):
    help = "Take a person into a project, or change what they are in it."
    takes_project = True
    acts_for_someone = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("user", metavar="USER")
        parser.add_argument(
            "--roles",
            required=True,
            nargs="+",
            help="volunteer, expert, admin: one or more, by spaces or commas",
        )
        parser.add_argument(
            "--safeguarding",
            action="store_true",
            help="mark as a member who may see and sign safeguarding matters",
        )
        parser.add_argument(
            "--create",
            action="store_true",
            help="open the account if there is none; its first password is reported",
        )

        parser.add_argument(
            "--qualified",
            action="store_true",
            help="may take work without the course: they learnt it elsewhere",
        )

    def work(self, *, user, project, roles, safeguarding, create, by, **options):
        project, by = find_project(project), find_person(by)
        if not create and not User.objects.filter(username=user).exists():
            raise wrong_usage(
                _("There is no person “%s”. Add --create to open the account.") % user,
            )
        with transaction.atomic():
            person, password = projects.invite(
                project,
                username=user,
                roles=[role for part in roles for role in part.split(",") if role],
                safeguarding=safeguarding,
                by=by,
            )
            membership = project.memberships.select_related("consent").get(user=person)
            if options["qualified"]:
                levels.qualify(membership, reason=levels.Reason.VOUCHED, by=by)
        member = {
            "username": person.username,
            "project": project.slug,
            "roles": membership.roles,
            "safeguarding": membership.safeguarding,
            "consent": membership.consent.version,
            "level": level_in(person, project),
        }
        if password:
            member["password"] = password
        return Outcome({"member": member})
