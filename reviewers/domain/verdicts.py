"""What an expert said of a revision, and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from django.db import transaction
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
from dialogues.models import ChecklistItem, Revision
from reviewers.domain import cases
from reviewers.models import Case, Review, Signature

Decision = Review.Decision


class Said(TypedDict):
    """One expert's whole word on a revision, as it is kept with their review."""

    decision: str
    answers: list[AnswerData]
    comments: list[CommentData]
    turns: list[Turn] | None
    elements: Mapping[str, str] | None


def said_in(review: Review) -> Said:
    """What the expert said; the event that holds it is written once."""
    said: Said = review.events.get(verb="decide").data["said"]
    return said


def rehearse(review: Review, said: Said) -> None:
    """Meet every refusal that carrying it out would meet, and leave nothing behind."""
    try:
        with transaction.atomic():
            carry_out(review, said)
            transaction.set_rollback(True)
    finally:
        review.dialogue.refresh_from_db()


def carry_out(review: Review, said: Said) -> None:
    """Do what the expert decided, in their name."""
    dialogue, revision, by = review.dialogue, review.revision, review.expert
    comments, turns = said["comments"], said["turns"]
    submission.check_latest(dialogue, revision)
    decision = said["decision"]
    if decision == Decision.APPROVE:
        check_answers(current_items(review.project), revision, said["answers"])
    keep_answers(review, said)
    if decision == Decision.APPROVE:
        signed = _sign(review, said)
        submission.approve(dialogue, revision=revision, by=by)
        if signed:
            cases.settle(signed)
        submission.write_comments(revision, comments, by=by)
    elif decision == Decision.FIX:
        if turns is None:
            raise Refused(_("Nothing is changed yet, so there is nothing to fix."))
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
        submission.escalate(dialogue, revision=revision, comments=comments, by=by)


def contribute(review: Review, said: Said, *, decision: str) -> None:
    """Add to another expert's decision what this one said before; answers in any case."""
    keep_answers(review, said)
    if said["decision"] != decision:
        return
    if decision == Decision.APPROVE:
        _sign(review, said)
        submission.approve(
            review.dialogue,
            revision=review.revision,
            by=review.expert,
            more_to_come=True,
        )
    submission.write_comments(review.revision, said["comments"], by=review.expert)


def keep_answers(review: Review, said: Said) -> None:
    """Freeze the expert's answers beside the revision that they are about."""
    record_answers(
        review.revision,
        said["answers"],
        items=current_items(review.project),
        turns=review.revision.turns,
        by=review.expert,
    )


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


def _sign(review: Review, said: Said) -> Case | None:
    """Sign the case that the approval needs signed, if there is one."""
    dialogue, revision, by = review.dialogue, review.revision, review.expert
    if said["elements"] and not _signed_since(review):
        case = cases.open_case(dialogue)
        cases.sign(case, revision=revision, elements=said["elements"], by=by)
    return cases.check_signed(dialogue, revision, by=by)


def _signed_since(review: Review) -> bool:
    """Whether the expert signed the case on its own page after they had decided."""
    return (
        review.decided_at is not None
        and Signature.objects.filter(
            revision=review.revision_id,
            by=review.expert_id,
            at__gt=review.decided_at,
        ).exists()
    )
