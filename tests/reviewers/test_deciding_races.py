"""A decision beside whatever else may happen to its dialogue: one wins, one is told."""

from functools import partial

import pytest

from dialogues.domain import submission
from dialogues.history import Refused
from reviewers.domain import decisions, restoring, reviewing, second_opinions
from tests.factories import (
    full_answers,
    make_comments,
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
    reworded,
)
from tests.factories.reviewers import read
from tests.races import afresh, race, split, verbs

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = pytest.mark.parametrize("round_", range(3))


def deciding(review, decision="approve"):
    """The act of deciding, as the process of its expert would do it."""
    return partial(
        decisions.decide,
        afresh(review),
        revision=review.revision,
        decision=decision,
        answers=full_answers(review.project, review.revision.turns),
        comments=[] if decision == "approve" else make_comments(of=review.revision),
        by=review.expert,
    )


def told(outcome):
    """Whether this one was refused, in a sentence."""
    return type(outcome) is Refused and str(outcome)[-1] in ".。"


def edited_by(project, author):
    """A submitted dialogue whose draft was reworded."""
    draft = make_drafted(project)
    text = reworded(draft.head.turns)
    return make_submitted(project, author=author, dialogue=draft, edited=text)


@ROUNDS
@pytest.mark.parametrize("decision", ["approve", "return"])
def test_a_decision_beside_its_authors_withdrawal(round_, decision):
    project = make_project()
    author = make_member(project, "volunteer")
    dialogue = edited_by(project, author)
    review = make_review(project, dialogue=dialogue)

    decided, withdrawn = race(
        deciding(review, decision),
        partial(submission.withdraw, afresh(dialogue), by=author),
    )

    assert told(withdrawn)
    assert (decided.status, afresh(dialogue).status) == (
        "decided",
        {"approve": "approved", "return": "returned"}[decision],
    )
    assert dialogue.assignments.filter(ended_at=None).count() == 0


@ROUNDS
def test_a_decision_beside_a_restored_revision(round_):
    project = make_project()
    dialogue = edited_by(project, make_member(project, "volunteer"))
    review = make_review(project, dialogue=dialogue)
    first, head = dialogue.revisions.get(number=1), dialogue.head

    decided, restored = race(
        deciding(review),
        partial(restoring.restore, afresh(dialogue), revision=first, by=review.expert),
    )

    now = afresh(dialogue)
    if isinstance(decided, Exception):
        assert told(decided)
        assert (now.status, now.head, now.approvals.count()) == (
            "submitted",
            restored,
            0,
        )
        assert afresh(review).status == "given_back"
    else:
        assert told(restored)
        assert (now.status, now.head) == ("approved", head)
        assert now.approvals.get().revision == head


@ROUNDS
def test_a_decision_beside_what_an_admin_restores(round_):
    project = make_project()
    dialogue = edited_by(project, make_member(project, "volunteer"))
    review = make_review(project, dialogue=dialogue)
    admin = make_member(project, "admin")

    decided, restored = race(
        deciding(review, "return"),
        partial(
            restoring.restore,
            afresh(dialogue),
            revision=dialogue.revisions.get(number=1),
            by=admin,
        ),
    )

    assert told(restored)
    assert (decided.status, afresh(dialogue).status) == ("decided", "returned")


def disputed(project):
    """A dialogue on which two experts disagree."""
    dialogue = make_submitted(project)
    for decision in ("approve", "reject"):
        read(dialogue, decision, by=make_member(project, "expert"))
    return dialogue


@ROUNDS
def test_two_who_would_both_adjudicate(round_):
    project = make_project(second_opinions=100)
    people = [make_member(project, "expert") for _one in range(3)]
    dialogue = disputed(project)

    opened, refusals = split(
        race(*[partial(reviewing.claim, afresh(dialogue), by=one) for one in people]),
    )

    assert [review.dialogue for review in opened] == [dialogue]
    assert [told(one) for one in refusals] == [True, True]
    deciding(opened[0], "reject")()
    assert afresh(dialogue).status == "rejected"


@ROUNDS
def test_an_adjudicator_beside_an_admin_who_ends_the_dispute(round_):
    project = make_project(second_opinions=100)
    expert, admin = make_member(project, "expert"), make_member(project, "admin")
    dialogue = disputed(project)
    review = reviewing.claim(dialogue, by=expert)

    decided, released = race(
        deciding(review),
        partial(second_opinions.release, afresh(dialogue), reason="久等", by=admin),
    )

    assert told(released)
    assert (decided.reading, afresh(dialogue).status) == (3, "approved")
    assert verbs(dialogue).count("approve") == 1


@ROUNDS
def test_two_experts_at_a_dialogue_that_was_handed_to_one(round_):
    project = make_project()
    dialogue = make_submitted(project)
    giver, meant, other = (make_member(project, "expert") for _one in range(3))
    review = reviewing.claim(dialogue, by=giver)

    handed, by_name, next_one, others = race(
        partial(reviewing.hand_over, afresh(review), to=meant, by=giver),
        partial(reviewing.claim, afresh(dialogue), by=meant),
        partial(reviewing.claim_next, project, by=other),
        partial(reviewing.claim, afresh(dialogue), by=other),
    )

    # Until it is handed over its reader has it, from then on who it was meant for.
    assert (handed.to, next_one, told(others)) == (meant, None, True)
    if isinstance(by_name, Exception):
        assert told(by_name)
        by_name = reviewing.claim_next(project, by=meant)
    assert (by_name.expert, by_name.dialogue) == (meant, dialogue)
    assert dialogue.reviews.filter(status="claimed").get() == by_name
