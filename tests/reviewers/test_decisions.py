"""An expert decides on the revision that they have read."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.domain import submission
from dialogues.domain.checklists import answers_of
from dialogues.history import Refused
from dialogues.models import Comment
from reviewers.domain import decisions
from reviewers.queries import own_reviews
from tests.factories import (
    EVERY_ELEMENT,
    full_answers,
    make_approved,
    make_comments,
    make_member,
    make_project,
    make_review,
    reworded,
)

pytestmark = pytest.mark.django_db


def decide(review, decision, *, answers=None, comments=None, new=None, **more):
    return decisions.decide(
        review,
        revision=review.revision,
        decision=decision,
        answers=answers or [],
        comments=make_comments(of=review.revision) if comments is None else comments,
        turns=new,
        **{"by": review.expert, **more},
    )


def yes_to_all(review, value="yes"):
    return full_answers(review.project, review.revision.turns, value)


def undone(review):
    """Nothing of a refused decision is left."""
    review.refresh_from_db()
    review.dialogue.refresh_from_db()
    assert (review.status, review.decision, review.events.count()) == ("claimed", "", 1)
    assert review.dialogue.status == "submitted"
    assert answers_of(review.revision, review.expert) == []
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    ("decision", "status", "verb"),
    [
        ("approve", "approved", "approve"),
        ("fix", "submitted", "fix"),
        ("return", "returned", "return"),
        ("reject", "rejected", "reject"),
        ("escalate", "submitted", "escalate"),
    ],
)
def test_each_decision_does_its_verb_and_keeps_the_answers(decision, status, verb):
    review = make_review(make_project())
    answers = yes_to_all(review)
    new = reworded(review.revision.turns) if decision == "fix" else None

    decide(review, decision, answers=answers, new=new)

    review.refresh_from_db()
    dialogue = review.dialogue
    assert (review.status, review.decision) == ("decided", decision)
    assert review.decided_at is not None
    assert (dialogue.status, dialogue.events.last().verb) == (status, verb)
    assert answers_of(review.revision, review.expert) == answers
    event = review.events.get(verb="decide")
    assert (event.data["decision"], event.data["revision"]) == (
        decision,
        str(review.revision_id),
    )
    assert review.events.last().verb == "settle"
    comment = Comment.objects.get()
    assert (comment.text, comment.by) == ("请再温和一点。", review.expert)


def test_approval_waits_for_every_answer():
    review = make_review(make_project())

    with pytest.raises(Refused) as refused:
        decide(review, "approve", answers=yes_to_all(review)[1:])

    assert (refused.value.code, refused.value.extra) == (
        "checklist_open",
        {"open": [{"item": "safe", "turn": None}]},
    )
    undone(review)


def test_a_critical_no_blocks_approval_and_nothing_else():
    review = make_review(make_project())
    no = yes_to_all(review, "no")

    with pytest.raises(Refused) as refused:
        decide(review, "approve", answers=no)
    assert (refused.value.code, refused.value.extra) == (
        "checklist_refused",
        {"items": ["safe"]},
    )
    undone(review)

    decide(review, "return", answers=no)
    assert answers_of(review.revision, review.expert) == no


@pytest.mark.parametrize("decision", ["approve", "reject", "escalate"])
def test_new_wording_goes_with_a_fix_or_a_return_only(decision):
    review = make_review(make_project())

    with pytest.raises(Refused):
        decide(
            review,
            decision,
            answers=yes_to_all(review),
            new=reworded(review.revision.turns),
        )

    undone(review)


def test_a_fix_without_new_wording_is_refused():
    review = make_review(make_project())

    with pytest.raises(Refused):
        decide(review, "fix")
    with pytest.raises(Refused):
        decide(review, "fix", new=review.revision.turns)

    undone(review)


@pytest.mark.parametrize("decision", ["return", "reject", "escalate"])
def test_a_decision_against_the_text_says_why(decision):
    review = make_review(make_project())

    with pytest.raises(Refused):
        decide(review, decision, comments=[])

    undone(review)


def test_an_unknown_decision_is_bad_input():
    review = make_review(make_project())

    with pytest.raises(ValidationError) as error:
        decide(review, "bless")

    assert list(error.value.message_dict) == ["decision"]
    undone(review)


def test_nobody_decides_in_the_review_of_another():
    project = make_project()
    review = make_review(project)

    with pytest.raises(PermissionDenied):
        decide(review, "reject", by=make_member(project, "expert"))

    undone(review)


def test_a_stale_tab_decides_nothing():
    project = make_project()
    review = make_review(project)
    submission.fix(
        review.dialogue,
        revision=review.revision,
        turns=reworded(review.revision.turns),
        by=make_member(project, "expert"),
    )

    with pytest.raises(Refused) as refused:
        decide(review, "approve", answers=yes_to_all(review))

    assert refused.value.code == "stale_revision"
    undone(review)


def test_a_decided_review_is_not_decided_again():
    review = make_review(make_project())
    decide(review, "approve", answers=yes_to_all(review))

    with pytest.raises(Refused):
        decide(review, "reject")

    assert review.dialogue.status == "approved"


def test_a_suggestion_travels_with_the_return():
    review = make_review(make_project())
    suggestion = reworded(review.revision.turns)

    decide(review, "return", new=suggestion)

    assert review.dialogue.events.last().data == {
        "revision": str(review.revision_id),
        "suggestion": suggestion,
    }


def test_the_only_expert_reopens_and_changes_their_mind():
    project = make_project()
    expert = make_member(project, "expert")
    dialogue = make_approved(project, approvers=[expert])
    submission.reopen(dialogue, reason="再看一遍。", by=expert)
    first = make_review(project, dialogue=dialogue, expert=expert)
    decide(first, "approve", answers=yes_to_all(first))
    submission.reopen(dialogue, reason="还是不对。", by=expert)
    second = make_review(project, dialogue=dialogue, expert=expert)

    decide(second, "return", answers=yes_to_all(second, "no"))

    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.approvals.count()) == ("returned", 1)
    assert answers_of(dialogue.head, expert) == yes_to_all(second, "no")


def test_who_reported_a_worry_may_decide_with_another_when_marked():
    project = make_project()
    first, second = (
        make_member(project, "expert", safeguarding=True) for _one in range(2)
    )
    review = make_review(project, expert=first)
    decide(review, "escalate", answers=yes_to_all(review))
    for expert in (first, second):
        again = make_review(project, dialogue=review.dialogue, expert=expert)
        decide(
            again,
            "approve",
            answers=yes_to_all(again),
            elements=EVERY_ELEMENT,
        )

    review.dialogue.refresh_from_db()
    assert review.dialogue.status == "approved"


def test_a_decision_reads_no_locked_row_again(django_assert_max_num_queries):
    review = make_review(make_project())
    # As an address finds it: with the dialogue, the text and the project.
    [found] = own_reviews(review.expert).filter(pk=review.pk)

    with django_assert_max_num_queries(49):
        decide(found, "approve", answers=yes_to_all(found), comments=[])

    assert found.dialogue.status == "approved"
