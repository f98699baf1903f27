"""Nothing on the desk moves under the fingers of who writes."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_assignment, make_member, make_project, turns
from tests.labels import make_schemes

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ["我今天考砸了。", "我在听。", "我不敢回家。", "你怕她生气。"]
# Moves that nobody's key or finger asked for.
WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) moved.push(one.value);
}).observe({ type: "layout-shift" });
"""


@pytest.fixture
def work():
    project = make_schemes(make_project(template="none"))
    volunteer = make_member(project, "volunteer")
    return make_assignment(project, author=volunteer, of=turns(*WORDS))


def test_what_is_found_waits_until_one_pauses(open_as, work):
    page = open_as(work.holder, reverse("assignment", args=[work.pk]))
    page.wait_for_selector("[data-ready]", state="attached")
    page.wait_for_load_state("networkidle")
    asked = []
    # A list's own method cannot be marked as heard by Playwright.
    page.route("**/check/", lambda route: asked.append(route))  # noqa: PLW0108
    areas = page.locator("[data-text]")
    found = page.locator("[data-finding^='assistant-called-parent']")
    with page.expect_request("**/check/"):
        areas.first.fill("妈妈，我今天考砸了。")
    areas.nth(1).focus()
    page.keyboard.press("End")
    expect(page.locator(".turn").first.locator(".diff ins")).to_be_visible()
    page.evaluate(WATCH)
    height = areas.nth(1).bounding_box()["y"]
    with page.expect_request("**/check/"):
        page.keyboard.insert_text("我怕")
        # The first answer comes while one types on: nothing of it is shown.
        with page.expect_response("**/check/"):
            asked[0].continue_()
        assert areas.nth(1).bounding_box()["y"] == height
        assert found.count() == 0
    assert page.evaluate("moved") == []

    asked[1].continue_()
    expect(found).to_have_count(1)


def test_room_for_labels_is_there_from_the_beginning(signed_in, work):
    page = signed_in(work.holder).get(reverse("assignment", args=[work.pk]))
    text = page.content.decode()

    # Both roles have labels; where none did, the room would be taken by nothing.
    assert text.count('<details class="labels" data-labels>') == len(WORDS)
    assert '<details class="labels" data-labels hidden>' not in text
