"""An expert decides on the revision that they have read."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import submission
from dialogues.domain.checklists import AnswerData
from dialogues.domain.submission import CommentData
from dialogues.domain.turns import Turn
from dialogues.history import Refused
from dialogues.models import Revision, User
from dialogues.permissions import wrote_some_of_it
from reviewers.domain import second_opinions, verdicts
from reviewers.domain.verdicts import Said
from reviewers.models import Review

Decision = Review.Decision


def decide(
    review: Review,
    *,
    revision: Revision,
    decision: str,
    answers: list[AnswerData],
    comments: list[CommentData],
    turns: list[Turn] | None = None,
    elements: Mapping[str, str] | None = None,
    by: User,
) -> Review:
    """Keep what the expert says, and carry it out unless another has to read first.

    An approval of a disclosed dialogue signs its case: ``elements`` says how the text
    answers the disclosure, unless this expert has signed before.
    """
    if decision not in Decision.values:
        raise ValidationError({"decision": [_("There is no such decision.")]})
    if turns is not None and decision not in (Decision.FIX, Decision.RETURN):
        raise Refused(_("New wording goes with a fix or with sending it back."))
    said: Said = {
        "decision": decision,
        "answers": answers,
        "comments": comments,
        "turns": turns,
        "elements": dict(elements) if elements else None,
    }
    with transaction.atomic():
        # The dialogue is locked first by everyone, so that nobody waits in a ring.
        dialogue = review.dialogue.lock()
        with review.change("decide", by=by) as event:
            # Locking the review forgot the dialogue, which is locked all the time.
            review.dialogue = dialogue
            submission.check_latest(review.dialogue, revision)
            if wrote_some_of_it(by, review.dialogue):
                raise PermissionDenied(_("Nobody decides on what they wrote."))
            earlier = second_opinions.earlier_readings(review, by=by)
            waits = second_opinions.must_wait(review, said, earlier)
            if waits:
                # What could not be done is refused now, to the one who said it.
                verdicts.rehearse(review, said)
            if decision in second_opinions.AT_ONCE:
                for other in earlier:
                    second_opinions.set_aside(other, by=by)
                earlier = []
            review.reading = len(earlier) + 1
            review.decision = decision
            review.decided_at = timezone.now()
            event.data = {
                "decision": decision,
                "revision": str(revision.pk),
                "said": said,
            }
        if not waits:
            second_opinions.carry_out(review, earlier, by=by)
    return review
