"""An admin's road over REST: people, topics and texts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dialogues.models import Membership, Topic
from tests.factories.people import make_member, make_project, make_user

pytestmark = pytest.mark.django_db
HOME = "/api/v1/projects/companion"


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def admin(project):
    return make_member(project, "admin", username="jing")


@pytest.fixture
def jing(api, admin):
    return api(admin)


def iso(moment):
    return moment.isoformat().replace("+00:00", "Z")


def test_who_one_is(jing, project):
    own = {
        "id": str(project.pk),
        "slug": "companion",
        "name": "Companion",
        "template": "child-companion",
        "roles": ["admin"],
        "safeguarding": False,
    }

    me = jing.get("/api/v1/me/", HTTP_ACCEPT_LANGUAGE="en").json()

    assert me == {
        "username": "jing",
        "name": "jing",
        "language": "en",
        "projects": [own],
    }
    listed = jing.get("/api/v1/projects/", HTTP_ACCEPT_LANGUAGE="en").json()
    assert listed == {"results": [own], "next": None}
    assert jing.get(f"{HOME}/", HTTP_ACCEPT_LANGUAGE="en").json() == {
        **own,
        "description": "",
        "language": "zh-hans",
        "labels": {"user": "孩子", "assistant": "智能助手"},
        "approvals_needed": 1,
        "lease_minutes": 40,
        "instruction": "你是温暖的小伙伴。",
        "counts": {
            "drafted": 0,
            "editing": 0,
            "submitted": 0,
            "returned": 0,
            "approved": 0,
            "rejected": 0,
        },
    }


def test_a_member_is_taken_in_and_changed(jing, project):
    make_user("mei")

    taken = jing.post(
        f"{HOME}/members/",
        {"username": "mei", "roles": ["expert", "volunteer"], "safeguarding": True},
    )

    membership = Membership.objects.get(user__username="mei")
    assert taken.status_code == 200
    assert taken.json() == {
        "username": "mei",
        "name": "mei",
        "roles": ["volunteer", "expert"],
        "safeguarding": True,
        "joined_at": iso(membership.joined_at),
    }
    assert membership.consent == project.consents.get()
    listed = jing.get(f"{HOME}/members/").json()["results"]
    assert [row["username"] for row in listed] == ["jing", "mei"]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("username", {"username": "nobody", "roles": ["expert"]}),
        ("username", {"roles": ["expert"]}),
        ("roles", {"username": "jing", "roles": ["king"]}),
        ("roles", {"username": "jing", "roles": "expert"}),
        ("roles", {"username": "jing", "roles": []}),
        ("safeguarding", {"username": "jing", "roles": ["admin"], "safeguarding": 1}),
    ],
)
def test_a_wrong_member_names_the_field(jing, field, body):
    answer = jing.post(f"{HOME}/members/", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_the_only_admin_stays_one(jing):
    answer = jing.post(f"{HOME}/members/", {"username": "jing", "roles": ["expert"]})

    assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    assert Membership.objects.get().roles == ["admin"]


def test_topics_come_in_as_text_and_as_a_file(jing, project):
    typed = jing.post(f"{HOME}/topics/", {"text": "友谊：和好朋友吵架、搬家"})
    sent = jing.post(
        f"{HOME}/topics/",
        {"file": SimpleUploadedFile("t.txt", "搬家、丢了橡皮、，".encode())},
        format="multipart",
    )

    assert typed.json() == {"read": 2, "created": 2, "existing": 0, "rejected": []}
    assert (sent.status_code, sent.json()["created"]) == (200, 1)
    assert [row["file"] for row in sent.json()["rejected"]] == ["t.txt"]
    listed = jing.get(f"{HOME}/topics/?theme=友谊").json()["results"]
    topic = Topic.objects.get(text="和好朋友吵架")
    assert [row["text"] for row in listed] == ["和好朋友吵架", "搬家"]
    assert listed[0] == {
        "id": str(topic.pk),
        "text": "和好朋友吵架",
        "theme": "友谊",
        "emotion": "",
        "persona": "",
        "situation": "",
        "source": "api",
        "priority": 0,
        "created_at": iso(topic.created_at),
    }


def test_a_file_that_is_no_text_says_so(jing):
    file = SimpleUploadedFile("t.txt", b"\xb0\xa1\xb0\xa2" * 40)

    answer = jing.post(f"{HOME}/topics/", {"file": file}, format="multipart")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["file"])
    assert not Topic.objects.exists()


def test_checklists_and_drafters_are_read(jing):
    [checklist] = jing.get(f"{HOME}/checklists/").json()["results"]
    [drafter] = jing.get(f"{HOME}/drafters/").json()["results"]

    assert [
        (item["slug"], item["scope"], item["critical"]) for item in checklist["items"]
    ] == [
        ("safe", "dialogue", True),
        ("natural", "dialogue", False),
        ("warm", "turn", False),
    ]
    assert drafter == {
        "name": "sample",
        "model": "sample",
        "parameters": {},
        "prompt_price": "0.0000",
        "completion_price": "0.0000",
        "currency": "USD",
        "concurrency": 8,
        "endpoint": "",
        "key_name": "",
        "longest_reply": 2000,
        "requests_per_minute": None,
        "tokens_per_minute": None,
        "retired_at": None,
    }
