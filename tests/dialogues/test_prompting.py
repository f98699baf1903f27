"""Versions of prompts: written by admins only, never over another, each found again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from dialogues.batch_forms import OrderForm
from dialogues.domain import drafting, import_runs, imports, projects, prompting
from dialogues.history import Refused
from dialogues.models import Prompt
from dialogues.prompt_queries import (
    default_prompt,
    latest_prompts,
    latest_with_counts,
    topics_for,
)
from tests.dialogues.import_samples import SAMPLES
from tests.factories import (
    make_batch,
    make_draft,
    make_member,
    make_project,
    make_topic,
)
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def test_a_revised_prompt_is_a_new_row(project, admin):
    before = project.prompts.get()
    words = "请写“{topic}”，心情是{emotion}。"

    prompt = prompting.revise_prompt(project, name="talk", text=words, by=admin)

    assert (prompt.version, prompt.kind, prompt.created_by) == (2, before.kind, admin)
    assert list(project.prompts.order_by("version")) == [before, prompt]
    again = prompting.revise_prompt(project, name="talk", text=words, by=admin)
    assert again == prompt


def test_a_prompt_is_started_under_a_name_of_its_own(project, admin):
    words = {"text": "听。", "user_text": "你是{persona}"}

    prompt = prompting.start_prompt(
        project, name="chat", kind="self-chat-turns", **words, by=admin
    )

    assert (prompt.version, prompt.kind, prompt.created_by) == (
        1,
        "self-chat-turns",
        admin,
    )
    with pytest.raises(ValidationError) as error:
        prompting.start_prompt(
            project, name="chat", kind="self-chat-turns", **words, by=admin
        )
    assert list(error.value.message_dict) == ["name"]
    # One side alone may change; the other stays.
    second = prompting.revise_prompt(project, name="chat", text="听着。", by=admin)
    assert (second.text, second.user_text) == ("听着。", "你是{persona}")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "two words"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "名字"}, "name"),
        ({"kind": "poem"}, "kind"),
        ({"text": " "}, "text"),
        ({"text": "{topic}" + "x" * 20_000}, "text"),
        ({"text": "写{age}岁"}, "text"),
        ({"user_text": "{persona}"}, "user_text"),
    ],
)
def test_a_prompt_that_cannot_be_sent_is_refused(project, fields, wrong):
    whole = {"name": "other", "kind": "topic-dialogue", "text": "写{topic}"}

    with pytest.raises(ValidationError) as error:
        prompting.start_prompt(project, **{**whole, **fields}, by=None)

    assert list(error.value.message_dict) == [wrong]
    assert project.prompts.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "other"}, "name"),
        ({"kind": "self-chat"}, "kind"),
        ({"text": "写"}, "text"),
    ],
)
def test_a_version_that_does_not_fit_is_refused(project, fields, wrong):
    whole = {"name": "talk", "text": "写{topic}"}

    with pytest.raises(ValidationError) as error:
        prompting.revise_prompt(project, **{**whole, **fields}, by=None)

    assert list(error.value.message_dict) == [wrong]
    assert project.prompts.count() == 1


def test_nobodys_newer_words_are_passed_over_unread(project, admin):
    prompting.revise_prompt(project, name="talk", text="甲{topic}", seen=1, by=admin)

    with pytest.raises(Refused) as refusal:
        prompting.revise_prompt(
            project, name="talk", text="乙{topic}", seen=1, by=admin
        )

    assert refusal.value.code == "newer_version"
    assert project.prompts.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_save_at_once_write_two_versions():
    project = make_project()
    admins = [make_member(project, "admin") for _number in range(2)]

    race(
        *(
            lambda number=number, by=by: prompting.revise_prompt(
                project, name="talk", text=f"{number}{{topic}}", by=by
            )
            for number, by in enumerate(admins)
        )
    )

    versions = project.prompts.order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 2, 3]


@pytest.mark.parametrize("role", ["volunteer", "expert"])
def test_only_admins_write_and_try_prompts(project, role):
    person, prompt = make_member(project, role), project.prompts.get()
    make_topic(project)

    for act in (
        lambda: prompting.revise_prompt(
            project, name="talk", text="{topic}", by=person
        ),
        lambda: prompting.start_prompt(
            project, name="x", kind="topic-dialogue", text="{topic}", by=person
        ),
        lambda: prompting.try_prompt(prompt, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert (project.prompts.count(), project.batches.count()) == (1, 0)


def test_what_is_listed_is_the_latest_of_each_with_its_use(project, admin):
    draft = make_draft(make_batch(project))
    prompting.revise_prompt(project, name="talk", text="新{topic}", by=admin)
    prompting.start_prompt(project, name="a", kind="personas", text="{seeds}", by=admin)

    rows = [
        (row.name, row.version, row.drafts, row.approved)
        for row in latest_with_counts(project)
    ]

    assert rows == [("a", 1, None, None), ("talk", 2, 1, None)]
    assert draft.batch.prompt.version == 1


@pytest.mark.parametrize(
    ("template", "name"),
    [("child-companion", "theory-guided"), ("empathetic-dialogue", "self-chat")],
)
def test_drafts_are_written_by_the_templates_first_prompt(template, name):
    project = projects.create_project("p", template=template, by=None)

    assert default_prompt(project).name == name
    newest = project.prompts.order_by("-created_at", "-version").first()
    assert newest.name == name
    assert len(latest_prompts(project)) == len(Prompt.Kind.values) - 1


def test_another_prompts_new_version_does_not_become_what_drafts_are_written_by():
    project = projects.create_project("p", template="child-companion", by=None)
    admin = make_member(project, "admin")
    make_topic(project)
    other = project.prompts.get(name="question-answer")
    prompting.revise_prompt(project, name=other.name, text=other.text + "。", by=admin)

    batch = drafting.order_batch(project, count=1, by=admin)

    assert batch.prompt.name == "theory-guided"
    form = OrderForm(project=project)
    assert form["prompt"].initial.name == "theory-guided"
    offered = {prompt.kind for prompt in form.fields["prompt"].queryset}
    assert offered == set(Prompt.Kind.values) - {"rewrite-turn", "self-chat-turns"}


def test_a_prompt_is_tried_on_topics_that_have_what_it_needs(project):
    plain = make_topic(project)
    person = make_topic(project, persona="店主")
    asked = make_topic(project, meta={"answers": [{"text": "好"}]})
    make_topic(project, meta={"answers": []})

    assert set(topics_for("self-chat", project)) == {person}
    assert set(topics_for("self-chat-turns", project)) == {person}
    assert set(topics_for("answer-dialogue", project)) == {asked}
    assert plain in topics_for("topic-dialogue", project)


def test_the_answers_of_a_psyqa_file_reach_the_prompt_that_rewrites_them(
    project, admin
):
    name, data = SAMPLES["psyqa"]
    file = ContentFile(data)
    row = imports.receive(project, file, name=name, plan={}, by=admin)
    imports.order(row, by=admin, here=True)
    import_runs.run_import(row)
    words = "问：{question}{description}答：{answer}"
    prompt = prompting.start_prompt(
        project, name="qa", kind="answer-dialogue", text=words, by=admin
    )

    tried = prompting.try_prompt(prompt, by=admin)
    ordered = drafting.order_batch(project, count=1, prompt=prompt, by=admin)

    for batch in (tried, ordered):
        assert set(batch.drafts.values_list("prompt_text", flat=True)) == {
            "问：怎么和孩子谈成绩？一说就哭。答：先抱抱他。"
        }


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("rewrite-turn", "{dialogue}{turn}{wish}", "no_dialogues"),
        ("answer-dialogue", "{question}{answer}", "no_topics"),
    ],
)
def test_what_cannot_be_tried_says_why(project, admin, kind, text, code):
    make_topic(project)
    prompt = prompting.start_prompt(project, name="x", kind=kind, text=text, by=admin)

    with pytest.raises(Refused) as refusal:
        prompting.try_prompt(prompt, by=admin)

    assert refusal.value.code == code
    assert not project.batches.exists()
