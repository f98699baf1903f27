"""What is filled in on the pages of norming, read into values for its verbs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from dialogues.models import ChecklistItem, Dialogue, Project, User
from dialogues.queries import hidden_from
from reviewers.models import Norming
from reviewers.norming_queries import experts_of


def read_experts(project: Project, names: Iterable[str]) -> list[User]:
    """The experts of these user names; one that is none of the project is refused."""
    known = {expert.username: expert for expert in experts_of(project)}
    if strange := [name for name in names if name not in known]:
        raise ValidationError(
            {"experts": [_("“%s” is no expert of the project.") % strange[0][:80]]},
        )
    return [known[name] for name in dict.fromkeys(names)]


def read_dialogues(user: User, project: Project, ids: Iterable[str]) -> list[Dialogue]:
    """The project's dialogues of these ids, in the same order; none hidden from them."""
    try:
        wanted = list(dict.fromkeys(uuid.UUID(one) for one in ids))
    except (ValueError, AttributeError, TypeError):
        raise ValidationError({"dialogues": [_("Send a UUID.")]}) from None
    rows = project.dialogues.exclude(pk__in=hidden_from(user)).in_bulk(wanted)
    if len(rows) < len(wanted):
        raise ValidationError(
            {"dialogues": [_("The project has no such dialogue.")]},
        )
    return [rows[pk] for pk in wanted]


def read_norming_answers(norming: Norming, data: QueryDict) -> dict[str, str]:
    """The radio buttons ``answer-ITEM``."""
    items = ChecklistItem.objects.filter(checklist=norming.checklist_id)
    return {
        slug: data[f"answer-{slug}"]
        for slug in items.values_list("slug", flat=True)
        if data.get(f"answer-{slug}")
    }
