"""Hours of work put in writing, with a code by which an admin finds them again."""

from __future__ import annotations

import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Certificate, Membership, User
from dialogues.path_queries import work_of

# Without the letters and digits that are mistaken for one another.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
PART = 5


def issue(membership: Membership, *, name: str, by: User) -> Certificate:
    """Write down the hours so far; asked again without new ones, it is the same paper."""
    if membership.user_id != by.pk or membership.ended_at is not None:
        raise PermissionDenied(_("Everybody asks for this for themselves."))
    printed = " ".join(clean_text(name).split())
    if not printed or len(printed) > 80:
        raise ValidationError(
            {"name": [_("Write your name as it shall stand there, in short.")]},
        )
    with transaction.atomic():
        Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
        work = work_of(by, membership.project)
        if not work.minutes or not work.first_day or not work.last_day:
            raise Refused(
                _("There are no hours yet: they are counted while you write."),
                code="no_hours",
            )
        what = {
            "name": printed,
            "minutes": work.minutes,
            "dialogues": work.dialogues,
            "first_day": work.first_day,
            "last_day": work.last_day,
        }
        known = membership.certificates.filter(**what).first()
        return known or membership.certificates.create(code=_new_code(), **what)


def _new_code() -> str:
    letters = [secrets.choice(LETTERS) for _place in range(2 * PART)]
    return "".join(letters[:PART]) + "-" + "".join(letters[PART:])
