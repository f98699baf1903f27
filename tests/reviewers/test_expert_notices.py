"""Experts hear of what was handed to them, and of norming sessions, on site and by mail."""

import pytest
from django.urls import reverse

from dialogues.domain import mailing
from dialogues.models import Notice
from reviewers.domain import norming, reviewing
from tests.factories import make_member, make_project, make_review
from tests.factories.norming import make_norming, make_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def experts(project):
    found = [make_member(project, "expert") for _one in range(3)]
    for expert in found:
        expert.email = f"{expert.username}@example.org"
        expert.save()
    return found


def told():
    """What experts were told as experts: who, and of which kind."""
    found = Notice.objects.filter(kind__in=["handed", "norming", "revealed"])
    return set(found.values_list("user", "kind"))


def led_to(client):
    [row] = Notice.objects.filter(user=int(client.session["_auth_user_id"]))
    return client.get(reverse("notice", args=[row.pk])).url


def test_who_is_handed_a_dialogue_hears_of_it_at_once(
    signed_in, api, project, experts, mailoutbox
):
    review = make_review(project, expert=experts[0])
    reviewing.hand_over(review, to=experts[1], note="你更懂这个主题。", by=experts[0])

    assert told() == {(experts[1].pk, "handed")}
    assert Notice.objects.get().dialogue == review.dialogue
    assert mailing.send_letter(experts[1], mail="now") == 1
    [letter] = mailoutbox
    assert letter.to == [experts[1].email]
    assert "主题" not in letter.body
    [row] = api(experts[1]).get("/api/v1/notices/").json()["results"]
    assert (row["kind"], row["project"]) == ("handed", "companion")
    assert led_to(signed_in(experts[1])) == reverse("reviews", args=["companion"])


def test_who_is_invited_hears_of_the_session_and_of_its_reveal(
    signed_in, project, experts, mailoutbox
):
    opened = make_norming(project, experts=experts[:2], by=experts[0])
    opener, invited = experts[:2]

    assert told() == {(invited.pk, "norming")}
    assert invited.notices.get().project == project
    page = signed_in(invited).get(reverse("notices"))
    assert [row.visible for row in page.context["page"]] == [True]
    assert led_to(signed_in(invited)) == reverse("normings", args=["companion"])

    make_vote(opened.places.get(), by=opener)
    make_vote(opened.places.get(), by=invited)
    assert told() == {
        (invited.pk, "norming"),
        (invited.pk, "revealed"),
        (opener.pk, "revealed"),
    }
    # What was read on the site is in no letter, and what needs no answer waits.
    assert mailing.send_letter(invited, mail="now") == 0
    assert mailing.send_letter(invited, mail="daily") == 1
    assert [letter.to for letter in mailoutbox] == [[invited.email]]


def test_a_second_vote_is_asked_of_those_who_are_still_here(project, experts):
    opened = make_norming(project, experts=experts, by=make_member(project, "admin"))
    admin = opened.opened_by
    make_vote(opened.places.get(), by=experts[0])
    experts[2].memberships.update(ended_at=opened.created_at)
    norming.reveal(opened, by=admin)
    norming.ask_again(opened, by=admin)

    heard = Notice.objects.order_by("at").exclude(user=experts[2])
    assert [row.kind for row in heard.filter(user=experts[1])] == [
        "norming",
        "revealed",
        "norming",
    ]
    gone = Notice.objects.filter(user=experts[2])
    assert [row.kind for row in gone] == ["norming"]


def test_who_left_the_project_is_not_led_into_it(signed_in, project, experts):
    make_norming(project, experts=experts[:2], by=make_member(project, "admin"))
    experts[0].memberships.update(ended_at="2026-01-01T00:00Z")

    assert led_to(signed_in(experts[0])) == reverse("notices")
