"""Taking a submitted dialogue to read it, and giving it back."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Dialogue, Project, User
from reviewers.models import Review
from reviewers.queries import open_review, queue_for

REVIEW_TIME = timedelta(minutes=60)


def claim_next(project: Project, *, by: User) -> Review | None:
    """Open the review that the expert has already, else the most pressing one."""
    with transaction.atomic():
        # One claim at a time for each person, so that two tabs get one dialogue.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if held := open_review(by, project):
            return held
        dialogue = (
            queue_for(by, project)
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .first()
        )
        return claim(dialogue, by=by) if dialogue else None


def claim(dialogue: Dialogue, *, by: User) -> Review:
    """Open a submitted dialogue; its author can no longer take it back."""
    with transaction.atomic():
        dialogue.lock()
        # Asked again after the lock: another expert may have been faster.
        if not queue_for(by, dialogue.project).filter(pk=dialogue.pk).exists():
            raise Refused(_("Another expert is reading this, or it needs no decision."))
        submission.open_for_review(dialogue, by=by)
        return Review(
            project_id=dialogue.project_id,
            dialogue=dialogue,
            revision=dialogue.head,
            expert=by,
            lease_until=timezone.now() + REVIEW_TIME,
        ).open(by=by, verb="claim")


def give_back(review: Review, *, by: User) -> None:
    """Leave the decision to another expert."""
    with review.change("give back", by=by):
        pass


def lapse(review: Review) -> None:
    """Free a dialogue that an expert opened and left."""
    with review.change("lapse", by=None):
        if review.lease_until > timezone.now():
            raise Refused(_("This dialogue is still being read."))
