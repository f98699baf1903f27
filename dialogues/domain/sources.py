"""Where texts come from, named once for each project."""

from __future__ import annotations

from dialogues.models import Project, Source


def named_source(project: Project, name: str) -> Source:
    """The project's source of this name; a new one allows nothing yet."""
    source, _new = Source.objects.get_or_create(project=project, name=name[:200])
    return source
