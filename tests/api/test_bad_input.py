"""What a client should not send gets a clear 4xx in the one shape of errors."""

import json
import uuid

import pytest
from django.test import Client

from dialogues.models import Comment
from tests.factories.dialogues import make_assignment, make_dialogue, make_submitted
from tests.factories.people import make_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def work(project):
    return make_assignment(project)


@pytest.fixture
def put(api, work):
    client = api(work.holder)

    def put_raw(body, content_type="application/json"):
        return client.generic(
            "PUT",
            f"/api/v1/assignments/{work.pk}/work/",
            body,
            content_type=content_type,
        )

    return put_raw


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"{} {}",
        b'{"version": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": ' + b"1" * 10_000 + b"}",
    ],
)
def test_malformed_json(put, work, body):
    answer = put(body)

    expected = "invalid" if body == b"" else "parse_error"
    assert (answer.status_code, answer.json()["code"]) == (400, expected)
    work.refresh_from_db()
    assert work.version == 0


def test_another_content_type(put):
    answer = put(b"version=0", "application/x-www-form-urlencoded")

    assert (answer.status_code, answer.json()["code"]) == (
        415,
        "unsupported_media_type",
    )


@pytest.mark.parametrize("key", [None, "a-key"])
def test_a_body_over_two_megabytes(api, work, key):
    client = api(work.holder)
    headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}

    answer = client.generic(
        "POST",
        f"/api/v1/assignments/{work.pk}/skip/",
        b'{"reason": "' + b"x" * 2 * 1024 * 1024 + b'"}',
        content_type="application/json",
        **headers,
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


TURN = {"id": str(uuid.uuid4()), "role": "user", "text": "我"}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("version", {"version": None}),
        ("version", {"version": "0"}),
        ("version", {"version": True}),
        ("version", {"version": 0.0}),
        ("version", {"version": -1}),
        ("version", {"version": 2**40}),
        ("turns", {"turns": None}),
        ("turns", {"turns": {}}),
        ("turns", {"turns": [None]}),
        ("turns", {"turns": [{**TURN, "role": "system"}]}),
        ("turns", {"turns": [{**TURN, "text": 3}]}),
        ("turns", {"turns": [{**TURN, "text": "x" * 8001}]}),
        ("turns", {"turns": [{**TURN, "id": "1"}]}),
        ("turns", {"turns": [TURN, TURN]}),
        ("turns", {"turns": [{**TURN, "labels": [{"scheme": "s"}]}]}),
        ("turns", {"turns": [TURN] * 301}),
        ("answers", {"answers": None}),
        ("answers", {"answers": {}}),
        ("answers", {"answers": [{"item": "safe", "value": "maybe"}]}),
        ("answers", {"answers": [{"item": "warm", "value": "yes", "turn": "1"}]}),
        ("answers", {"answers": [{"item": "safe", "value": "yes", "note": 1}]}),
        ("answers", {"answers": [{"item": "safe", "value": []}]}),
    ],
)
def test_a_wrong_field_is_named(api, work, field, change):
    answer = api(work.holder).put(
        f"/api/v1/assignments/{work.pk}/work/",
        {"version": 0, "turns": work.turns, "answers": [], **change},
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == [field]
    work.refresh_from_db()
    assert (work.version, work.turns) == (0, work.base.turns)


def test_characters_that_no_database_keeps_are_left_out(put, work):
    typed = [
        {
            **TURN,
            "text": "我\x00很\ud800好",
            "labels": [
                {"scheme": "s\x00", "label": "l\ud800", "start": None, "end": None},
            ],
        }
    ]
    answers = [{"item": "safe", "turn": None, "value": "yes", "note": "\x00好\ud800"}]

    answer = put(json.dumps({"version": 0, "turns": typed, "answers": answers}))

    assert answer.status_code == 200
    work.refresh_from_db()
    assert work.turns[0]["text"] == "我很好"
    assert work.turns[0]["labels"][0]["label"] == "l"
    assert work.answers[0]["note"] == "好"


def test_a_comment_without_strange_characters(api, project):
    dialogue = make_submitted(project)
    expert = api(make_member(project, "expert"))
    address = f"/api/v1/dialogues/{dialogue.pk}/comments/"

    said = expert.post(
        address,
        json.dumps({"text": "真\x00好\ud800"}),
        content_type="application/json",
    )
    empty = expert.post(address, {"text": "\x00"})
    early = expert.post(
        f"/api/v1/dialogues/{make_dialogue(project).pk}/comments/",
        {"text": "草稿也行"},
    )

    assert (said.status_code, said.json()["text"]) == (201, "真好")
    assert (empty.status_code, list(empty.json()["fields"])) == (400, ["comments"])
    assert early.status_code == 201
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cursor=abc", "cursor"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("limit=²", "limit"),
        ("status=accepted", "status"),
        ("q=" + "x" * 201, "q"),
    ],
)
def test_a_wrong_query_is_named(api, project, query, field):
    client = api(make_member(project, "admin"))

    answer = client.get(f"/api/v1/projects/companion/dialogues/?{query}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_search_with_a_null_character(api, project):
    client = api(make_member(project, "admin"))

    answer = client.get("/api/v1/projects/companion/dialogues/?q=%00&theme=%00")

    assert (answer.status_code, answer.json()["results"]) == (200, [])


@pytest.mark.parametrize(
    "address",
    [
        "dialogues/7/",
        "nothing/",
        "projects/no-such/",
        "me",
        "jobs/00000000-0000-4000-8000-000000000000/",
    ],
)
def test_an_address_with_nothing_there(api, project, address):
    answer = api(make_member(project, "admin")).get(f"/api/v1/{address}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_method_that_an_address_does_not_have(api, project):
    answer = api(make_member(project, "admin")).delete("/api/v1/me/")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_nobody_in_particular(client):
    for headers in ({}, {"HTTP_AUTHORIZATION": "Token wrong"}):
        answer = client.get("/api/v1/me/", **headers)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
        assert answer.json()["code"] in {"not_authenticated", "authentication_failed"}


def test_a_session_needs_the_token_against_forgery(project):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_member(project, "volunteer"))

    forged = browser.post("/api/v1/projects/companion/claim/")
    browser.get("/account/password/")
    token = browser.cookies["csrftoken"].value
    meant = browser.post(
        "/api/v1/projects/companion/claim/",
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert (forged.status_code, forged.json()["code"]) == (403, "permission_denied")
    assert meant.status_code == 204


def test_errors_speak_the_readers_language(api, project):
    client = api(make_member(project, "expert"))
    said = [
        client.post(
            "/api/v1/projects/companion/claim/",
            HTTP_ACCEPT_LANGUAGE=language,
        ).json()
        for language in ("en", "fr")
    ]

    assert said[0] == {
        "code": "permission_denied",
        "detail": "You may not do this here. Ask an admin of the project.",
    }
    assert said[1]["code"] == "permission_denied"
