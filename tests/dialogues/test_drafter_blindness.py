"""Who wrote a draft is known to admins alone: volunteers and experts work blind."""

import pytest
from django.urls import reverse

from dialogues.domain import draft_runs
from reviewers.domain import reviewing
from tests.dialogues.orders import order
from tests.factories import make_member, make_project, make_submitted

pytestmark = pytest.mark.django_db
SECRETS = ("hidden-drafter", "hidden-model")


@pytest.fixture
def project(script):
    project = make_project()
    project.drafters.update(name=SECRETS[0], model=SECRETS[1])
    return project


@pytest.fixture
def dialogue(project):
    batch = order(project, make_member(project, "admin"), "吵架")
    draft_runs.run_batch(batch)
    return project.dialogues.get()


def leaks(answer):
    assert answer.status_code in (200, 201), answer.content.decode()
    return [secret for secret in SECRETS if secret in answer.content.decode()]


def test_a_volunteer_sees_no_drafter(project, dialogue, api, client):
    volunteer = make_member(project, "volunteer")
    rest = api(volunteer)
    work = rest.post(f"/api/v1/projects/{project.slug}/claim/")
    assert leaks(work) == []
    held = work.json()["id"]
    client.force_login(volunteer)

    for address in (
        reverse("desk", args=[project.slug]),
        reverse("assignment", args=[held]),
        reverse("dialogue", args=[dialogue.pk]),
    ):
        assert leaks(client.get(address)) == [], address
    for address in (
        f"assignments/{held}/",
        f"dialogues/{dialogue.pk}/",
        f"dialogues/{dialogue.pk}/revisions/",
        f"dialogues/{dialogue.pk}/events/",
    ):
        assert leaks(rest.get(f"/api/v1/{address}")) == [], address
    draft = reverse("draft", args=[dialogue.draft_id])
    assert client.get(draft).status_code == 403


def test_an_expert_who_is_still_blind_sees_no_drafter(project, dialogue, api, client):
    dialogue = make_submitted(project, dialogue=dialogue)
    expert = make_member(project, "expert")
    review = reviewing.claim(dialogue, by=expert)
    rest = api(expert)
    client.force_login(expert)

    for address in (
        reverse("reviews", args=[project.slug]),
        reverse("review", args=[review.pk]),
        reverse("dialogue", args=[dialogue.pk]),
        reverse("dialogues", args=[project.slug]),
    ):
        assert leaks(client.get(address)) == [], address
    for address in (
        f"reviews/{review.pk}/",
        f"dialogues/{dialogue.pk}/",
        f"dialogues/{dialogue.pk}/revisions/",
        f"dialogues/{dialogue.pk}/events/",
        f"projects/{project.slug}/dialogues/",
    ):
        assert leaks(rest.get(f"/api/v1/{address}")) == [], address
    for name in ("draft", "batch"):
        pk = dialogue.draft_id if name == "draft" else dialogue.draft.batch_id
        assert client.get(reverse(name, args=[pk])).status_code == 403


def test_an_admin_sees_who_wrote_it(project, dialogue, client):
    client.force_login(make_member(project, "admin"))

    page = client.get(reverse("draft", args=[dialogue.draft_id]))

    assert leaks(page) == list(SECRETS)
