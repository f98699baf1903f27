"""A heavy dialogue on a Chinese phone: a word before, not today, and a moment after."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dialogues.domain import proposals
from dialogues.models import Assignment, Proposal, SupportCall
from tests.courses import make_course
from tests.factories import make_drafted, make_member, make_project, make_topic
from tests.factories.care import make_certificate

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"locale": "zh-CN", "viewport": {"width": 390, "height": 844}}


@pytest.fixture
def project():
    project = make_course(make_project("companion"))
    make_drafted(project, topic=make_topic(project, "爷爷去世以后"))
    return project


def action(page, name):
    """The button in sight that leads to this address."""
    return page.locator(f"form[action*='{name}'] button:visible").first


def serious(page):
    """What axe finds on the page that is serious."""
    return [
        (one["id"], one["nodes"][0]["html"][:120])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def test_not_today_then_another_day_then_a_moment_to_breathe(project, open_as):
    person = make_member(project, "volunteer", level="editor")
    make_member(project, "expert", safeguarding=True)
    light = make_drafted(project)
    page = open_as(person, f"/projects/{project.slug}/desk/", **PHONE)

    action(page, "/desk/next/").click()
    expect(page.locator("form[action*='not-today']").first).to_be_attached()
    expect(page.locator("textarea")).to_have_count(0)
    assert serious(page) == []
    action(page, "/not-today/").click()
    expect(page.locator("#work textarea").first).to_be_visible()
    held = Assignment.objects.get(ended_at=None)
    assert (held.dialogue, held.heavy) == (light, False)

    page.goto(f"/projects/{project.slug}/way/")
    assert serious(page) == []
    page.locator("input[name=avoid][value=loss]").check()
    page.locator("main form button.main").last.click()
    expect(page.locator("input[value=loss]")).to_be_checked()

    page.goto(f"/projects/{project.slug}/support/?dialogue={held.dialogue_id}")
    assert serious(page) == []
    page.locator(".thumb button.main").click()
    expect(page.locator("[id^=call-]")).to_be_visible()
    assert SupportCall.objects.get().dialogue == light

    page.goto(f"/projects/{project.slug}/pause/")
    assert serious(page) == []
    action(page, "/stop-for-today/").click()
    expect(page.locator(".messages")).to_be_visible()

    paper = make_certificate(person.memberships.get())
    page.goto(f"/certificates/{paper.code}/")
    assert len(re.findall(rb"/Type */Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.emulate_media(media="print")
    expect(page.locator(".paper")).to_contain_text(paper.name)
    for beside in (".top", ".thumb", "[data-prints]"):
        expect(page.locator(beside)).to_be_hidden()


def test_a_topic_is_proposed_and_taken_up(project, open_as):
    person = make_member(project, "volunteer", level="editor")
    admin = make_member(project, "admin")
    page = open_as(person, f"/projects/{project.slug}/proposals/", **PHONE)
    page.locator("input[name=text]").fill("第一天在新学校不知道去哪里吃饭")
    page.locator(".thumb button.main").click()
    expect(page.locator("main .desk-row")).to_be_visible()
    row = Proposal.objects.get()

    office = open_as(admin, f"/projects/{project.slug}/proposals/")
    assert serious(office) == []
    office.locator(f"#theme-{row.pk}").fill("学校")
    action(office, "/accept/").click()
    expect(office.locator(".messages")).to_be_visible()

    page.goto("/notices/")
    page.locator("main .row").first.click()
    expect(page.locator(f"#proposal-{row.pk}")).to_be_in_viewport()
    assert project.topics.filter(theme="学校", source__name=proposals.SOURCE).exists()
