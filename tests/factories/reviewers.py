"""Reviews that experts opened."""

from reviewers.domain import bulks, decisions, reviewing
from tests.factories.dialogues import (
    full_answers,
    make_comments,
    make_drafted,
    make_submitted,
)
from tests.factories.people import make_member


def make_review(project, *, expert=None, dialogue=None):
    """A submitted dialogue that an expert is reading."""
    return reviewing.claim(
        dialogue or make_submitted(project),
        by=expert or make_member(project, "expert"),
    )


def make_bulk(project, *, by=None, verb="set theme", filters=None, **options):
    """A verb for all that the filter finds, previewed; for a draft where none is there."""
    if not project.dialogues.exists():
        make_drafted(project)
    return bulks.preview(
        project,
        verb=verb,
        options=options or {"theme": "朋友"},
        filters=filters or {},
        by=by or make_member(project, "admin"),
    )


def read(
    dialogue, decision, *, by, value="yes", new=None, words="请再温和一点。", **more
):
    """One expert's whole pass over a dialogue."""
    dialogue.refresh_from_db()
    review = reviewing.claim(dialogue, by=by)
    decisions.decide(
        review,
        revision=review.revision,
        decision=decision,
        answers=full_answers(review.project, review.revision.turns, value),
        comments=[]
        if decision == "approve"
        else make_comments(words, of=review.revision),
        turns=new,
        by=by,
        **more,
    )
    dialogue.refresh_from_db()
    return review
