"""What is said when something breaks on our side: a sentence and an id, never the cause."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from annotation_site import home
from dialogues.api.people import Me
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db
CAUSE = "the pool at 10.0.0.7 is gone"


def broken(*_args, **_kwargs):
    raise RuntimeError(CAUSE)


@pytest.fixture
def client():
    client = Client(raise_request_exception=False)
    client.force_login(make_member(make_project("companion"), "admin"))
    return client


def test_a_program_gets_json_with_an_id_that_the_log_has(client, monkeypatch, caplog):
    monkeypatch.setattr(Me, "get", broken)

    answer = client.get("/api/v1/me/", headers={"accept-language": "en"})

    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert set(body) == {"code", "detail", "id"}
    assert body["code"] == "broken"
    assert body["detail"].endswith(f"{body['id']}.")
    assert CAUSE not in answer.content.decode()
    [line] = [one for one in caplog.records if body["id"] in one.getMessage()]
    assert line.getMessage() == f"Fault {body['id']}: GET /api/v1/me/"
    assert line.exc_info[1].args == (CAUSE,)


def test_a_person_gets_a_page_with_the_id(client, monkeypatch, caplog):
    monkeypatch.setattr(home, "render", broken)

    answer = client.get(reverse("project", args=["companion"]))

    assert answer.status_code == 500
    page = answer.content.decode()
    [fault] = re.findall(r"<code>([0-9a-f]{12})</code>", page)
    assert CAUSE not in page
    assert any(fault in one.getMessage() for one in caplog.records)
