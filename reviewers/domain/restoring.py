"""Bringing an earlier revision back while a dialogue is in review."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Dialogue, Revision, User
from dialogues.permissions import is_admin
from reviewers.domain import reviewing, second_opinions
from reviewers.models import Review
from reviewers.second_queries import waiting_readings


def restore(dialogue: Dialogue, *, revision: Revision, by: User) -> Revision:
    """Make an earlier revision the latest again, as a new one that another decides on.

    The expert who has the dialogue open may, or an admin while nobody has. What was
    said of the words that it replaces is set aside.
    """
    with transaction.atomic():
        dialogue.lock()
        reading = Review.objects.filter(
            dialogue=dialogue,
            status=Review.Status.CLAIMED,
        ).first()
        restored = submission.restore(dialogue, revision=revision, by=by)
        if reading and reading.expert_id != by.pk:
            raise Refused(_("An expert is reading it now. Wait for what they say."))
        if reading:
            # They wrote a part of it by now, so they cannot decide on it any more.
            reviewing.give_back(reading, by=by)
        elif not is_admin(by, dialogue):
            raise Refused(_("Open it for review first, then restore."))
        for other in waiting_readings(dialogue):
            second_opinions.set_aside(other, by=by)
    return restored


def may_restore(dialogue: Dialogue, *, by: User) -> bool:
    """Whether a page offers it: the same rule, asked beforehand."""
    if "restore" not in dialogue.verbs_for(by):
        return False
    reading = Review.objects.filter(dialogue=dialogue, status=Review.Status.CLAIMED)
    expert = reading.values_list("expert", flat=True).first()
    return expert == by.pk or (expert is None and is_admin(by, dialogue))
