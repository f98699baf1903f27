"""A project's reasons over REST, and sending back with one of them."""

import pytest

from dialogues.models import Reason
from tests.factories import make_member, make_project, make_review

pytestmark = pytest.mark.django_db
NEW = {
    "code": "too-long",
    "position": 5,
    "name": {"zh-hans": "太长", "en": "Too long"},
    "sentence": {"zh-hans": "说短一点。"},
    "critical": True,
}


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def address(project):
    return f"/api/v1/projects/{project.slug}/reasons/"


def test_an_admin_adds_changes_and_ends_a_reason(api, project, address):
    client = api(make_member(project, "admin"))

    added = client.post(address, NEW).json()
    changed = client.post(address, {**NEW, "critical": False, "seen": 1}).json()
    stale = client.post(address, NEW)
    listed = client.get(address).json()["reasons"]

    assert (added["version"], changed["version"]) == (1, 2)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert [one["code"] for one in listed][:2] == ["too-long", "not-seen"]
    assert listed[0] == changed
    assert (listed[1]["version"], listed[1]["created_at"]) == (0, None)

    ended = client.post(f"{address}too-long/end/").json()
    assert (ended["version"], ended["retired"]) == (3, True)
    assert client.get(address).json()["reasons"][0]["code"] == "not-seen"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Zu lang!"),
        ("position", 0),
        ("position", 40000),
        ("name", {"fr": "Trop long"}),
        ("name", {"en": "x" * 81}),
        ("sentence", {"en": "x" * 501}),
        ("lesson", "nowhere"),
        ("critical", "yes"),
        ("seen", "1"),
    ],
)
def test_bad_input_names_its_field(api, project, address, field, value):
    client = api(make_member(project, "admin"))

    answer = client.post(address, {**NEW, field: value})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert not Reason.objects.exists()


def send_back(client, review, comments):
    return client.post(
        f"/api/v1/reviews/{review.pk}/decide/",
        {
            "revision": str(review.revision_id),
            "decision": "return",
            "comments": comments,
        },
    )


def test_sending_back_names_a_reason_at_a_turn(api, project):
    expert = make_member(project, "expert")
    review = make_review(project, expert=expert)
    turn = review.revision.turns[-1]["id"]
    client = api(expert)
    for comments in (
        [{"turn": turn, "text": "再想想。"}],
        [{"turn": None, "text": "再想想。", "code": "wording"}],
        [{"turn": turn, "text": "再想想。", "code": "never-heard-of"}],
    ):
        refused = send_back(client, review, comments)
        assert (refused.status_code, refused.json()["code"]) == (409, "reason_missing")

    said = [{"turn": turn, "text": "再想想。", "code": "wording"}]
    assert send_back(client, review, said).json()["dialogue_status"] == "returned"
