"""A word to the supervisors of a project, and their answer; nobody else reads either."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain import noticing
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Dialogue, Notice, Project, SupportCall, User
from dialogues.permissions import ADMIN, EXPERT, VOLUNTEER, has_role
from dialogues.support_queries import supervisors_of

LONGEST = 4000


def ask(
    project: Project,
    *,
    text: str = "",
    dialogue: Dialogue | None = None,
    by: User,
) -> SupportCall:
    """Ask the marked members for a word; one need not say why."""
    if not has_role(by, project.pk, VOLUNTEER, EXPERT, ADMIN):
        raise PermissionDenied(_("Only members of the project may do this."))
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
        helpers = list(supervisors_of(project).exclude(pk=by.pk))
        if not helpers:
            raise Refused(
                _(
                    "Nobody in this project is marked for it yet. Turn to an admin "
                    "whom you know, or ring one of the help lines.",
                ),
                code="nobody_marked",
            )
        open_calls = project.support_calls.filter(status=SupportCall.Status.OPEN)
        if open_calls.filter(asked_by=by).exists():
            raise Refused(_("They have your word already and will come to you."))
        call = SupportCall(
            project=project,
            asked_by=by,
            dialogue=dialogue,
            text=_checked(text),
        ).open(by=by, verb="ask")
        noticing.notify(helpers, Notice.Kind.SUPPORT, call=call)
    return call


def answer(call: SupportCall, *, text: str, by: User) -> None:
    """Answer who asked; they are told of it."""
    with call.change("answer", by=by):
        call.answer = _checked(text)
        if not call.answer:
            raise ValidationError({"text": [_("Write some words.")]})
        noticing.notify([call.asked_by], Notice.Kind.SUPPORT, call=call)


def withdraw(call: SupportCall, *, by: User) -> None:
    """Take one's call back."""
    with call.change("withdraw", by=by):
        pass


def _checked(text: str) -> str:
    words = clean_text(text).strip()
    if len(words) > LONGEST:
        raise ValidationError({"text": [_("This is too long.")]})
    return words
