"""How a page enters a project: through a query that knows the person."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from dialogues.models import Membership, Project
from dialogues.notice_queries import memberships_with_unread
from dialogues.permissions import require_role

Row = TypeVar("Row", bound=Model)


def enter_project(request: HttpRequest, slug: str, *roles: str) -> Project:
    """The project that a page is about; 404 unless a member, 403 without the role."""
    membership = get_object_or_404(
        memberships_with_unread(request.user),
        project__slug=slug,
    )
    return _enter(request, membership, *roles)


def enter_row(request: HttpRequest, rows: QuerySet[Row], pk: Any, *roles: str) -> Row:
    """A row that a page is about, together with the project that it belongs to."""
    row = get_object_or_404(rows, pk=pk)
    membership = get_object_or_404(
        memberships_with_unread(request.user),
        project=row.project_id,
    )
    _enter(request, membership, *roles)
    return row


def _enter(request: HttpRequest, membership: Membership, *roles: str) -> Project:
    # The frame of the page reads it, so that nobody asks again.
    request.membership = membership
    require_role(membership, *roles)
    return membership.project
