"""The pages of prompts: a version saved, an error told at its place, a test run."""

import html
from decimal import Decimal

import pytest
from django.urls import reverse

from dialogues.domain import prompting
from dialogues.models import Call, DraftBatch, Prompt
from tests.factories import (
    make_batch,
    make_draft,
    make_drafted,
    make_member,
    make_project,
    make_topic,
    turns,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin", username="jing")


@pytest.fixture
def window(signed_in, admin):
    return signed_in(admin)


@pytest.fixture
def at(project):
    return lambda name, *args: reverse(name, args=[project.slug, *args])


def shown(answer):
    return html.unescape(answer.content.decode())


def written(text, *, seen=1, kind="topic-dialogue", **more):
    return {"kind": kind, "seen": seen, "text": text, **more}


def test_the_list_shows_the_latest_of_each_and_its_use(window, at, project, admin):
    make_draft(make_batch(project, by=admin))
    prompting.revise_prompt(project, name="talk", text="新{topic}", by=admin)

    [row] = window.get(at("prompts")).context["prompts"]

    assert (row.name, row.version, row.drafts, row.share) == ("talk", 2, 1, None)


def test_saving_writes_a_new_version_with_the_lines_as_typed(window, at, project):
    answer = window.post(at("prompt", "talk"), written("一{topic}\r\n二"))

    assert answer.status_code == 302
    prompt = project.prompts.get(version=2)
    assert (prompt.text, prompt.created_by.username) == ("一{topic}\n二", "jing")


def test_saving_the_same_words_writes_nothing(window, at, project):
    same = project.prompts.get().text
    answer = window.post(at("prompt", "talk"), written(same), follow=True)
    assert project.prompts.count() == 1
    assert "Nothing changed" in shown(answer) or "没有改动" in shown(answer)


def test_an_unknown_blank_is_told_at_the_field_and_the_text_is_kept(
    window, at, project
):
    answer = window.post(at("prompt", "talk"), written("写{topic}和{toppic}"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["text"]
    assert "写{topic}和{toppic}" in shown(answer)
    assert project.prompts.count() == 1


def test_words_saved_meanwhile_are_shown_before_one_saves_over_them(
    window, at, project, admin
):
    prompting.revise_prompt(project, name="talk", text="她的{topic}", by=admin)

    late = window.post(at("prompt", "talk"), written("我的{topic}", seen=1))

    assert late.status_code == 422
    assert (late.context["newer"].text, project.prompts.count()) == ("她的{topic}", 2)
    again = late.context["form"]["seen"].value()
    assert window.post(at("prompt", "talk"), written("我的{topic}", seen=again))
    assert project.prompts.get(version=3).text == "我的{topic}"


def test_a_new_prompt_begins_from_an_example(window, at, project):
    page = window.get(at("new_prompt"))
    kinds = {row["prompt"].kind for row in page.context["examples"]}
    assert kinds == set(Prompt.Kind.values)

    chosen = f"{at('new_prompt')}?example=empathetic-dialogue/turn-by-turn"
    form = window.get(chosen).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    answer = window.post(at("new_prompt"), sent)

    prompt = project.prompts.get(name="turn-by-turn")
    assert answer["Location"] == at("prompt", "turn-by-turn")
    assert (prompt.version, prompt.kind) == (1, "self-chat-turns")
    assert "{persona}" in prompt.user_text


def test_a_prompt_is_copied_under_a_new_name(window, at, project):
    form = window.get(f"{at('new_prompt')}?copy=talk").context["form"]
    assert form["name"].value() == "talk-2"

    sent = {name: form[name].value() or "" for name in form.fields}
    taken = window.post(at("new_prompt"), {**sent, "name": "talk"})
    window.post(at("new_prompt"), sent)

    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["name"])
    copy = project.prompts.get(name="talk-2")
    assert (copy.version, copy.text) == (1, project.prompts.get(name="talk").text)


@pytest.mark.parametrize(
    "address",
    ["prompts/nobody/", "prompts/nobody/compare/", "prompts/talk/compare/?old=9",
     "new-prompt/?copy=nobody", "new-prompt/?example=none/such"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(window, project, address):
    answer = window.get(f"/projects/{project.slug}/{address}")
    assert answer.status_code == 404


def preview(window, at, text, **more):
    return window.post(at("prompt_preview"), written(text, **more)).context


def test_the_preview_is_of_the_chosen_topic(window, at, project):
    make_topic(project, "搬家")
    pet = make_topic(project, "小狗走丢")

    first = preview(window, at, "写{topic}")
    chosen = preview(window, at, "写{topic}", topic=str(pet.pk))
    found = preview(window, at, "写{topic}", words="小狗")

    assert first["preview"].rendered.text == "写搬家"
    assert chosen["preview"].rendered.text == "写小狗走丢"
    assert (found["preview"].rendered.text, found["topics"]) == ("写小狗走丢", [pet])


def test_the_preview_tells_what_is_wrong_instead(window, at, project):
    make_topic(project)
    answer = window.post(at("prompt_preview"), written("写{theme}"))
    assert list(answer.context["preview"].faults) == ["text"]
    assert 'id="rendered"' not in shown(answer)


def test_the_preview_of_a_rewrite_is_of_a_real_turn(window, at, project):
    text = "{dialogue}|{turn}|{wish}"
    empty = preview(window, at, text, kind="rewrite-turn")
    make_drafted(project, of=turns("我没考好。", "没关系。"))

    found = preview(window, at, text, kind="rewrite-turn")

    assert empty["preview"].note
    assert found["preview"].rendered.text.startswith(
        "孩子：我没考好。\n智能助手：没关系。|智能助手：没关系。|"
    )


def test_the_preview_of_personas_shows_the_same_seeds_each_time(window, at):
    first, second = (preview(window, at, "{seeds}", kind="personas") for _ in "ab")
    assert first["preview"].rendered.text.count("persona") == 4
    assert first["preview"].rendered == second["preview"].rendered


def test_two_versions_are_compared_line_by_line(window, at, project, admin):
    for text in ("一\n二{topic}\n三", "一\n二。{topic}\n三\n四"):
        prompting.revise_prompt(project, name="talk", text=text, by=admin)

    page = window.get(at("compare_prompts", "talk")).context

    assert (page["old"].version, page["new"].version) == (2, 3)
    assert [
        (line["old"], line["new"], line["changed"])
        for line in page["texts"][0]["lines"]
    ] == [
        ("一", "一", False),
        ("二{topic}", "二。{topic}", True),
        ("三", "三", False),
        (None, "四", True),
    ]
    same = window.get(f"{at('compare_prompts', 'talk')}?old=1&new=1").context
    assert same["same"]


def test_a_test_run_orders_three_that_become_no_dialogue(window, at, project):
    make_topic(project)

    answer = window.post(at("try_prompt", "talk"))

    batch = DraftBatch.objects.get()
    assert answer["Location"] == reverse("trial", args=[batch.pk])
    assert (batch.trial, batch.drafts.count()) == (True, 3)
    page = window.get(answer["Location"])
    assert (page.context["going"], len(page.context["results"])) == (True, 3)
    assert list(window.get(at("prompt", "talk")).context["trials"]) == [batch]


def test_the_trial_page_shows_turns_problems_and_findings(window, project, admin):
    batch = make_batch(project, by=admin, trial=True)
    said = turns("我没考好。", "")
    draft = make_draft(batch, turns=said, problems=[{"code": "ends_on_user"}])

    page = window.get(reverse("trial", args=[batch.pk]))

    [result] = page.context["results"]
    assert result["draft"] == draft
    assert result["findings"][0]["severity"] == "error"
    assert "我没考好。" in shown(page)


def test_an_order_that_is_no_test_run_has_no_such_page(window, project, admin):
    batch = make_batch(project, by=admin)
    assert window.get(reverse("trial", args=[batch.pk])).status_code == 404


def test_a_test_run_for_new_people_shows_who_is_new(window, project, admin):
    make_topic(project, persona="我八岁。", situation="我的小狗走丢了，我找了一天。")
    prompt = prompting.start_prompt(
        project, name="people", kind="personas", text="{seeds}", by=admin
    )
    batch = prompting.try_prompt(prompt, by=admin)
    draft = batch.drafts.first()
    reply = (
        "人设：我八岁。\n情境：我的小狗走丢了，我找了一天。\n"
        "人设：卖菜的老人\n情境：秤坏了，少收了钱。"
    )
    draft.answer = Call.objects.create(
        project=project,
        prompt=prompt,
        drafter=draft.drafter,
        batch=batch,
        draft=draft,
        reserved_cost=0,
        reserved_tokens=0,
        currency="USD",
        outcome=Call.Outcome.ANSWERED,
        reply=reply,
        prompt_tokens=70,
        completion_tokens=30,
        cost="0.0012",
    )
    draft.save(update_fields=["answer"])

    page = window.get(reverse("trial", args=[batch.pk]))

    assert page.context["results"][0]["spent"] == {
        "sent": 70,
        "written": 30,
        "cost": Decimal("0.0012"),
    }
    people = page.context["results"][0]["people"]
    assert [(one.persona.persona, one.new) for one in people] == [
        ("我八岁。", False),
        ("卖菜的老人", True),
    ]
    assert project.topics.count() == 1
