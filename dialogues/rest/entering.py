"""How a request of the API enters a project or reaches a row."""

from __future__ import annotations

from typing import Any, TypeVar

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
    require_role(
        get_object_or_404(user.memberships, project=row.project_id, ended_at=None),
        *roles,
    )
    return row


def job_address(request: Request, pk: Any) -> str:
    """Where one can ask how far work is that takes long."""
    return request.build_absolute_uri(reverse("api_job", args=[pk]))
