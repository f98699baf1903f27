"""Quotas, coverage, near-copies and who set what of drafters, over REST."""

import pytest

from dialogues.models import Dialogue, Finding
from tests.factories import make_drafted, make_member, make_project, make_topic, turns

pytestmark = pytest.mark.django_db
HOME = "/api/v1/projects/companion"


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def client(api, admin):
    return api(admin)


def test_a_number_is_set_changed_and_taken_away(client, project, admin):
    kind = {"theme": "学校", "emotion": "悲伤", "age_band": "6-8"}

    for wanted in (4, 7):
        answer = client.post(f"{HOME}/quotas/", {**kind, "wanted": wanted})
        assert answer.json() == {**kind, "wanted": wanted}
    assert client.get(f"{HOME}/quotas/").json()["results"] == [{**kind, "wanted": 7}]
    client.post(f"{HOME}/quotas/", {**kind, "wanted": 0})

    assert not project.quotas.exists()
    changes = client.get(f"{HOME}/quotas/changes/").json()["results"]
    assert [(one["before"], one["wanted"], one["by"]) for one in changes] == [
        (7, 0, admin.username),
        (4, 7, admin.username),
        (0, 4, admin.username),
    ]


def test_all_numbers_are_replaced_at_once_or_not_at_all(client, project):
    project.quotas.create(theme="旧", wanted=3)
    school = {"theme": "学校", "wanted": 5}

    twice = client.post(f"{HOME}/quotas/replace/", {"quotas": [school, school]})
    assert (twice.status_code, list(twice.json()["fields"])) == (400, ["quotas"])
    assert project.quotas.get().theme == "旧"

    answer = client.post(
        f"{HOME}/quotas/replace/",
        {"quotas": [school, {"emotion": "悲伤", "wanted": 2}]},
    )
    assert answer.json() == {"quotas": 2, "wanted": 7}
    assert set(project.quotas.values_list("theme", "emotion", "wanted")) == {
        ("学校", "", 5),
        ("", "悲伤", 2),
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"wanted": -1}, "wanted"),
        ({"wanted": 1_000_001}, "wanted"),
        ({"wanted": "3"}, "wanted"),
        ({"theme": "学"}, "wanted"),
        ({"theme": "学" * 81, "wanted": 1}, "theme"),
        ({"theme": 5, "wanted": 1}, "theme"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(client, project, body, field):
    answer = client.post(f"{HOME}/quotas/", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not project.quotas.exists()


def test_coverage_counts_what_there_is_beside_what_is_wanted(client, project):
    sad = make_drafted(project, topic=make_topic(project, theme="学校"))
    Dialogue.objects.filter(pk=sad.pk).update(emotion="悲伤")
    project.quotas.create(theme="学校", emotion="悲伤", wanted=3)

    answer = client.get(f"{HOME}/coverage/").json()

    assert (answer["made"], answer["wanted"], answer["missing"]) == (1, 3, 2)
    cell = {"theme": "学校", "emotion": "悲伤", "have": 1, "wanted": 3, "missing": 2}
    assert cell in answer["cells"]
    none = client.get(f"{HOME}/coverage/?age=no-such").json()
    assert (none["made"], none["wanted"]) == (0, 0)


def test_near_copies_are_listed_pair_by_pair(client, project):
    lines = ("我今天在学校里把同桌的水杯打碎了，他哭了。", "听起来你又着急又难过。")
    first, second = (make_drafted(project, of=turns(*lines)) for _time in range(2))
    finding = Finding.objects.get(code="near-duplicate")

    [pair] = client.get(f"{HOME}/duplicates/").json()["results"]

    assert pair["finding"] == str(finding.pk)
    assert (pair["dialogue"], pair["other"]) == (str(second.pk), str(first.pk))
    assert pair["percent"] == 100


def test_who_set_what_of_a_drafter_is_listed(client, admin):
    client.post(f"{HOME}/drafters/sample/", {"model": "newer"})

    change = client.get(f"{HOME}/drafters/sample/changes/").json()["results"][0]

    assert (change["act"], change["by"]) == ("change", admin.username)
    assert change["after"] == {"model": "newer"}
    assert list(change["before"]) == ["model"]
