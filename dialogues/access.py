"""How a page enters a project: through a query that knows the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from dialogues.models import Membership, Project, User
from dialogues.notice_queries import memberships_with_unread
from dialogues.permissions import require_role
from dialogues.prepared import prepared

Row = TypeVar("Row", bound=Model)


def enter_project(request: HttpRequest, slug: str, *roles: str) -> Project:
    """The project that a page is about; 404 unless a member, 403 without the role."""
    membership = _only(_place_named(request.user, slug))
    return _enter(request, membership, *roles)


def enter_row(request: HttpRequest, rows: QuerySet[Row], pk: Any, *roles: str) -> Row:
    """A row that a page is about, together with the project that it belongs to."""
    return enter_found(request, rows.filter(pk=pk), *roles)


def enter_found(request: HttpRequest, rows: Iterable[Row], *roles: str) -> Row:
    """The same where one has looked already: the only row, or none."""
    row = _only(rows)
    _enter(request, _only(_place_at(request.user, row.project_id)), *roles)
    return row


def _only(rows: Iterable[Row]) -> Row:
    row = next(iter(rows), None)
    if row is None:
        raise Http404
    return row


@prepared
def _place_named(user: User, slug: str) -> QuerySet[Membership]:
    return memberships_with_unread(user).filter(project__slug=slug)


@prepared
def _place_at(user: User, project_id: UUID) -> QuerySet[Membership]:
    return memberships_with_unread(user).filter(project=project_id)


def _enter(request: HttpRequest, membership: Membership, *roles: str) -> Project:
    # The frame of the page reads it, so that nobody asks again.
    request.membership = membership
    require_role(membership, *roles)
    return membership.project
