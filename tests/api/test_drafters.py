"""Drafters over REST: named, changed, retired, tried; keys are only ever named."""

import pytest

from dialogues.models import Call
from tests.dialogues.endpoints import endpoint
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db
WHOLE = {
    "name": "other",
    "endpoint": "https://models.example/v1",
    "key_name": "QUEQIAO_KEY_OTHER",
    "model": "a-model",
    "parameters": {"temperature": 0.9},
    "prompt_price": "2.0000",
    "completion_price": "8.0000",
    "currency": "CNY",
    "concurrency": 4,
    "requests_per_minute": 60,
    "tokens_per_minute": None,
    "longest_reply": 1500,
}


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def client(api, project):
    return api(make_member(project, "admin"))


@pytest.fixture
def post(client):
    def send(body, more=""):
        answer = client.post(f"/api/v1/projects/companion/drafters/{more}", body)
        return answer.status_code, answer.json()

    return send


def test_what_was_sent_is_what_is_kept(client, post):
    status, answer = post(WHOLE)

    assert (status, answer) == (201, {**WHOLE, "retired_at": None})
    listed = client.get("/api/v1/projects/companion/drafters/").json()["results"]
    assert [row["name"] for row in listed] == ["other", "sample"]


def test_a_change_touches_what_it_names(post):
    post(WHOLE)

    _status, answer = post({"model": "newer", "requests_per_minute": None}, "other/")

    changed = {"model": "newer", "requests_per_minute": None, "retired_at": None}
    assert answer == {**WHOLE, **changed}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", "https://me:secret@models.example"),
        ("key_name", "sk-abcdef0123456789"),
        ("parameters", {"extra_headers": {"authorization": "Bearer abc"}}),
        ("parameters", {"messages": []}),
        ("parameters", [1]),
        ("currency", "yuan"),
        ("concurrency", 0),
        ("concurrency", 513),
        ("prompt_price", "-1"),
        ("longest_reply", True),
        ("key", "sk-abcdef0123456789"),
        ("name", "two words"),
    ],
)
def test_what_is_wrong_is_said_of_its_field_and_not_repeated(
    project, post, field, value
):
    status, answer = post({**WHOLE, field: value})

    assert status == 400
    assert list(answer["fields"]) == [field]
    assert "sk-abcdef" not in str(answer)
    assert project.drafters.count() == 1


def test_a_retired_drafter_is_ordered_no_more(client, post):
    post(WHOLE)

    assert post({}, "other/retire/")[1]["retired_at"]
    order = client.post(
        "/api/v1/projects/companion/draft-batches/estimate/",
        {"count": 1, "drafter": "other"},
    )
    assert order.status_code == 400


def test_one_small_call_is_made_and_kept(project, post):
    with endpoint(lambda _request: "孩子：你好") as address:
        project.drafters.update(endpoint=address)
        status, answer = post({}, "sample/try/")

    assert status == 200
    assert (answer["answered"], answer["text"]) == (True, "孩子：你好")
    assert answer["model"] == "a-model-of-2026"
    assert Call.objects.get().reply == "孩子：你好"
