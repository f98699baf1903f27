"""Letting a second volunteer edit a draft, to see how alike two edits of it are."""

from __future__ import annotations

import random
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain import arranging
from dialogues.domain.replies import open_dialogue
from dialogues.history import Refused
from dialogues.models import Dialogue, Project, User
from dialogues.permissions import ADMIN, has_role
from reviewers.agreement_queries import edited_once

MOST = 20


def ask(project: Project, *, to: User, count: int, by: User) -> list[Dialogue]:
    """Keep for a volunteer some drafts that others have edited already, drawn by chance.

    Each begins as the draft was, in a dialogue of its own; nobody is shown the other.
    """
    if not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(
            _("You may not do this here. Ask an admin of the project."),
        )
    if not 1 <= count <= MOST:
        sentence = _("Choose between 1 and %d.") % MOST
        raise ValidationError({"count": [sentence]})
    found = list(edited_once(project, another_than=to).values_list("pk", flat=True))
    random.shuffle(found)
    opened = []
    for pk in found:
        if second := _open_again(pk, to=to, by=by):
            opened.append(second)
        if len(opened) == count:
            break
    if not opened:
        raise Refused(_("There is no draft that this person could edit a second time."))
    return opened


def _open_again(pk: UUID, *, to: User, by: User) -> Dialogue | None:
    """Open one draft again; none where another was faster, or it is not for them."""
    try:
        with transaction.atomic():
            first = Dialogue.objects.get(pk=pk).lock()
            if not edited_once(first.project, another_than=to).filter(pk=pk).exists():
                return None
            second = open_dialogue(first.draft)  # type: ignore[arg-type]
            arranging.assign(second, to=to, by=by)
    except Refused:
        return None
    return second
