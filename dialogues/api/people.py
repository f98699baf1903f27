"""Who one is, which projects one is in, and who else is."""

from typing import NotRequired, TypedDict

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.people_shapes import (
    MemberOut,
    MeOut,
    OwnProjectOut,
    ProjectOut,
    me_out,
    member_out,
    own_project_out,
)
from dialogues.domain import projects
from dialogues.models import User
from dialogues.permissions import ADMIN
from dialogues.queries import counts_by_status, memberships_of
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import flag, text, texts, wrong
from dialogues.sign_off_queries import instruction_in_use


class MemberIn(TypedDict):
    username: str
    roles: list[str]
    safeguarding: NotRequired[bool]


class Me(ApiView):
    @describe("Who one is", MeOut)
    def get(self, request: Request) -> Response:
        memberships = memberships_of(request.user).order_by("project__slug")
        return Response(me_out(request.user, list(memberships)))


class Projects(ApiView):
    @described_page("One's projects", OwnProjectOut, order="by slug")
    def get(self, request: Request) -> Response:
        return page(
            request,
            memberships_of(request.user),
            lambda rows: [own_project_out(row) for row in rows],
            order=("project__slug",),
        )


class Project(ApiView):
    @describe("A project with its counts", ProjectOut)
    def get(self, request: Request, slug: str) -> Response:
        membership = member_or_404(request.user, slug)
        project = membership.project
        instruction = instruction_in_use(project)
        return Response(
            {
                **own_project_out(membership),
                "description": str(project.description),
                "language": project.language,
                "labels": {
                    "user": project.user_label,
                    "assistant": project.assistant_label,
                },
                "approvals_needed": project.approvals_needed,
                "lease_minutes": project.lease_minutes,
                "instruction": instruction.text if instruction else None,
                "counts": counts_by_status(project),
            },
        )


class Members(ApiView):
    @described_page("Who works in a project", MemberOut, order="by user name")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        return page(
            request,
            project.memberships.filter(ended_at=None).select_related("user"),
            lambda rows: [member_out(row) for row in rows],
            order=("user__username",),
        )

    @describe("Take a person in, or change their roles", MemberOut, takes=MemberIn)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        name = text(request.data, "username", longest=150)
        user = User.objects.filter(username=name).first()
        if user is None:
            raise wrong("username", _("Nobody has this user name."))
        membership = projects.add_member(
            project,
            user,
            roles=texts(request.data, "roles"),
            safeguarding=flag(request.data, "safeguarding"),
            by=request.user,
        )
        return Response(member_out(membership))
