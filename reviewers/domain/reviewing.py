"""Taking a submitted dialogue to read it, and giving it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import editing, submission
from dialogues.history import Refused
from dialogues.models import Dialogue, Project, User
from reviewers.models import Review
from reviewers.queries import open_review, queue_for

REVIEW_TIME = timedelta(minutes=60)


def claim_next(project: Project, *, by: User) -> Review | None:
    """Open the review that the expert has already, else the most pressing one."""
    with transaction.atomic():
        editing.one_claim_at_a_time(by)
        if held := open_review(by, project):
            return held
        waiting = queue_for(by, project)
        locked = waiting.select_for_update(
            no_key=True,
            skip_locked=True,
            of=("self",),
        )
        passed: list[UUID] = []
        while dialogue := locked.exclude(pk__in=passed).first():
            # Asked again after the lock: another expert may have been faster.
            if waiting.filter(pk=dialogue.pk).exists():
                return _open(dialogue, by=by)
            passed.append(dialogue.pk)
    return None


def claim(dialogue: Dialogue, *, by: User) -> Review:
    """Open a submitted dialogue; its author can no longer take it back."""
    with transaction.atomic():
        editing.one_claim_at_a_time(by)
        if open_review(by, dialogue.project):
            raise Refused(_("Decide or give back the dialogue you are reading first."))
        dialogue.lock()
        if not queue_for(by, dialogue.project).filter(pk=dialogue.pk).exists():
            raise Refused(_("Another expert is reading this, or it needs no decision."))
        return _open(dialogue, by=by)


def _open(dialogue: Dialogue, *, by: User) -> Review:
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
