"""How long a set is said to take, and what an expert is told when it is over."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reviewers.domain import reviewing, sittings
from reviewers.estimating import guess
from reviewers.models import Review, Sitting
from tests.factories import make_member, make_project, make_submitted
from tests.factories.reviewers import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(settings):
    settings.LANGUAGE_CODE = "en"
    return make_project("companion")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


def sitting_of(project, expert, *, dialogues):
    for _one in range(dialogues):
        make_submitted(project)
    sitting = sittings.begin(project, minutes=60, by=expert)
    return [place.dialogue for place in sitting.places.all()]


def test_the_last_decision_of_a_set_says_what_was_decided_in_it(
    project, expert, signed_in
):
    # Decided before, so no part of it.
    read(make_submitted(project), "approve", by=expert)
    first, second, _last = sitting_of(project, expert, dialogues=3)
    read(first, "approve", by=expert)
    read(second, "return", by=expert)
    client = signed_in(expert)

    review = reviewing.claim_next(project, by=expert)
    answer = client.post(
        reverse("decide_review", args=[review.pk]),
        {
            "revision": review.revision_id,
            "decision": "reject",
            "comment": "像在背课文。",
        },
        headers={"HX-Request": "true"},
    )

    queue = reverse("reviews", args=[project.slug])
    assert answer["HX-Redirect"] == queue
    said = "Your 60 minutes are over: Approved 1, Sent back with a note 1, Not used 1."
    assert said in client.get(queue).content.decode()
    assert Sitting.objects.get().ended_at


def test_who_stops_early_reads_what_they_did_and_who_did_nothing_reads_nothing(
    project, expert, signed_in
):
    [first, _second] = sitting_of(project, expert, dialogues=2)
    read(first, "approve", by=expert)
    client = signed_in(expert)
    end = reverse("end_sitting", args=[project.slug])

    page = client.post(end, follow=True).content.decode()
    assert "Your 60 minutes are over: Approved 1. Thank you." in page

    sittings.begin(project, minutes=60, by=expert)
    assert "are over" not in client.post(end, follow=True).content.decode()


def test_the_estimate_learns_from_what_the_expert_took(project, expert):
    for _one in range(5):
        review = read(make_submitted(project), "approve", by=expert)
        Review.objects.filter(pk=review.pk).update(
            created_at=review.decided_at - timedelta(minutes=4),
        )
    make_submitted(project)
    sitting = sittings.begin(project, minutes=30, by=expert)

    assert [place.seconds for place in sitting.places.all()] == [240]


def test_who_decided_in_an_instant_is_promised_no_miracles(project, expert):
    for _one in range(5):
        read(make_submitted(project), "approve", by=expert)
    dialogue = make_submitted(project)

    sitting = sittings.begin(project, minutes=30, by=expert)

    least = guess(dialogue.head.turns) / 4
    assert [place.seconds for place in sitting.places.all()] == [round(least)]
