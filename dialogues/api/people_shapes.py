"""What the API sends about people and their projects."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.utils.translation import get_language

from dialogues.models import Membership, User


class OwnProjectOut(TypedDict):
    id: UUID
    slug: str
    name: str
    template: str
    roles: list[str]
    safeguarding: bool


class MeOut(TypedDict):
    username: str
    name: str
    language: str
    projects: list[OwnProjectOut]


class ProjectOut(OwnProjectOut):
    description: str
    language: str
    labels: dict[str, str]
    approvals_needed: int
    lease_minutes: int
    instruction: str | None
    counts: dict[str, int]


class MemberOut(TypedDict):
    username: str
    name: str
    roles: list[str]
    safeguarding: bool
    joined_at: datetime


def own_project_out(membership: Membership) -> OwnProjectOut:
    project = membership.project
    return {
        "id": project.pk,
        "slug": project.slug,
        "name": str(project.name),
        "template": project.template,
        "roles": membership.roles,
        "safeguarding": membership.safeguarding,
    }


def me_out(user: User, memberships: list[Membership]) -> MeOut:
    return {
        "username": user.username,
        "name": str(user),
        "language": get_language() or "",
        "projects": [own_project_out(membership) for membership in memberships],
    }


def member_out(membership: Membership) -> MemberOut:
    return {
        "username": membership.user.username,
        "name": str(membership.user),
        "roles": membership.roles,
        "safeguarding": membership.safeguarding,
        "joined_at": membership.joined_at,
    }
