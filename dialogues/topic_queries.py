"""The topics of a project, for those who look for some."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from dialogues.models import Project, Topic, User
from dialogues.queries import visible_projects


def visible_topics(user: User) -> QuerySet[Topic]:
    return Topic.objects.filter(project__in=visible_projects(user))


def topics_with(project: Project, words: str) -> QuerySet[Topic]:
    """The project's topics that have these words, or whose theme has them."""
    return project.topics.filter(Q(text__icontains=words) | Q(theme__icontains=words))


def topics_chosen(
    project: Project,
    *,
    words: str = "",
    theme: str = "",
    emotion: str = "",
    age_band: str = "",
) -> QuerySet[Topic]:
    """The project's topics, narrowed by what is given of these."""
    rows = topics_with(project, words) if words else project.topics.all()
    narrowed = {"theme": theme, "emotion": emotion, "age_band": age_band}
    return rows.filter(**{name: value for name, value in narrowed.items() if value})
