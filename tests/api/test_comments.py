"""Threads, calls and notices by REST."""

import pytest

from tests.factories import make_member, make_project, make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(api):
    project = make_project()
    author = make_member(project, "volunteer", username="lin")
    expert = make_member(project, "expert", username="chen")
    dialogue = make_submitted(project, author=author)
    return f"/api/v1/dialogues/{dialogue.pk}", api(author), api(expert)


def test_a_thread_is_answered_settled_and_taken_up_again(scene):
    address, author, expert = scene
    first = expert.post(f"{address}/comments/", {"text": "太长。"}).json()
    answer = author.post(
        f"{address}/comments/",
        {"text": "@chen 好的", "parent": first["id"]},
    ).json()

    assert (answer["parent"], answer["mentions"]) == (first["id"], ["chen"])
    assert answer["not_reached"] == []
    settled = author.post(f"/api/v1/comments/{answer['id']}/resolve/", {})
    assert settled.json()["resolved"] is True
    rows = author.get(f"{address}/comments/").json()["results"]
    assert [row["resolved"] for row in rows] == [True, False]
    again = expert.post(f"/api/v1/comments/{first['id']}/reopen/", {}).json()
    assert again["resolved"] is False


def test_an_answer_names_a_comment_of_this_dialogue(scene):
    address, author, _expert = scene
    for parent in ("x", "00000000-0000-4000-8000-000000000000", 5):
        answer = author.post(f"{address}/comments/", {"text": "好", "parent": parent})
        assert answer.status_code == 400
        assert list(answer.json()["fields"]) == ["parent"]


def test_who_still_decides_sees_neither_author_nor_called_name(scene):
    address, author, expert = scene
    author.post(f"{address}/comments/", {"text": "@chen 请看"})

    [row] = expert.get(f"{address}/comments/").json()["results"]

    assert (row["by"], row["mentions"], row["text"]) == (None, [], "@… 请看")
    people = expert.get(f"{address}/people/").json()["results"]
    assert people == []
    assert author.get(f"{address}/people/?q=CH").json()["results"] == [
        {"username": "chen", "name": "chen"},
    ]


def test_notices_are_listed_and_read(scene):
    address, author, expert = scene
    for _each in range(3):
        expert.post(f"{address}/comments/", {"text": "太长。"})

    unread = author.get("/api/v1/notices/?show=unread").json()["results"]
    assert [row["kind"] for row in unread] == ["comment"] * 3
    one = author.post("/api/v1/notices/read/", {"notices": [unread[0]["id"]]})
    assert one.json() == {"read": 1}
    assert expert.post("/api/v1/notices/read/", {}).json() == {"read": 0}
    assert author.post("/api/v1/notices/read/", {}).json() == {"read": 2}
    assert author.get("/api/v1/notices/?show=unread").json()["results"] == []
    assert author.get("/api/v1/notices/?kind=case").status_code == 400
