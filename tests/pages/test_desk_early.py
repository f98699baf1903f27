"""One may type as soon as the dialogue is there, and what was typed by then is kept."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_assignment, make_member, make_project, turns

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ["我今天考砸了。", "我在听。"]
DESK, PARTS = "**/desk/desk*.js", "**/desk/parts/**"


@pytest.fixture
def work():
    project = make_project(template="none")
    volunteer = make_member(project, "volunteer")
    return make_assignment(project, author=volunteer, of=turns(*WORDS))


@pytest.fixture
def early(open_as, work):
    """The page while one thing that it needs has not arrived, and those requests."""

    def opened(needed):
        page = open_as(work.holder, reverse("home"))
        held = []
        # A list's own method cannot be marked as heard by Playwright.
        page.route(needed, lambda route: held.append(route))  # noqa: PLW0108
        page.goto(reverse("assignment", args=[work.pk]), wait_until="commit")
        area = page.locator("[data-text]").first
        expect(area).to_be_editable()
        area.focus()
        page.keyboard.press("Control+End")
        return page, area, held

    return opened


def text(work):
    work.refresh_from_db()
    return work.turns[0]["text"]


def test_words_typed_before_the_desk_is_there_are_saved_and_can_be_undone(early, work):
    page, area, _held = early(DESK)
    page.keyboard.insert_text("很难过。")

    with page.expect_response("**/work/"):
        page.unroute_all()

    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    assert text(work) == "我今天考砸了。很难过。"
    page.keyboard.insert_text("真的。")
    expect(area).to_have_value("我今天考砸了。很难过。真的。")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(area).to_have_value(WORDS[0])


def test_the_desk_waits_until_an_input_method_is_done(early, work):
    page, area, _held = early(DESK)
    keyboard = page.context.new_cdp_session(page)
    composed = {"text": "nan", "selectionStart": 3, "selectionEnd": 3}
    keyboard.send("Input.imeSetComposition", composed)

    with page.expect_response(DESK):
        page.unroute_all()
    page.wait_for_load_state("networkidle")
    expect(area).to_have_value("我今天考砸了。nan")
    assert page.locator("[data-ready]").count() == 0

    with page.expect_response("**/work/"):
        keyboard.send("Input.insertText", {"text": "难过"})
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    assert text(work) == "我今天考砸了。难过"


def test_nobody_types_on_while_nothing_would_keep_it(early, work):
    page, area, held = early(PARTS)
    page.keyboard.insert_text("很难过。")

    for route in held:
        route.abort()
    expect(area).not_to_be_editable()
    expect(page.locator("#messages")).to_contain_text("still here")

    held.clear()
    with page.expect_response("**/work/"):
        page.unroute_all()
    expect(area).to_be_editable()
    expect(page.locator("#messages")).to_be_empty()
    assert text(work) == "我今天考砸了。很难过。"
