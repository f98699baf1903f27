"""Finding a dialogue again: what a page shows, to whom, and what the browser keeps."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import (
    make_assignment,
    make_drafted,
    make_member,
    make_project,
    make_source,
    make_submitted,
    make_topic,
    turns,
)

QUARREL = turns("我和同桌又吵架了。", "你一定很委屈。")
CALM = turns("我今天学会了骑车。", "你真为自己高兴。")


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def lin(project):
    return make_member(project, "volunteer")


def page_as(person, name, project, **asked):
    client = Client()
    client.force_login(person)
    address = reverse(name, args=[project.slug])
    return client.get(address, asked).content.decode()


def shown(html):
    return re.findall(r'href="/dialogues/([0-9a-f-]{36})/"', html)


@pytest.mark.django_db
def test_a_volunteer_finds_their_own_work_and_nobody_elses(project, lin):
    mine = make_submitted(project, author=lin, of=QUARREL)
    make_submitted(project, author=lin, of=CALM)
    theirs = make_submitted(project, of=QUARREL)

    html = page_as(lin, "own_work", project, q="吵架")

    assert shown(html) == [str(mine.pk)]
    assert "<mark>吵架</mark>" in html
    assert str(theirs.pk) not in page_as(lin, "own_work", project)


@pytest.mark.django_db
def test_what_one_has_in_hand_opens_where_one_writes(project, lin):
    work = make_assignment(project, author=lin, of=QUARREL)

    html = page_as(lin, "own_work", project)

    assert reverse("assignment", args=[work.pk]) in html
    assert shown(html) == []


@pytest.mark.django_db
def test_own_work_is_narrowed_by_status_and_theme(project, lin):
    topics = [make_topic(project, f"话题{n}", theme=f"主题{n}") for n in range(2)]
    first, second = (
        make_submitted(project, author=lin, dialogue=make_drafted(project, topic=topic))
        for topic in topics
    )

    def rows(**asked):
        return shown(page_as(lin, "own_work", project, **asked))

    assert rows(theme="主题1") == [str(second.pk)]
    assert rows(status="approved") == []
    assert rows(sort="oldest") == [str(first.pk), str(second.pk)]


@pytest.mark.django_db
def test_found_text_is_shown_as_text_whatever_stands_in_it(project, lin):
    nasty = turns("<script>吵架</script>", "<b>好</b>")
    make_submitted(project, author=lin, of=nasty)

    html = page_as(lin, "own_work", project, q="<script>吵")

    assert "<mark>&lt;script&gt;吵</mark>架&lt;/script&gt;" in html
    assert "<script>吵" not in html


@pytest.mark.django_db
def test_experts_choose_by_finding_source_origin_and_emotion(project):
    expert = make_member(project, "expert")
    first, second = make_drafted(project, of=QUARREL), make_drafted(project, of=CALM)
    first.head.findings.create(code="near-duplicate", severity="warning")
    first.source, first.emotion = make_source(project), "生气"
    first.save(update_fields=["source", "emotion"])

    def rows(**asked):
        return set(shown(page_as(expert, "dialogues", project, **asked)))

    assert rows(finding="near-duplicate") == {str(first.pk)}
    assert rows(source=first.source.name) == rows(emotion="生气") == {str(first.pk)}
    assert rows(origin="draft") == {str(first.pk), str(second.pk)}
    assert rows(origin="imported") == set()
    first.head.findings.update(
        dismissed_at="2026-01-01T00:00Z",
        dismissed_by=expert,
        dismissed_because="两件事",
    )
    assert rows(finding="near-duplicate") == set()


@pytest.mark.django_db
def test_a_worry_about_a_real_person_can_not_be_listed(project):
    expert = make_member(project, "expert")
    worrying, other = make_drafted(project), make_drafted(project)
    worrying.head.findings.create(code="real-person", severity="disclosure", by=expert)

    html = page_as(expert, "dialogues", project, finding="real-person")

    assert set(shown(html)) == {str(worrying.pk), str(other.pk)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("viewport", [(390, 844), (1440, 900)])
def test_filters_stand_in_the_address_and_going_back_brings_them_back(
    open_as, project, lin, viewport
):
    make_submitted(project, author=lin, of=QUARREL)
    make_submitted(project, author=lin, of=CALM)
    width, height = viewport
    page = open_as(
        lin,
        reverse("desk", args=[project.slug]),
        viewport={"width": width, "height": height},
    )
    rows = page.locator(".found-row")

    page.get_by_role("link", name="All my work").click()
    expect(rows).to_have_count(2)
    page.get_by_label("Words").fill("吵")
    page.get_by_label("Words").press("Enter")
    expect(rows).to_have_count(1)
    expect(page.locator("mark")).to_have_text(["吵"])
    assert "q=%E5%90%B5" in page.url
    page.get_by_label("Status").select_option("approved")
    page.get_by_role("button", name="Find").click()
    expect(rows).to_have_count(0)
    page.go_back()
    expect(rows).to_have_count(1)
    expect(page.get_by_label("Words")).to_have_value("吵")
    expect(page.get_by_label("Status")).to_have_value("")
    rows.get_by_role("link").click()
    page.go_back()
    expect(page.get_by_label("Words")).to_have_value("吵")
    page.reload()
    expect(rows).to_have_count(1)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).response["violations"] == []
