"""What pages say of norming sessions."""

from __future__ import annotations

from django import template

from dialogues.models import Project, User
from reviewers.models import Norming
from reviewers.norming_queries import waiting_norming

register = template.Library()


@register.simple_tag
def norming_waiting(user: User, project: Project) -> Norming | None:
    """The session that waits for this person's vote, if there is one."""
    return waiting_norming(user, project)
