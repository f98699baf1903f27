"""A disclosed dialogue is read by the project's experts; its case by marked members.

The text is the project's work: who wrote it, and every expert, may read it with what
the checks point at. That somebody sees to it, and what they decide, is told to marked
members alone, and nobody else is offered it or may approve it. Pages and REST agree.
"""

import pytest
from django.urls import reverse

from dialogues.models import Approval, Dialogue
from tests.factories import make_case, make_member, make_project, turns

pytestmark = pytest.mark.django_db
TOLD = "爸爸又打我了。"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def case(project):
    return make_case(project, of=turns(TOLD, "我相信你。这不是你的错。"))


@pytest.mark.parametrize("marked", [False, True])
def test_pages_and_rest_tell_an_expert_the_same(signed_in, project, case, marked):
    expert = make_member(project, "expert", safeguarding=marked)
    client = signed_in(expert)
    own = f"/api/v1/dialogues/{case.dialogue_id}/"

    page = client.get(reverse("dialogue", args=[case.dialogue_id]))
    revisions = client.get(f"{own}revisions/")
    found = client.get(f"{own}findings/")
    assert TOLD in page.content.decode()
    assert revisions.json()["results"][0]["turns"][0]["text"] == TOLD
    assert "disclosure" in [one["code"] for one in found.json()["results"]]

    status = 200 if marked else 404
    for address in (
        reverse("case", args=[case.pk]),
        reverse("cases", args=[project.slug]),
        f"/api/v1/cases/{case.pk}/",
    ):
        assert client.get(address).status_code == status, address
    listed = client.get("/api/v1/cases/").json()["results"]
    assert [row["id"] for row in listed] == ([str(case.pk)] if marked else [])
    if not marked:
        for answer in (page, revisions, found, client.get(f"{own}events/")):
            assert str(case.pk) not in answer.content.decode()

    queue = client.get(reverse("reviews", args=[project.slug])).context["queue"]
    waiting = client.get(f"/api/v1/projects/{project.slug}/review-queue/").json()
    offered = [case.dialogue_id] if marked else []
    assert [row["dialogue"].pk for row in queue] == offered
    assert [row["dialogue"] for row in waiting["results"]] == list(map(str, offered))


def test_who_is_not_marked_is_given_it_by_no_door(signed_in, project, case):
    client = signed_in(make_member(project, "expert"))

    page = client.post(reverse("claim_review", args=[project.slug]))
    rest = client.post(
        f"/api/v1/projects/{project.slug}/reviews/claim/",
        {},
        content_type="application/json",
    )

    assert page.url == reverse("reviews", args=[project.slug])
    assert rest.status_code == 204
    assert case.dialogue.reviews.count() == Approval.objects.count() == 0
    assert Dialogue.objects.get(pk=case.dialogue_id).status == "submitted"
