"""An admin writes a prompt in a real browser, and sees at once what it becomes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.domain import prompting
from tests.factories import (
    make_batch,
    make_draft,
    make_member,
    make_project,
    make_topic,
    turns,
)

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def at(name, project, *args):
    return reverse(name, args=[project.slug, *args])


def test_what_one_types_is_seen_on_a_real_topic(open_as, project, admin):
    make_topic(project, "搬家")
    make_topic(project, "小狗走丢")
    page = open_as(admin, at("prompt", project, "talk"))
    rendered = page.locator("#rendered")
    expect(rendered).to_have_text("请以“搬家”为题写一段对话。")

    area = page.get_by_label("What the model is asked")
    area.fill("写一写{topic}。")
    expect(rendered).to_have_text("写一写搬家。")
    page.get_by_label("On this topic").select_option("小狗走丢")
    expect(rendered).to_have_text("写一写小狗走丢。")
    page.get_by_label("Find a topic").fill("搬")
    expect(rendered).to_have_text("写一写搬家。")
    expect(page.get_by_label("Find a topic")).to_be_focused()

    area.fill("写一写{toppic}。")
    fault = page.locator("#preview-part .note")
    expect(fault).to_contain_text("Did you mean {topic}?")
    expect(rendered).to_have_count(0)
    area.fill("讲一讲{topic}。")
    expect(rendered).to_have_text("讲一讲搬家。")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Version 2 is saved.")).to_be_visible()
    assert project.prompts.get(version=2).text == "讲一讲{topic}。"


def test_words_saved_meanwhile_stand_beneath_ones_own(open_as, project, admin):
    page = open_as(admin, at("prompt", project, "talk"))
    prompting.revise_prompt(project, name="talk", text="她写{topic}。", by=admin)

    page.get_by_label("What the model is asked").fill("我写{topic}。")
    page.get_by_role("button", name="Save as a new version").click()

    expect(page.locator("form .diff del")).to_have_text("她")
    expect(page.locator("form .diff ins")).to_have_text("我")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Version 3 is saved.")).to_be_visible()


def test_what_changed_between_two_versions_is_marked(open_as, project, admin):
    for text in ("题目：{topic}\n写十轮。", "题目：{topic}\n写十五轮。\n不写旁白。"):
        prompting.revise_prompt(project, name="talk", text=text, by=admin)
    page = open_as(admin, at("prompt", project, "talk"))

    page.get_by_role("link", name="Compare versions").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Version 2 and version 3")
    expect(page.locator("ins")).to_have_text(["五", "不写旁白。"])
    expect(page.locator("del")).to_have_count(0)
    expect(page.locator(".side.whole")).to_have_text(["题目：{topic}"])


@pytest.mark.parametrize("context", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_open_to_everyone(open_as, project, admin, context, scheme):
    make_topic(project)
    prompting.revise_prompt(project, name="talk", text="新{topic}", by=admin)
    batch = make_batch(project, by=admin, trial=True)
    make_draft(batch, turns=turns("我没考好。", "没关系。"))
    for address in (
        at("prompts", project),
        at("new_prompt", project),
        at("new_prompt", project) + "?copy=talk",
        at("prompt", project, "talk"),
        at("compare_prompts", project, "talk"),
        reverse("trial", args=[batch.pk]),
    ):
        page = open_as(admin, address, color_scheme=scheme, **context)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, address
