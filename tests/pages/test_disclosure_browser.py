"""One disclosure from the file it came in to the second signature, in real windows."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from reviewers import tasks
from reviewers.models import Case
from tests.courses import make_course
from tests.dialogues.test_imports import HARM, lines, record
from tests.factories import make_member, make_project
from tests.main_job_desks import answer_all

pytestmark = pytest.mark.django_db(transaction=True)
REPLY = (
    "我相信你说的，这不是你的错，你也不用一个人扛。今天就去告诉班主任或者奶奶，"
    "也可以打12355，有危险马上打110。"
)


@pytest.fixture
def project():
    return make_course(make_project("companion"))


def bring_in(project, admin, folder):
    file = folder / "told.jsonl"
    file.write_bytes(lines(record(1, spoken=HARM, topic="不敢回家")))
    call_command("import_dialogues", str(file), project=project.slug, by=admin.username)
    return project.dialogues.get()


def answer_it_well(page, project):
    """The volunteer is told what it is, goes on, and writes what the child needs."""
    page.goto(reverse("desk", args=[project.slug]))
    page.locator("form[action$='/next/'] .btn.main:visible").click()
    page.locator("form[action*='/go-on/'] button:visible").click()
    page.wait_for_selector("[data-ready]", state="attached")
    reply = page.locator("#talk > .turn").nth(1).locator("[data-text]")
    reply.fill(REPLY)
    answer_all(page)
    page.keyboard.press("Alt+s")
    page.locator("#worth [value=hand-in]").click()
    page.wait_for_url("**/pause/*")


def sign(page, project):
    """A marked expert finds it first, and cannot approve without the elements."""
    page.goto(reverse("reviews", args=[project.slug]))
    expect(page.locator("main ol .row.risk")).to_have_count(1)
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/reviews/*-*/")
    page.keyboard.press("Alt+a")
    expect(page.locator("#messages")).not_to_be_empty()
    elements = page.locator("section[aria-labelledby=elements-title]")
    expect(elements.locator("input").first).to_be_focused()
    while page.locator("#open-count.leaf").count() == 0:
        page.keyboard.press("y")
    expect(elements.locator("input[value=yes]:checked")).to_have_count(7)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] == "serious"] == []
    page.locator("#approve").click()
    page.wait_for_url(f"**{reverse('reviews', args=[project.slug])}**")
    expect(page.locator("main ol .row.risk")).to_have_count(0)


def sees_nothing(page, project, case):
    """An expert without the mark: no row in the queue, no way to the case."""
    page.goto(reverse("reviews", args=[project.slug]))
    expect(page.locator("main ol .row")).to_have_count(0)
    expect(page.locator("form#next button, button[form=next]")).to_have_count(0)
    expect(
        page.locator(f"a[href*='{reverse('cases', args=[project.slug])}']")
    ).to_have_count(0)
    for address in (
        reverse("case", args=[case.pk]),
        reverse("cases", args=[project.slug]),
    ):
        assert page.goto(address).status == 404


def test_from_the_import_to_two_signatures(project, open_as, tmp_path):
    admin = make_member(project, "admin")
    apprentice = make_member(project, "volunteer")
    editor = make_member(project, "volunteer", level="editor")
    marked = [make_member(project, "expert", safeguarding=True) for _one in range(2)]
    unmarked = make_member(project, "expert")

    dialogue = bring_in(project, admin, tmp_path)
    tasks.pull_cases()
    case = Case.objects.get(dialogue=dialogue)
    assert (case.status, dialogue.status) == ("open", "drafted")

    desk = reverse("desk", args=[project.slug])
    expect(open_as(apprentice, desk).locator("form[action$='/next/']")).to_have_count(0)
    answer_it_well(open_as(editor, desk), project)
    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.head.author) == ("submitted", editor)
    assert dialogue.head.turns[1]["text"] == REPLY

    blind = open_as(unmarked, desk)
    sees_nothing(blind, project, case)
    sign(open_as(marked[0], desk), project)
    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.approvals.count()) == ("submitted", 0)
    sign(open_as(marked[1], desk), project)
    dialogue.refresh_from_db()
    assert dialogue.status == "approved"
    for said in (dialogue.approvals, case.signatures):
        assert {one.by for one in said.all()} == set(marked)

    sees_nothing(blind, project, case)
    tasks.pull_cases()
    case.refresh_from_db()
    assert case.status == "closed"
