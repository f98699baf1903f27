"""Prompts over REST: their versions, how one reads on a topic, and a test run."""

import pytest

from dialogues.domain import prompting
from dialogues.models import DraftBatch, Prompt
from tests.factories import make_member, make_project, make_topic

pytestmark = pytest.mark.django_db
PROMPTS = "/api/v1/projects/companion/prompts/"


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def jing(api, project):
    return api(make_member(project, "admin", username="jing"))


def iso(moment):
    return moment.isoformat().replace("+00:00", "Z")


def test_a_prompt_gets_a_new_version(jing, project):
    text = "请以“{topic}”为题，写一段温暖的对话。"

    answer = jing.post(PROMPTS, {"name": "talk", "text": text})

    prompt = Prompt.objects.get(version=2)
    assert answer.status_code == 201
    assert answer.json() == {
        "name": "talk",
        "version": 2,
        "kind": "topic-dialogue",
        "text": text,
        "user_text": "",
        "by": "jing",
        "created_at": iso(prompt.created_at),
        "signed_off": None,
    }
    listed = jing.get(PROMPTS).json()["results"]
    assert [(row["name"], row["version"]) for row in listed] == [
        ("talk", 2),
        ("talk", 1),
    ]


def test_a_kind_starts_a_prompt_and_its_versions_are_found_by_name(jing, project):
    first = {"kind": "self-chat-turns", "text": "你听。", "user_text": "你是{persona}"}

    started = jing.post(PROMPTS, {"name": "chat", **first})
    revised = jing.post(PROMPTS, {"name": "chat", "text": "你慢慢听。"})

    assert (started.status_code, revised.status_code) == (201, 201)
    rows = jing.get(f"{PROMPTS}?name=chat").json()["results"]
    assert [(row["version"], row["text"], row["user_text"]) for row in rows] == [
        (2, "你慢慢听。", "你是{persona}"),
        (1, "你听。", "你是{persona}"),
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "poem", "text": "{topic}"}, "name"),
        ({"name": "po em", "text": "{topic}", "kind": "topic-dialogue"}, "name"),
        ({"name": "talk", "text": "{topic}", "kind": "self-chat"}, "kind"),
        ({"name": "talk", "text": "{topic}", "kind": "poem"}, "kind"),
        ({"name": "talk", "text": "{theme}"}, "text"),
        ({"name": "talk", "text": "{topic}{toppic}"}, "text"),
        ({"name": "talk", "text": "{topic}", "user_text": "x"}, "user_text"),
        ({"name": "talk", "text": "{topic}" + "长" * 20_000}, "text"),
        ({"name": "talk"}, "text"),
    ],
)
def test_a_wrong_prompt_names_the_field(jing, project, body, field):
    answer = jing.post(PROMPTS, body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert project.prompts.count() == 1


def test_a_prompt_is_read_on_a_topic_before_it_is_saved(jing, project):
    topic = make_topic(project, "搬家", theme="家庭")
    body = {"kind": "topic-dialogue", "text": "写{topic}，{theme}。"}

    on_first = jing.post(f"{PROMPTS}preview/", body)
    on_this = jing.post(f"{PROMPTS}preview/", {"name": "talk", "topic": str(topic.pk)})

    assert on_first.json() == {
        "text": "写搬家，家庭。",
        "user_text": "",
        "topic": str(topic.pk),
        "lacking": [],
        "note": "",
    }
    assert on_this.json()["text"] == "请以“搬家”为题写一段对话。"
    assert project.prompts.count() == 1


def test_a_preview_says_what_the_topic_lacks(jing, project):
    topic = make_topic(project)
    body = {"kind": "answer-dialogue", "text": "问：{question}\n答：{answer}"}

    alone = jing.post(f"{PROMPTS}preview/", body).json()
    on_this = jing.post(f"{PROMPTS}preview/", {**body, "topic": str(topic.pk)}).json()

    assert (alone["text"], alone["topic"]) == (body["text"], None)
    assert alone["note"] == prompting.no_topic_for("answer-dialogue")
    assert (on_this["text"], on_this["lacking"]) == (f"问：{topic.text}", ["answer"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "topic-dialogue", "text": "{theme}"}, "text"),
        ({"kind": "poem", "text": "{topic}"}, "kind"),
        ({"kind": "self-chat-turns", "text": "x"}, "user_text"),
        ({"name": "nobody"}, "name"),
        ({"name": "talk", "topic": "x"}, "topic"),
        (
            {"name": "talk", "topic": "3c9b1a52-6d60-4d2f-9d39-6b0b3f8b3d11"},
            "topic",
        ),
    ],
)
def test_a_wrong_preview_names_the_field(jing, body, field):
    answer = jing.post(f"{PROMPTS}preview/", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_topic_of_another_project_is_not_shown(jing):
    other = make_topic(make_project())
    answer = jing.post(f"{PROMPTS}preview/", {"name": "talk", "topic": str(other.pk)})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["topic"])


def test_a_test_run_is_ordered_and_watched_as_a_job(jing, project):
    make_topic(project)
    prompting.revise_prompt(project, name="talk", text="新{topic}", by=None)

    answer = jing.post(f"{PROMPTS}test/", {"name": "talk", "version": 1})

    batch = DraftBatch.objects.get()
    assert (answer.status_code, batch.trial, batch.prompt.version) == (202, True, 1)
    assert batch.drafts.count() == prompting.TRIED_AT_ONCE
    job = f"http://testserver/api/v1/jobs/{batch.pk}/"
    assert (answer.json()["id"], answer.json()["job"]) == (str(batch.pk), job)
    assert jing.get(job).json()["total"] == prompting.TRIED_AT_ONCE


@pytest.mark.parametrize(
    ("body", "status"),
    [({"name": "nobody"}, 400), ({"name": "talk", "version": 7}, 404), ({}, 400)],
)
def test_only_what_is_there_is_tried(jing, project, body, status):
    make_topic(project)
    assert jing.post(f"{PROMPTS}test/", body).status_code == status
    assert not DraftBatch.objects.exists()
