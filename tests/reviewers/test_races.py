"""Experts at the same moment: one decision, on the text that was read."""

from functools import partial

import pytest

from dialogues.domain import submission
from dialogues.history import Refused
from reviewers.domain import decisions, reviewing, sittings
from reviewers.models import Review
from tests.factories import (
    full_answers,
    make_comments,
    make_member,
    make_project,
    make_review,
    make_submitted,
    turns,
)
from tests.races import afresh, race, split, verbs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round_", range(4))
def test_an_approval_beside_a_withdrawal(round_):
    project = make_project()
    dialogue = make_submitted(project)
    author, expert = dialogue.head.author, make_member(project, "expert")

    approved, withdrawn = race(
        partial(
            submission.approve, afresh(dialogue), revision=dialogue.head, by=expert
        ),
        partial(submission.withdraw, afresh(dialogue), by=author),
    )

    now = afresh(dialogue)
    if isinstance(approved, Exception):
        assert (withdrawn.holder, now.status) == (author, "editing")
        assert dialogue.approvals.count() == 0
    else:
        assert (type(withdrawn), now.status) == (Refused, "approved")
        assert dialogue.assignments.filter(ended_at=None).count() == 0


@pytest.mark.parametrize("round_", range(4))
def test_opening_beside_a_withdrawal(round_):
    project = make_project()
    dialogue = make_submitted(project)
    author, expert = dialogue.head.author, make_member(project, "expert")

    opened, withdrawn = race(
        partial(reviewing.claim_next, project, by=expert),
        partial(submission.withdraw, afresh(dialogue), by=author),
    )

    if isinstance(withdrawn, Exception):
        assert (opened.dialogue_id, afresh(dialogue).status) == (
            dialogue.pk,
            "submitted",
        )
    else:
        assert (opened, afresh(dialogue).status) == (None, "editing")


@pytest.mark.parametrize("round_", range(4))
def test_sittings_begun_at_once_share_no_dialogue(round_):
    project = make_project()
    for _one in range(6):
        make_submitted(project)
    experts = [make_member(project, "expert") for _one in range(2)]

    sat = race(
        *(partial(sittings.begin, project, minutes=5, by=one) for one in experts)
    )

    first, second = ({place.dialogue_id for place in one.places.all()} for one in sat)
    assert first
    assert second
    assert not first & second


@pytest.mark.parametrize("round_", range(4))
def test_experts_who_claim_at_once_read_different_dialogues(round_):
    project = make_project()
    for _one in range(6):
        make_submitted(project)
    people = [make_member(project, "expert") for _one in range(6)]

    reviews = race(*[partial(reviewing.claim_next, project, by=one) for one in people])

    assert len({review.dialogue_id for review in reviews}) == 6


def test_experts_who_claim_the_last_dialogue_at_once():
    project = make_project()
    dialogue = make_submitted(project)
    people = [make_member(project, "expert") for _one in range(6)]

    reviews = race(*[partial(reviewing.claim_next, project, by=one) for one in people])

    assert [review.dialogue_id for review in reviews if review] == [dialogue.pk]
    assert Review.objects.count() == 1


def test_one_expert_in_many_tabs_reads_one_dialogue():
    project = make_project()
    for _one in range(3):
        make_submitted(project)
    person = make_member(project, "expert")

    reviews = race(*[partial(reviewing.claim_next, project, by=person)] * 4)

    assert len({review.pk for review in reviews}) == 1


def test_one_expert_in_two_tabs_decides_once():
    project = make_project()
    review = make_review(project)
    acts = [
        partial(
            decisions.decide,
            afresh(review),
            revision=review.revision,
            decision=decision,
            answers=full_answers(project, review.revision.turns),
            comments=make_comments(of=review.revision),
            by=review.expert,
        )
        for decision in ("approve", "return", "reject", "escalate")
    ]

    decided, refusals = split(race(*acts))

    assert (len(decided), [type(one) for one in refusals]) == (1, [Refused] * 3)
    assert verbs(review) == ["claim", "decide", "settle"]
    assert len(verbs(review.dialogue)) == 5


@pytest.mark.parametrize("round_", range(4))
def test_a_decision_beside_a_new_revision(round_):
    project = make_project()
    review = make_review(project)
    other = make_member(project, "expert")

    decided, fixed = race(
        partial(
            decisions.decide,
            afresh(review),
            revision=review.revision,
            decision="approve",
            answers=full_answers(project, review.revision.turns),
            comments=[],
            by=review.expert,
        ),
        partial(
            submission.fix,
            afresh(review.dialogue),
            revision=review.revision,
            turns=turns("我怕黑。", "我陪着你。"),
            by=other,
        ),
    )

    dialogue = afresh(review.dialogue)
    if isinstance(decided, Exception):
        assert (decided.code, dialogue.head) == ("stale_revision", fixed)
        assert (dialogue.status, dialogue.approvals.count()) == ("submitted", 0)
    else:
        assert (fixed.code, dialogue.head) == ("wrong_status", review.revision)
        assert (dialogue.status, dialogue.approvals.count()) == ("approved", 1)


def test_two_approvals_at_once_where_two_are_needed():
    project = make_project(approvals_needed=2)
    dialogue = make_submitted(project)
    people = [make_member(project, "expert") for _one in range(2)]

    race(
        *[
            partial(
                submission.approve,
                afresh(dialogue),
                revision=dialogue.head,
                by=person,
            )
            for person in people
        ],
    )

    assert verbs(dialogue) == ["draft", "claim", "submit", "sign", "approve"]
    assert sorted(dialogue.approvals.values_list("by", flat=True)) == [
        person.pk for person in people
    ]


def test_more_approvals_than_needed_end_in_one_change():
    project = make_project()
    dialogue = make_submitted(project)
    people = [make_member(project, "expert") for _one in range(4)]

    approvals, refusals = split(
        race(
            *[
                partial(
                    submission.approve,
                    afresh(dialogue),
                    revision=dialogue.head,
                    by=person,
                )
                for person in people
            ],
        ),
    )

    assert (len(approvals), [type(one) for one in refusals]) == (1, [Refused] * 3)
    assert dialogue.approvals.get() == approvals[0]
