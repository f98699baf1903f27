"""Taking a submitted dialogue to read it, and giving it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import editing, noticing, submission
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Dialogue, Notice, Project, User
from dialogues.peer_queries import held_back
from dialogues.prepared import prepared
from reviewers.domain import sittings
from reviewers.models import Handover, Review
from reviewers.queries import open_review
from reviewers.queue_queries import Narrowing, open_sitting, queue_for
from reviewers.queue_shown import Line
from reviewers.second_queries import could_read_it

REVIEW_TIME = timedelta(minutes=60)
# So long a dialogue waits for the expert it was handed to; then anybody may read it.
HANDOVER_TIME = timedelta(days=3)


def claim_next(
    project: Project,
    *,
    by: User,
    narrowing: Narrowing | None = None,
) -> Review | None:
    """Open the review that the expert has already, else the most pressing one.

    In a sitting it is the next of its dialogues; when none is left the sitting is over.
    """
    with transaction.atomic():
        editing.one_claim_at_a_time(by)
        if held := open_review(by, project):
            return held
        sitting = open_sitting(by, project)
        line = Line(by, project, sitting, narrowing or Narrowing())
        for pk in line.ids():
            # What another expert takes just now is passed over.
            dialogue = next(iter(_free(pk)), None)
            # Asked again after the lock: they may have been faster.
            if dialogue and line.still_has(dialogue):
                return _open(dialogue, by=by)
        sittings.end(project, by=by)
    return None


@prepared
def _free(pk: UUID) -> QuerySet[Dialogue]:
    rows = Dialogue.objects.filter(pk=pk)
    return rows.select_for_update(no_key=True, skip_locked=True)


def claim(dialogue: Dialogue, *, by_bulk: bool = False, by: User) -> Review:
    """Open a submitted dialogue; its author can no longer take it back.

    ``by_bulk`` when it is opened only to be decided with many others.
    """
    with transaction.atomic():
        editing.one_claim_at_a_time(by)
        if open_review(by, dialogue.project):
            raise Refused(_("Decide or give back the dialogue you are reading first."))
        dialogue.lock()
        if not queue_for(by, dialogue.project).filter(pk=dialogue.pk).exists():
            if held_back().filter(dialogue=dialogue).exists():
                raise Refused(_("Volunteers read this first. It comes to you later."))
            raise Refused(_("Another expert is reading this, or it needs no decision."))
        return _open(dialogue, by_bulk=by_bulk, by=by)


def _open(dialogue: Dialogue, *, by_bulk: bool = False, by: User) -> Review:
    submission.open_for_review(dialogue, by=by)
    return Review(
        project_id=dialogue.project_id,
        dialogue=dialogue,
        revision=dialogue.head,
        expert=by,
        lease_until=timezone.now() + REVIEW_TIME,
        by_bulk=by_bulk,
    ).open(by=by, verb="claim")


def give_back(review: Review, *, by: User) -> None:
    """Leave the decision to another expert."""
    with review.change("give back", by=by):
        pass


def skip(review: Review, *, reason: str, by: User) -> None:
    """Leave it to others for a reason; the expert is not offered the dialogue again."""
    with review.change("skip", by=by) as event:
        event.note = clean_text(reason).strip()[:500]
        if not event.note:
            raise Refused(_("Say in a few words why you leave it to others."))


def hand_over(review: Review, *, to: User, note: str = "", by: User) -> Handover:
    """Ask another expert to read it; for a few days nobody else is offered it."""
    with transaction.atomic():
        review.dialogue.lock()
        if to == by or not could_read_it(to, review.dialogue):
            raise Refused(_("This person cannot read this dialogue. Choose another."))
        with review.change("hand over", by=by) as event:
            event.note = clean_text(note).strip()[:500]
            event.data = {"to": to.username}
            handover = Handover.objects.create(
                review=review,
                revision=review.revision,
                to=to,
                note=event.note,
                until=event.at + HANDOVER_TIME,
            )
            noticing.notify([to], Notice.Kind.HANDED, dialogue=review.dialogue)
    return handover


def take_away(review: Review) -> None:
    """Free a dialogue whose text is no longer for the expert who is reading it."""
    with review.change("lapse", by=None):
        pass


def lapse(review: Review) -> None:
    """Free a dialogue that an expert opened and left."""
    with review.change("lapse", by=None):
        if review.lease_until > timezone.now():
            raise Refused(_("This dialogue is still being read."))
