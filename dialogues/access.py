"""How a page enters a project: through a query that knows the person."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from dialogues.models import Project
from dialogues.permissions import has_role
from dialogues.queries import visible_projects

Row = TypeVar("Row", bound=Model)


def enter_project(request: HttpRequest, slug: str, *roles: str) -> Project:
    """The project that a page is about; 404 unless a member, 403 without the role."""
    project = get_object_or_404(visible_projects(request.user), slug=slug)
    return _enter(request, project, *roles)


def enter_row(request: HttpRequest, rows: QuerySet[Row], pk: Any, *roles: str) -> Row:
    """A row that a page is about, together with the project that it belongs to."""
    row = get_object_or_404(rows, pk=pk, project__in=visible_projects(request.user))
    _enter(request, row.project, *roles)
    return row


def _enter(request: HttpRequest, project: Project, *roles: str) -> Project:
    if roles and not has_role(request.user, project.pk, *roles):
        raise PermissionDenied(
            _("You may not do this here. Ask an admin of the project."),
        )
    request.project = project
    return project
