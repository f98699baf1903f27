"""Who may be called for a word, and which calls a person may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from dialogues.models import Project, SupportCall, User
from dialogues.queries import visible_projects


def supervisors_of(project: Project) -> QuerySet[User]:
    """The members marked for safeguarding."""
    return User.objects.filter(
        is_active=True,
        memberships__project=project,
        memberships__ended_at=None,
        memberships__safeguarding=True,
    ).order_by("display_name", "username")


def visible_calls(user: User) -> QuerySet[SupportCall]:
    """One's own calls; who is marked also sees those of others in the project."""
    marked = user.memberships.filter(ended_at=None, safeguarding=True)
    return (
        SupportCall.objects.filter(project__in=visible_projects(user))
        .filter(Q(asked_by=user) | Q(project__in=marked.values("project")))
        .select_related("asked_by", "project", "dialogue__topic")
    )
