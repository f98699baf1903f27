"""Which proposals of topics a person may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from dialogues.models import Project, Proposal, Role, User
from dialogues.queries import projects_as, visible_projects


def visible_proposals(user: User) -> QuerySet[Proposal]:
    """One's own, and all of the projects whose admin one is."""
    return (
        Proposal.objects.filter(project__in=visible_projects(user))
        .filter(Q(by=user) | Q(project__in=projects_as(user, Role.ADMIN)))
        .select_related("project", "by")
    )


def themes_of(project: Project) -> QuerySet[str]:
    """The themes that there are, to choose from."""
    themes = project.topics.exclude(theme="").order_by("theme")
    return themes.values_list("theme", flat=True).distinct()
