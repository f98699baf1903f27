"""Who sees which projects and dialogues, and how many those are."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from dialogues.models import (
    Assignment,
    Dialogue,
    Membership,
    Project,
    Revision,
    Role,
    User,
)


def memberships_of(user: User) -> QuerySet[Membership]:
    """The person's places in projects, each with its project."""
    return user.memberships.filter(ended_at=None).select_related("project")


def visible_projects(user: User) -> QuerySet[Project]:
    """The projects that the person is a member of."""
    return Project.objects.filter(
        memberships__user=user,
        memberships__ended_at=None,
    )


def projects_as(user: User, *roles: str) -> QuerySet[Project]:
    """The projects in which the person has one of these roles."""
    return Project.objects.filter(
        memberships__in=Membership.objects.filter(
            user=user,
            ended_at=None,
            roles__overlap=list(roles),
        ),
    )


def visible_dialogues(user: User) -> QuerySet[Dialogue]:
    """Experts and admins see a project's dialogues; volunteers what they hold or wrote."""
    held = Assignment.objects.filter(holder=user, ended_at=None)
    written = Revision.objects.filter(author=user)
    return Dialogue.objects.filter(
        Q(project__in=projects_as(user, Role.EXPERT, Role.ADMIN))
        | Q(project__in=projects_as(user, Role.VOLUNTEER))
        & (Q(pk__in=held.values("dialogue")) | Q(pk__in=written.values("dialogue"))),
    ).exclude(pk__in=hidden_from(user))


def hidden_from(user: User) -> QuerySet[Dialogue]:
    """What is about a real person and not for this one, who reads nothing of it anywhere.

    Marked members read it, and the volunteers who wrote a part of it, be it only typed
    at the desk. Whatever shows dialogues leaves these out; only counts include them.
    """
    marked = Membership.objects.filter(user=user, ended_at=None, safeguarding=True)
    written = Revision.objects.filter(author=user)
    typed = Assignment.objects.filter(Q(ended_at=None) | Q(version__gt=0), holder=user)
    return (
        Dialogue.objects.filter(about_a_real_person=True)
        .exclude(project__in=marked.values("project"))
        .exclude(
            Q(pk__in=written.values("dialogue")) | Q(pk__in=typed.values("dialogue")),
            project__in=projects_as(user, Role.VOLUNTEER),
        )
    )


def counts_by_status(project: Project) -> dict[str, int]:
    """How many dialogues stand at each status, in the order of the road."""
    counted = dict(
        project.dialogues.order_by().values_list("status").annotate(count=Count("id")),
    )
    return {status: counted.get(status, 0) for status in Dialogue.Status.values}
