"""How a request of the API enters a project or reaches a row."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.request import Request

from dialogues.models import Membership, User
from dialogues.permissions import require_role
from dialogues.prepared import prepared
from dialogues.queries import memberships_of

Row = TypeVar("Row", bound=Model)


def member_or_404(user: User, slug: str, *roles: str) -> Membership:
    """The person's membership with its project, in one query.

    404 for who is no member, 403 for a member without one of the roles.
    """
    for membership in _own_place(user, slug):
        return require_role(membership, *roles)
    raise Http404


@prepared
def _own_place(user: User, slug: str) -> QuerySet[Membership]:
    return memberships_of(user).filter(project__slug=slug)


def row_or_404(user: User, rows: QuerySet[Row], pk: Any, *roles: str) -> Row:
    """A row of a project that the person is a member of, in one of the roles."""
    row = get_object_or_404(rows, pk=pk)
    need_place(user, row.project_id, *roles)
    return row


def need_place(user: User, project_id: UUID, *roles: str) -> None:
    """Refuse who is no member of a row's project, or is it in none of the roles."""
    for membership in _place_in(user, project_id):
        require_role(membership, *roles)
        return
    raise Http404


@prepared
def _place_in(user: User, project_id: UUID) -> QuerySet[Membership]:
    return user.memberships.filter(project=project_id, ended_at=None)


def job_address(request: Request, pk: Any) -> str:
    """Where one can ask how far work is that takes long."""
    return request.build_absolute_uri(reverse("api_job", args=[pk]))
