"""An expert decides on the revision that they have read."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import submission
from dialogues.domain.checklists import (
    AnswerData,
    blocking_answers,
    check_complete,
    current_items,
    record_answers,
)
from dialogues.domain.submission import CommentData
from dialogues.domain.turns import Turn
from dialogues.history import Refused
from dialogues.models import ChecklistItem, Revision, User
from reviewers.domain import cases
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
    """Record the expert's answers and do what they decided.

    An approval of a disclosed dialogue signs its case: ``elements`` says how the text
    answers the disclosure, unless this expert has signed before.
    """
    if decision not in Decision.values:
        raise ValidationError({"decision": [_("There is no such decision.")]})
    if turns is not None and decision not in (Decision.FIX, Decision.RETURN):
        raise Refused(_("New wording goes with a fix or with sending it back."))
    with transaction.atomic():
        dialogue = review.dialogue
        # The dialogue is locked first by everyone, so that nobody waits in a ring.
        dialogue.lock()
        with review.change("decide", by=by) as event:
            submission.check_latest(dialogue, revision)
            items = current_items(review.project)
            if decision == Decision.APPROVE:
                check_answers(items, revision, answers)
            record_answers(
                revision,
                answers,
                items=items,
                turns=revision.turns,
                by=by,
            )
            if decision == Decision.APPROVE:
                if elements:
                    case = cases.open_case(dialogue)
                    cases.sign(case, revision=revision, elements=elements, by=by)
                cases.check_signed(dialogue, revision, by=by)
                submission.approve(dialogue, revision=revision, by=by)
                submission.write_comments(revision, comments, by=by)
            elif decision == Decision.FIX:
                if turns is None:
                    raise Refused(
                        _("Nothing is changed yet, so there is nothing to fix.")
                    )
                submission.fix(dialogue, revision=revision, turns=turns, by=by)
                submission.write_comments(revision, comments, by=by)
            elif decision == Decision.RETURN:
                submission.return_to_author(
                    dialogue,
                    revision=revision,
                    comments=comments,
                    suggestion=turns,
                    by=by,
                )
            elif decision == Decision.REJECT:
                submission.reject(dialogue, revision=revision, comments=comments, by=by)
            else:
                submission.escalate(
                    dialogue,
                    revision=revision,
                    comments=comments,
                    by=by,
                )
            review.decision = decision
            review.decided_at = timezone.now()
            event.data = {"decision": decision, "revision": str(revision.pk)}
    return review


def check_answers(
    items: list[ChecklistItem],
    revision: Revision,
    answers: list[AnswerData],
) -> None:
    """Refuse an approval while a question is open or a critical one says no."""
    check_complete(items, revision.turns, answers)
    if blocking := blocking_answers(items, answers):
        names = _(", ").join(str(item) for item in blocking)
        raise Refused(
            _("Approval needs a yes here: %(names)s.") % {"names": names},
            code="checklist_refused",
            items=[item.slug for item in blocking],
        )
