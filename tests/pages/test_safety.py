"""What a stranger, or a page that went wrong, may not do to people and their browsers."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from annotation_site.accounts import MOST_TRIES
from tests.factories import (
    make_member,
    make_project,
    make_review,
    make_submitted,
    turns,
)
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_tried():
    cache.clear()


def sign_in(client, username, password=PASSWORD, **more):
    form = {"username": username, "password": password}
    return client.post(reverse("login"), form, HTTP_ACCEPT_LANGUAGE="en", **more)


def test_guessing_a_password_comes_to_an_end(client):
    guessed = make_member(make_project(), "admin", password=PASSWORD)
    other = make_member(make_project(), "volunteer", password=PASSWORD)
    for _try in range(MOST_TRIES):
        sign_in(client, guessed.username, "wrong")

    answer = sign_in(client, guessed.username)
    from_elsewhere = sign_in(Client(), guessed.username, REMOTE_ADDR="192.0.2.7")

    assert "Too many wrong tries" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert from_elsewhere.status_code == 302
    assert sign_in(client, other.username).status_code == 302


def test_the_right_password_ends_the_count(client):
    person = make_member(make_project(), "admin", password=PASSWORD)
    for _round in range(2):
        for _try in range(MOST_TRIES - 1):
            sign_in(client, person.username, "wrong")
        assert sign_in(client, person.username).status_code == 302
        client.logout()


def test_signing_in_leads_nowhere_else(client):
    person = make_member(make_project(), "admin", password=PASSWORD)
    before = client.session.session_key

    answer = client.post(
        reverse("login") + "?next=https://elsewhere.example/",
        {
            "username": person.username,
            "password": PASSWORD,
            "next": "//elsewhere.example/",
        },
    )

    cookie = client.cookies["sessionid"]
    assert answer["Location"] == reverse("home")
    assert client.session.session_key != before
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def bad_request(client):
    return client.post(reverse("topics", args=["companion"]), {"text": "x" * 3_000_000})


def forged(client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    return strict.post(reverse("take_next", args=["companion"]))


def refused(client):
    project = make_project()
    dialogue = make_submitted(project)
    client.force_login(make_member(project, "expert"))
    return client.post(reverse("reopen", args=[dialogue.pk]), {"reason": "so"})


ANSWERS = {
    "page": (200, lambda client: client.get(reverse("project", args=["companion"]))),
    "sign-in": (200, lambda _client: Client().get(reverse("login"))),
    "program": (200, lambda client: client.get("/api/v1/me/")),
    "too large": (400, bad_request),
    "forged": (403, forged),
    "no role": (403, lambda client: client.get(reverse("desk", args=["companion"]))),
    "nothing there": (404, lambda client: client.get("/nothing/")),
    "refused": (409, refused),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_tells_the_browser_what_it_may_load(client, kind):
    status, ask = ANSWERS[kind]
    client.force_login(make_member(make_project("companion"), "admin"))

    answer = ask(client)

    assert answer.status_code == status
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(
        policy
    )
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert b"<style" not in answer.content
    assert b" style=" not in answer.content


@pytest.mark.parametrize(
    ("megabytes", "address", "status"),
    [
        (4, "/account/sign-in/", 200),
        (21, "/account/sign-in/", 400),
        (21, "/api/v1/projects/companion/topics/", 413),
    ],
)
def test_a_stranger_does_not_fill_the_disk(client, megabytes, address, status):
    file = SimpleUploadedFile("topics.txt", b"x" * megabytes * 1024 * 1024)

    answer = client.post(address, {"file": file})

    assert answer.status_code == status


def test_a_decision_on_the_longest_dialogue_is_read(client):
    project = make_project()
    text = turns(*(f"第{number}句话。" for number in range(300)))
    review = make_review(project, dialogue=make_submitted(project, of=text))
    client.force_login(review.expert)
    form = {"revision": review.revision_id, "decision": "reject", "comment": "太长。"}
    for turn in review.revision.turns:
        form[f"text-{turn['id']}"] = turn["text"]
        form[f"comment-{turn['id']}"] = form[f"code-{turn['id']}"] = ""
        form[f"answer-warm-{turn['id']}"] = "yes"

    answer = client.post(reverse("decide_review", args=[review.pk]), form)

    assert answer.status_code == 204
    review.refresh_from_db()
    assert review.decision == "reject"
