"""How a version stands, on the page where it is written."""

from __future__ import annotations

from typing import Any

from django import template

from dialogues.models import Project, User
from dialogues.models.sign_offs import Version
from dialogues.sign_off_queries import how_many_wait_for, standing, who_may_sign
from dialogues.sign_off_texts import address_of

register = template.Library()


@register.inclusion_tag("dialogues/_sign_off_state.html")
def sign_off_state(project: Project, version: Version | None) -> dict[str, Any]:
    """Nothing where the project does not ask, or where there is no version yet."""
    if version is None or not project.sign_off_asked:
        return {}
    now = standing(version)
    return {
        "now": now,
        "project": project,
        "url": address_of(project, version),
        "nobody": now.waits and not who_may_sign(project, now.author).exists(),
    }


@register.simple_tag
def versions_to_sign(user: User, project: Project) -> int:
    """How many versions wait for this expert; asks nothing where nobody is to sign."""
    return how_many_wait_for(user, project) if project.sign_off_asked else 0
