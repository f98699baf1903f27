"""A thread in a real browser: a name offered, taken by keyboard, answered, settled."""

import pytest
from playwright.sync_api import expect

from dialogues.models import Comment, Notice
from tests.factories import make_member, make_project, make_submitted

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def scene():
    project = make_project()
    author = make_member(project, "volunteer", username="lin")
    expert = make_member(project, "expert", username="chen")
    make_member(project, "expert", username="chenwei")
    return make_submitted(project, author=author), author, expert


def test_a_name_is_offered_and_taken_by_keyboard(scene, open_as):
    dialogue, author, expert = scene
    page = open_as(author, f"/dialogues/{dialogue.pk}/")
    box = page.locator("#say")
    box.click()
    page.keyboard.type("请 @ch")
    options = page.locator(".calls > li")
    expect(options).to_have_count(2)
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type("en")
    expect(options).to_have_count(2)
    page.keyboard.press("Enter")
    expect(box).to_have_value("请 @chen ")
    page.keyboard.type("看看")
    page.locator("#said > form button").click()

    expect(page.locator(".called")).to_have_text("@chen")
    expect(page.locator(".comment")).to_have_count(1)
    assert Comment.objects.get().text == "请 @chen 看看"
    assert Notice.objects.get().user == expert


def test_no_name_is_taken_while_an_input_method_composes(scene, open_as):
    dialogue, author, _expert = scene
    page = open_as(author, f"/dialogues/{dialogue.pk}/")
    box = page.locator("#say")
    box.click()
    page.keyboard.type("@")
    expect(page.locator(".calls > li")).to_have_count(2)
    chrome = page.context.new_cdp_session(page)
    chrome.send(
        "Input.imeSetComposition",
        {"text": "che", "selectionStart": 3, "selectionEnd": 3},
    )
    page.keyboard.press("Enter")
    assert "@chen " not in box.input_value()


def test_a_thread_is_answered_and_settled_on_a_phone(scene, open_as):
    dialogue, author, expert = scene
    first = dialogue.comments.create(revision=dialogue.head, text="太长。", by=expert)
    page = open_as(author, f"/dialogues/{dialogue.pk}/", **PHONE)

    page.locator(".answer > summary").click()
    page.locator(".answer textarea").fill("好的，我改。")
    page.locator(".answer button").click()
    expect(page.locator(".comment.answer")).to_contain_text("好的，我改。")
    page.locator("[id^=settle-]").click()
    expect(page.locator(".thread.done [id^=settle-]")).to_be_visible()

    assert first.replies.get().by == author
    assert first.resolutions.get().resolved
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
