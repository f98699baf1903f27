"""Many dialogues at once in a real browser, on a desktop and on a phone in Chinese."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from reviewers.domain import bulk_runs
from reviewers.models import Bulk
from tests.factories import make_drafted, make_member, make_project, make_topic

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


def looked_at(page):
    """Nothing serious for axe, and nothing wider than the window."""
    found = Axe().run(page, options=AXE).response["violations"]
    assert [
        one["id"] for one in found if one["impact"] in ("serious", "critical")
    ] == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


@pytest.mark.parametrize(
    ("locale", "shape"), [("en", {"color_scheme": "dark"}), ("zh-CN", PHONE)]
)
def test_from_the_list_to_the_report(open_as, locale, shape):
    project = make_project("companion")
    admin = make_member(project, "admin")
    for number in range(12):
        theme = "朋友" if number % 3 else "学校"
        make_drafted(project, topic=make_topic(project, theme=theme))
    page = open_as(
        admin, "/projects/companion/dialogues/?theme=朋友", locale=locale, **shape
    )

    page.locator("a[href*='/bulk/new/']").click()
    form = page.locator("form:has(input[value='set theme'])")
    expect(form).to_be_visible()
    looked_at(page)
    form.locator("input[name=theme]").fill("友谊")
    form.locator("button").click()

    order = page.locator("form[action$='/order/'] button")
    expect(order).to_contain_text("8")
    expect(page.locator("tbody tr")).to_have_count(8)
    looked_at(page)
    order.click()

    # The page draws itself anew while a worker is at it.
    expect(page.locator("progress")).to_have_attribute("max", "8")
    bulk_runs.run(Bulk.objects.get())
    expect(page.locator("tbody .chip.leaf")).to_have_count(8)
    looked_at(page)
    page.locator("form[action$='/undo/'] button").click()
    expect(page.locator("form[action$='/order/'] button")).to_contain_text("8")
