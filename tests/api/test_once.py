"""A POST with an Idempotency-Key is done once, whatever the network does."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from dialogues.models import Comment, DraftBatch, IdempotentAnswer
from dialogues.tasks import forget_old_answers
from tests.factories.dialogues import make_assignment, make_drafted, make_submitted
from tests.factories.people import make_member, make_project, make_topic

HOME = "/api/v1/projects/companion"


@pytest.fixture
def project(db):
    return make_project("companion")


def post(client, address, body, key):
    return client.post(address, body, HTTP_IDEMPOTENCY_KEY=key)


def test_a_repeated_order_is_answered_and_not_repeated(api, project):
    admin = api(make_member(project, "admin"))
    make_topic(project)

    first = post(admin, f"{HOME}/draft-batches/", {"count": 2}, "one")
    again = post(admin, f"{HOME}/draft-batches/", {"count": 2}, "one")
    other = post(admin, f"{HOME}/draft-batches/", {"count": 2}, "two")

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"
    assert other.json()["id"] != first.json()["id"]
    assert DraftBatch.objects.count() == 2


def test_a_session_repeats_a_verb_as_a_token_does(project):
    volunteer = make_member(project, "volunteer")
    work = make_assignment(project, author=volunteer)
    page = APIClient(enforce_csrf_checks=True)
    page.default_format = "json"
    page.force_login(volunteer)
    page.get("/account/sign-in-over/")
    page.credentials(HTTP_X_CSRFTOKEN=page.cookies["csrftoken"].value)

    skipped = f"/api/v1/assignments/{work.pk}/skip/"
    first = post(page, skipped, {"reason": "太难"}, "one")
    again = post(page, skipped, {"reason": "太难"}, "one")

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"


def test_an_answer_without_a_body_is_repeated_too(api, project):
    volunteer = api(make_member(project, "volunteer"))
    first = post(volunteer, f"{HOME}/claim/", {}, "one")
    make_drafted(project)

    again = post(volunteer, f"{HOME}/claim/", {}, "one")

    assert (first.status_code, again.status_code, again.content) == (204, 204, b"")
    assert again["Idempotent-Replay"] == "true"


@pytest.mark.parametrize(
    ("address", "body"),
    [
        (f"{HOME}/draft-batches/", {"count": 3}),
        (f"{HOME}/topics/", {"count": 2}),
    ],
)
def test_a_key_is_for_one_request(api, project, address, body):
    admin = api(make_member(project, "admin"))
    make_topic(project)
    post(admin, f"{HOME}/draft-batches/", {"count": 2}, "one")

    answer = post(admin, address, body, "one")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_used")
    assert DraftBatch.objects.count() == 1


def test_two_people_may_use_the_same_key(api, project):
    dialogue = make_submitted(project)
    address = f"/api/v1/dialogues/{dialogue.pk}/comments/"
    for _number in range(2):
        expert = api(make_member(project, "expert"))
        assert post(expert, address, {"text": "好"}, "one").status_code == 201

    assert Comment.objects.count() == 2


def test_a_refusal_leaves_the_key_free(api, project):
    work = make_assignment(project)
    client = api(work.holder)
    address = f"/api/v1/assignments/{work.pk}/skip/"

    refused = post(client, address, {"reason": " "}, "one")
    wrong = post(client, address, {}, "one")
    done = post(client, address, {"reason": "太难"}, "one")
    again = post(client, address, {"reason": "太难"}, "one")

    assert [refused.status_code, wrong.status_code, done.status_code] == [409, 400, 200]
    assert again.json() == done.json()
    assert IdempotentAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_has_a_shape(api, project, key):
    client = api(make_member(project, "volunteer"))

    answer = post(client, f"{HOME}/claim/", {}, key)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["Idempotency-Key"]


@pytest.mark.django_db(transaction=True)
def test_twins_that_arrive_together_are_done_once(api, project):
    expert = make_member(project, "expert")
    token = api(expert)._credentials
    dialogue = make_submitted(project)
    barrier = threading.Barrier(4)
    answers = []

    def ask():
        client = APIClient()
        client.credentials(**token)
        barrier.wait()
        try:
            answers.append(
                client.post(
                    f"/api/v1/dialogues/{dialogue.pk}/comments/",
                    {"text": "好"},
                    format="json",
                    HTTP_IDEMPOTENCY_KEY="one",
                ),
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    said = Comment.objects.get()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert {answer.json()["id"] for answer in answers} == {str(said.pk)}
    assert sum("Idempotent-Replay" in answer for answer in answers) == 3


def test_answers_are_forgotten_after_a_week(project):
    user = make_member(project, "admin")
    now = timezone.now()
    for key, age in (("old", 8), ("new", 6)):
        IdempotentAnswer.objects.create(
            user=user,
            key=key,
            request="",
            status=200,
            at=now - timedelta(days=age),
        )

    forget_old_answers()

    assert [row.key for row in IdempotentAnswer.objects.all()] == ["new"]
