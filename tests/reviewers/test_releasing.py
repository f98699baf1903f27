"""An admin lets a dialogue go on without another reader; and what happens at once."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.domain import reviewing, second_opinions
from reviewers.models import ReviewEvent
from tests.factories import make_member, make_project, make_submitted
from tests.factories.reviewers import read
from tests.races import race, split

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project(second_opinions=100)


@pytest.fixture
def experts(project):
    return [make_member(project, "expert") for _one in range(4)]


@pytest.fixture
def dialogue(project, experts):
    return make_submitted(project)


def test_an_admin_releases_a_dialogue_with_a_reason(project, dialogue, experts):
    admin = make_member(project, "admin")
    review = read(dialogue, "approve", by=experts[0])

    with pytest.raises(Refused):
        second_opinions.release(dialogue, reason=" ", by=admin)
    second_opinions.release(dialogue, reason="下周没有人", by=admin)

    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.approvals.get().by) == ("approved", experts[0])
    event = ReviewEvent.objects.get(review=review, verb="release")
    assert (event.by, event.note) == (admin, "下周没有人")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (("approve", "return"), "returned"),
        (("reject", "return"), "rejected"),
        (("return", "approve"), "returned"),
    ],
)
def test_an_admin_ends_a_disagreement_with_the_more_careful_decision(said, status):
    project = make_project(second_opinions=100)
    dialogue = make_submitted(project)
    readers = [make_member(project, "expert") for _one in range(2)]
    for decision, reader in zip(said, readers, strict=True):
        read(dialogue, decision, by=reader)

    second_opinions.release(
        dialogue,
        reason="没有第三位专家",
        by=make_member(project, "admin"),
    )

    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.approvals.count()) == (status, 0)


def test_who_may_not_release(project, dialogue, experts):
    admin = make_member(project, "admin")
    with pytest.raises(Refused):
        second_opinions.release(dialogue, reason="x", by=admin)
    read(dialogue, "approve", by=experts[0])

    with pytest.raises(PermissionDenied):
        second_opinions.release(dialogue, reason="x", by=experts[1])
    with pytest.raises(Refused):
        second_opinions.release(
            dialogue,
            reason="x",
            by=make_member(project, "admin", "expert"),
        )
    reviewing.claim(dialogue, by=experts[1])
    with pytest.raises(Refused):
        second_opinions.release(dialogue, reason="x", by=admin)


def test_what_was_released_is_not_drawn_again(project, dialogue, experts):
    admin = make_member(project, "admin")
    read(dialogue, "approve", by=experts[0])
    second_opinions.release(dialogue, reason="急", by=admin)
    submission.reopen(dialogue, reason="再看一次", by=experts[1])

    read(dialogue, "reject", by=experts[1])

    assert dialogue.status == "rejected"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(4))
def test_two_experts_claim_the_second_reading_at_once(round_):
    project = make_project(second_opinions=100)
    people = [make_member(project, "expert") for _one in range(3)]
    dialogue = make_submitted(project)
    read(dialogue, "approve", by=people[0])

    opened = race(*[partial(reviewing.claim_next, project, by=one) for one in people])

    assert opened[0] is None
    assert [one.dialogue for one in opened[1:] if one] == [dialogue]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(4))
def test_a_second_decision_beside_a_release(round_):
    project = make_project(second_opinions=100)
    people = [make_member(project, "expert") for _one in range(3)]
    admin = make_member(project, "admin")
    dialogue = make_submitted(project)
    read(dialogue, "approve", by=people[0])

    claimed, released = race(
        partial(reviewing.claim, Dialogue.objects.get(pk=dialogue.pk), by=people[1]),
        partial(
            second_opinions.release,
            Dialogue.objects.get(pk=dialogue.pk),
            reason="急",
            by=admin,
        ),
    )

    done, refused = split([claimed, released])
    assert (len(done), len(refused)) == (1, 1)
