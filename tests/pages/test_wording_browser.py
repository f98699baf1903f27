"""Asking the drafter for another wording in a real browser, over real HTTP."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.domain import editing, submission
from dialogues.models import Assignment, Call
from tests.dialogues.endpoints import endpoint, sample_endpoint
from tests.factories import make_assignment, make_member, make_project, turns
from tests.factories.dialogues import full_answers
from tests.factories.wordings import make_rewrite_prompt

pytestmark = pytest.mark.django_db(transaction=True)
SAID = ["我今天考试没考好。", "没关系的。下次努力就好了。别想太多。"]
MARK = {"scheme": "machine", "label": "rewrite", "start": None, "end": None}


@pytest.fixture
def project():
    project = make_project()
    make_rewrite_prompt(project)
    return project


@pytest.fixture
def work(project):
    return make_assignment(project, of=turns(*SAID))


@pytest.fixture
def writing(open_as, work):
    def opened(**context):
        page = open_as(work.holder, reverse("assignment", args=[work.pk]), **context)
        page.wait_for_selector("[data-ready]", state="attached")
        return page

    return opened


def saved_turn(page, work):
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    return Assignment.objects.get(pk=work.pk).turns[1]


def test_a_wording_is_asked_for_taken_undone_and_handed_in_as_machine_text(
    writing, settings, project, work
):
    with sample_endpoint() as (settings.OPENAI_BASE_URL, _script):
        page = writing()
        reply = page.locator(".turn").nth(1)
        area = reply.locator("[data-text]")
        area.focus()
        page.keyboard.press("Alt+o")
        panel = reply.locator(".another")
        expect(panel.locator("[data-wish=shorter]")).to_be_focused()
        panel.get_by_role("button", name="Name the feeling first").click()
        expect(panel.locator("[data-anew] ins")).to_have_text(
            "听起来，你心里挺难受的。"
        )
        expect(panel).to_contain_text("Sample, not a model")
        assert area.input_value() == SAID[1]
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] != "minor"] == []

        panel.get_by_role("button", name="Take this wording").click()
        new = "听起来，你心里挺难受的。" + SAID[1]
        expect(area).to_have_value(new)
        expect(reply.locator("[data-machine]")).to_be_visible()
        page.locator("#snack button").click()
        expect(area).to_have_value(SAID[1])
        expect(reply.locator("[data-machine]")).to_be_hidden()

        # In own words, by keyboard alone; the text that was typed just now is sent.
        area.press("End")
        area.press_sequentially("我在。")
        page.keyboard.press("Alt+o")
        panel.get_by_role("textbox").fill("像大姐姐那样")
        page.keyboard.press("Enter")
        expect(panel.locator("[data-anew] ins")).to_have_text("嗯，我听着呢。")
        panel.get_by_role("button", name="Take this wording").click()

    turn = saved_turn(page, work)
    assert turn["text"] == "嗯，我听着呢。" + SAID[1] + "我在。"
    assert turn["labels"] == [MARK]
    assert Call.objects.filter(draft=None, outcome="answered").count() == 2
    page.reload()
    page.wait_for_selector("[data-ready]", state="attached")
    expect(page.locator(".turn").nth(1).locator("[data-machine]")).to_be_visible()
    held = Assignment.objects.get(pk=work.pk)
    editing.save_work(
        held,
        turns=held.turns,
        answers=full_answers(project, held.turns),
        seen=held.version,
        by=held.holder,
    )
    submission.submit(held, seen=held.version + 1, by=held.holder)
    work.dialogue.refresh_from_db()
    assert work.dialogue.head.turns[1]["labels"] == [MARK]


def test_on_a_phone_one_takes_a_sentence_and_leaves_another(
    writing, settings, monkeypatch, work
):
    anew = "听起来你心里很难受。没关系的。我们一起想想办法。"
    asked = []

    def answer(request):
        asked.append(request["messages"][0]["content"])
        return anew

    with endpoint(answer) as settings.OPENAI_BASE_URL:
        page = writing(
            locale="zh-CN",
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
        )
        reply = page.locator(".turn").nth(1)
        area = reply.locator("[data-text]")
        # The tools of a turn come with it in hand.
        reply.locator(".who").tap()
        reply.locator("[data-rewords]").tap()
        panel = reply.locator(".another")
        own = panel.get_by_role("textbox")

        # While an input method composes, Enter chooses characters and asks for nothing.
        own.focus()
        keyboard = page.context.new_cdp_session(page)
        keyboard.send(
            "Input.imeSetComposition",
            {"text": "wen rou", "selectionStart": 7, "selectionEnd": 7},
        )
        page.keyboard.press("Enter")
        assert asked == []
        keyboard.send("Input.insertText", {"text": "温柔一点"})
        panel.locator("[data-asks]").tap()
        expect(panel.locator("ins").first).to_be_visible()
        assert "温柔一点" in asked[0]

        panel.locator("summary").tap()
        rows = panel.locator("[data-parts] label")
        expect(rows).to_have_count(4)
        assert [row.locator("input").is_checked() for row in rows.all()] == [
            True,
            False,
            False,
            True,
        ]
        rows.nth(0).tap()
        rows.nth(1).tap()
        panel.locator("[data-takes-parts]").tap()
        expect(area).to_have_value("没关系的。下次努力就好了。我们一起想想办法。")
        expect(panel).to_be_hidden()
        assert saved_turn(page, work)["labels"] == [MARK]
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390

    # The endpoint is gone: a sentence says so, and nothing is lost.
    reply.locator("[data-rewords]").tap()
    panel.locator("[data-wish=shorter]").tap()
    expect(panel).to_have_attribute("aria-busy", "false")
    expect(panel.locator("[data-said]")).not_to_be_empty()
    assert Call.objects.filter(outcome="failed").count() == 1
    expect(area).to_have_value("没关系的。下次努力就好了。我们一起想想办法。")


def test_without_a_prompt_for_it_the_desk_does_not_offer_it(open_as):
    project = make_project()
    person = make_member(project, "volunteer")
    work = make_assignment(project, author=person)

    page = open_as(person, reverse("assignment", args=[work.pk]))
    page.wait_for_selector("[data-ready]", state="attached")

    expect(page.locator("[data-rewords]")).to_have_count(0)
