"""The expert's queue: what comes first, to whom, and what happens to it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.domain import reviewing
from reviewers.models import Review
from reviewers.queries import (
    base_revision,
    expired_reviews,
    open_review,
    own_reviews,
)
from reviewers.queue_queries import queue_for
from tests.factories import (
    make_approved,
    make_comments,
    make_dialogue,
    make_fix,
    make_member,
    make_project,
    make_review,
    make_submitted,
    reworded,
    turns,
)

pytestmark = pytest.mark.django_db

HARM = ("爸爸会打我。", "谢谢你告诉我。")


def queue(user, project):
    return list(queue_for(user, project))


def test_the_longest_wait_comes_first():
    project = make_project()
    waiting = [make_submitted(project) for _one in range(3)]
    make_dialogue(project, "approved")
    make_submitted(make_project())

    assert queue(make_member(project, "expert"), project) == waiting


def test_possible_disclosures_come_first_and_only_to_marked_members():
    project = make_project()
    calm = make_submitted(project)
    worrying = make_submitted(project, of=turns(*HARM))

    marked = make_member(project, "expert", safeguarding=True)
    assert queue(marked, project) == [worrying, calm]
    assert queue(make_member(project, "expert"), project) == [calm]


def test_nobody_is_asked_about_what_they_wrote_signed_or_somebody_reads():
    project = make_project(approvals_needed=2)
    author = make_member(project, "volunteer", "expert")
    written = make_submitted(project, author=author)
    signed = make_submitted(project)
    read = make_submitted(project)
    expert = make_member(project, "expert")
    make_review(project, dialogue=read)
    submission.approve(signed, revision=signed.head, by=expert)

    assert queue(author, project) == [signed]
    assert queue(expert, project) == [written]


def test_what_was_reopened_is_asked_of_who_approved_it_too():
    project = make_project()
    expert = make_member(project, "expert")
    dialogue = make_approved(project, approvers=[expert])

    submission.reopen(dialogue, reason="再看一遍。", by=expert)

    assert queue(expert, project) == [dialogue]


def test_claiming_opens_the_latest_revision_and_notes_it():
    project = make_project()
    dialogue, expert = make_submitted(project), make_member(project, "expert")

    review = reviewing.claim_next(project, by=expert)

    assert (review.dialogue, review.revision, review.status) == (
        dialogue,
        dialogue.head,
        "claimed",
    )
    assert review.lease_until > timezone.now()
    assert [(event.verb, event.by) for event in review.events.all()] == [
        ("claim", expert),
    ]
    event = dialogue.events.last()
    assert (event.verb, event.by, event.data) == (
        "open",
        expert,
        {"revision": str(dialogue.head_id)},
    )


def test_claiming_again_gives_the_review_one_has():
    project = make_project()
    review = make_review(project)
    make_submitted(project)

    assert reviewing.claim_next(project, by=review.expert) == review
    with pytest.raises(Refused):
        reviewing.claim(make_submitted(project), by=review.expert)
    assert Review.objects.count() == 1


def test_nothing_waits():
    project = make_project()

    assert reviewing.claim_next(project, by=make_member(project, "expert")) is None


@pytest.mark.parametrize("roles", [["volunteer"], ["admin"]])
def test_only_experts_claim(roles):
    project = make_project()
    make_submitted(project)

    with pytest.raises(PermissionDenied):
        reviewing.claim_next(project, by=make_member(project, *roles))


def test_two_experts_do_not_read_one_dialogue():
    project = make_project()
    review = make_review(project)

    with pytest.raises(Refused):
        reviewing.claim(review.dialogue, by=make_member(project, "expert"))


def test_what_is_given_back_waits_for_others_and_its_author_cannot_withdraw_it():
    project = make_project()
    review = make_review(project)
    other = make_member(project, "expert")

    reviewing.give_back(review, by=review.expert)

    dialogue = Dialogue.objects.get()
    assert (review.status, queue(other, project)) == ("given_back", [dialogue])
    with pytest.raises(Refused):
        submission.withdraw(dialogue, by=dialogue.head.author)


def test_nobody_gives_back_the_review_of_another():
    project = make_project()
    review = make_review(project)

    with pytest.raises(PermissionDenied):
        reviewing.give_back(review, by=make_member(project, "expert"))


def test_a_review_lapses_when_its_time_is_over():
    project = make_project()
    review = make_review(project)
    with pytest.raises(Refused):
        reviewing.lapse(review)
    Review.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert list(expired_reviews()) == [review]

    reviewing.lapse(review)

    assert (review.status, list(expired_reviews())) == ("lapsed", [])
    assert open_review(review.expert, project) is None
    assert queue(make_member(project, "expert"), project) == [review.dialogue]


def test_a_text_is_compared_with_the_draft_and_then_with_what_was_sent_back():
    project = make_project()
    dialogue = make_submitted(project, of=(draft := turns("a", "b")))
    author, expert = dialogue.head.author, make_member(project, "expert")
    review = make_review(project, dialogue=dialogue, expert=expert)
    assert base_revision(review).turns == draft

    first = dialogue.head
    submission.return_to_author(
        dialogue,
        revision=first,
        comments=make_comments(of=first),
        by=expert,
    )
    reviewing.give_back(review, by=expert)
    make_submitted(project, author=author, dialogue=dialogue, edited=reworded(draft))
    dialogue.refresh_from_db()

    assert base_revision(make_review(project, dialogue=dialogue)) == first


def test_an_expert_reads_a_fix_beside_the_draft():
    project = make_project()
    dialogue = make_submitted(project)
    make_fix(dialogue, by=make_member(project, "expert"))

    review = make_review(project, dialogue=dialogue)

    assert (review.revision.number, base_revision(review).number) == (3, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_once_however_long_they_are(rows, django_assert_num_queries):
    project = make_project()
    expert = make_member(project, "expert")
    for _one in range(rows):
        reviewing.give_back(make_review(project, expert=expert), by=expert)

    with django_assert_num_queries(1):
        assert len({str(row.dialogue.topic) for row in own_reviews(expert)}) == rows
    with django_assert_num_queries(1):
        assert len(queue(expert, project)) == rows
