"""The boards in a real browser: nothing serious for axe, by keyboard, nothing too wide."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.board_scenes import decided, reviewed, spend, waiting
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def admin():
    project = make_project("companion")
    admin = make_member(project, "admin")
    authors = [make_member(project, "volunteer") for _one in range(2)]
    experts = [make_member(project, "expert") for _one in range(2)]
    for month, returned in ((1, 6), (2, 4), (3, 2)):
        decided(project, authors, ["submit"] * 9, month=month)
        decided(
            project,
            authors,
            ["approve"] * 7 + ["return"] * returned + ["fix", "reject"],
            month=month,
            theme="家里" if month == 2 else "学校",
        )
        reviewed(project, authors, experts, range(month, month + 8), month=month)
    waiting(project, "submitted", [0.5, 2, 3, 9, 40, 50])
    waiting(project, "returned", [0.5, 2, 3, 9, 12])
    spend(project)
    return admin


def serious(page):
    found = Axe().run(page, options=AXE).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("locale", "shape"), [("en", {}), ("zh-CN", PHONE)])
def test_boards_are_read_by_everybody(open_as, admin, scheme, locale, shape):
    page = open_as(
        admin,
        "/projects/companion/boards/",
        locale=locale,
        color_scheme=scheme,
        **shape,
    )
    expect(page.locator(".board")).to_have_count(6)
    page.locator(".board summary").first.press("Enter")
    expect(page.locator(".board table").first).to_be_visible()

    assert serious(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
    assert page.locator(".bar-line rect").count() > 20

    page.locator(".places a[href*='by=theme']").click()
    expect(page.locator(".board").first).to_contain_text("学校")
    page.select_option("[name=theme]", "家里")
    page.locator(".filters .btn").first.click()
    expect(page).to_have_url(re.compile("by=theme&theme=.+"))
