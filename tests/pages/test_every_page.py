"""Every page, in both languages and both themes: nothing serious for axe, nothing too wide."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse

from tests.factories import make_member
from tests.pages.page_table import OK, PEOPLE, TABLE
from tests.pages.test_access import ROWS

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
# Parts of pages, and files.
NO_PAGES = {
    *("boards_csv", "agreement_csv", "bulk_report", "import_report"),
    *("run_curve", "desk_parts"),
}
FOR_MARKED = ("cases", "case_help_lines", "case")
NOWHERE = "/nowhere/"
BESIDE = (("anonymous", "/account/sign-in/"), ("admin", NOWHERE))

UNFOLD = """() => {
  for (const one of document.querySelectorAll("details:not(.menu)")) one.open = true;
}"""
# Only colours change with the theme.
LOOK = """async (rules) => {
  const options = { runOnly: rules, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, options);
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}"""
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
# Who wants no motion gets none.
MOVING = """() => document.getAnimations().map(({ effect }) => effect.target)
  .map((one) => `moves: ${one.outerHTML.slice(0, 160)}`)"""
WIDTH = "document.documentElement.scrollWidth"


def pages(people):
    """Each page with one who may see it, and its address."""
    wanted = []
    for name, (kind, method, *expected) in TABLE.items():
        who = dict(zip(expected, PEOPLE, strict=False)).get(OK)
        who = "marked" if name in FOR_MARKED else who
        part = name in NO_PAGES or name.endswith("_panel")
        if who and method == "get" and not part:
            wanted.append((name, kind, who))
    # Once volunteers read first no expert begins, and once there is a course no one reads.
    late = {"peer": 1, "lesson": 2, "lesson_try": 2, "lesson_version": 2}
    kinds = dict.fromkeys(kind for _name, kind, _who in wanted)
    in_order = sorted(kinds, key=lambda kind: late.get(kind, 0))
    rows = {kind: ROWS[kind](people) if kind else [] for kind in in_order}
    pages = [(who, reverse(name, args=rows[kind])) for name, kind, who in wanted]
    return [*pages, *BESIDE]


def look_at(page, themes):
    """Each thing that is wrong with the page that is open."""
    page.evaluate(UNFOLD)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(MOVING)
    for theme, rules in zip(themes, (ALL, COLOURS), strict=True):
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {one}" for one in page.evaluate(LOOK, rules)]
    page.set_viewport_size(PHONE)
    width = page.evaluate(WIDTH)
    return found if width <= PHONE["width"] else [*found, f"{width} wide on a phone"]


@pytest.mark.parametrize(
    ("language", "shape", "themes"),
    [("zh-CN", PHONE, ("light", "dark")), ("en", DESK, ("dark", "light"))],
    ids=["zh", "en"],
)
def test_nothing_serious_and_nothing_too_wide_on_any_page(
    people, browser, session_of, live_server, *, language, shape, themes
):
    people["marked"] = make_member(people["project"], "expert", safeguarding=True)
    windows, found = {}, {}
    # All rows are there before any page is looked at, so that no list is empty.
    for who, address in pages(people):
        if who not in windows:
            windows[who] = browser.new_context(
                base_url=live_server.url, locale=language, reduced_motion="reduce"
            )
            if who in people:
                windows[who].add_cookies([session_of(people[who])])
            windows[who].new_page()
        page = windows[who].pages[0]
        page.set_viewport_size(shape)
        answer = page.goto(address)
        assert answer.status == (404 if address == NOWHERE else 200), address
        if address.startswith("/assignments/"):
            page.wait_for_selector("[data-ready]", state="attached")
        found[address] = look_at(page, themes)
    for window in windows.values():
        window.close()
    assert {address: faults for address, faults in found.items() if faults} == {}
    assert len(found) > 80
