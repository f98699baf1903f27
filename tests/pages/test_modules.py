"""The site's JavaScript modules, each in a real browser and without a server."""

from pathlib import Path

import pytest

MODULES = Path(__file__).resolve().parents[2] / "annotation_site/static/site/js"
ORIGIN = "http://modules.test/"

PAIRS = [
    (
        "听到最好的朋友要走，你一定很难过吧。",
        "听到最好的朋友要走，心里一下子空了一块，对吗？",
    ),
    ("写日志，减少咖啡因摄入", "写日记，少喝咖啡"),
    ("I walked home slowly", "I walk home very slowly"),
    ("", "新的一句"),
    ("旧的一句", ""),
    ("一样", "一样"),
    ("😀你好👨‍👩‍👧", "😀您好👨‍👩‍👧！"),
]


@pytest.fixture
def open_page(browser):
    opened = []

    def answer(route):
        name = route.request.url.removeprefix(ORIGIN)
        if name.endswith(".js"):
            body = (MODULES / name).read_text(encoding="utf-8")
            route.fulfill(body=body, content_type="text/javascript")
        else:
            route.fulfill(body=opened[-1][1], content_type="text/html; charset=utf-8")

    def open_with(body, *modules, before=""):
        page = browser.new_page()
        scripts = "".join(f'<script type="module" src="{m}"></script>' for m in modules)
        opened.append((page, f"<!doctype html><body>{body}{scripts}"))
        page.route(f"{ORIGIN}**", answer)
        if before:
            page.add_init_script(before)
        page.goto(ORIGIN)
        return page

    yield open_with
    for page, _body in opened:
        page.close()


def steps(page, before, after):
    return page.evaluate(
        "([a, b]) => import('/diff.js').then((diff) => diff.diffText(a, b))",
        [before, after],
    )


@pytest.mark.parametrize("before", ["", "delete Intl.Segmenter"])
def test_a_diff_loses_nothing_with_and_without_the_segmenter(open_page, before):
    page = open_page("", before=before)
    for old, new in PAIRS:
        found = steps(page, old, new)
        assert "".join(s["text"] for s in found if s["op"] != "ins") == old
        assert "".join(s["text"] for s in found if s["op"] != "del") == new


def test_a_changed_word_comes_out_whole_and_a_kept_stem_stays(open_page):
    page = open_page("")
    changed = [
        (s["op"], s["text"]) for s in steps(page, *PAIRS[1]) if s["op"] != "same"
    ]
    assert changed[:2] == [("del", "日志"), ("ins", "日记")]
    changed = [
        (s["op"], s["text"]) for s in steps(page, *PAIRS[2]) if s["op"] != "same"
    ]
    assert changed == [("del", "ed"), ("ins", " very")]


def test_a_thousand_characters_take_less_than_a_blink(open_page):
    page = open_page("")
    text = "".join(old + new for old, new in PAIRS[:3]) * 20
    old, new = text[:1000], text[:1000].replace("最", "很").replace("少", "多")
    fastest = page.evaluate(
        """async ([a, b]) => {
          const { diffText } = await import("/diff.js");
          const times = Array.from({ length: 8 }, () => {
            const start = performance.now(); diffText(a, b); return performance.now() - start;
          });
          return Math.min(...times);
        }""",
        [old, new],
    )
    assert fastest < 20


def test_a_diff_follows_the_typing_and_is_empty_when_nothing_changed(open_page):
    body = (
        '<textarea id="t">我很难过</textarea>'
        '<p data-diff-old="我很难过" data-diff-input="t"></p>'
    )
    page = open_page(body, "show_diffs.js")
    assert page.locator("p").inner_text() == ""
    page.fill("#t", "我舍不得")
    page.locator("p ins").wait_for()
    assert page.locator("p ins").inner_text() == "舍不得"
    assert page.locator("p del").inner_text() == "很难过"


def test_half_typed_pinyin_is_never_heard(open_page):
    page = open_page('<textarea id="t"></textarea>', "compose.js")
    heard = page.evaluate(
        """() => {
          const area = document.getElementById("t");
          const heard = [];
          area.addEventListener("input", () => heard.push(area.value));
          const type = (value) => {
            area.value = value;
            area.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
          };
          type("n"); type("ni"); type("你");
          area.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
          return heard;
        }"""
    )
    assert heard == ["你"]


def test_a_key_clicks_its_button_in_the_part_that_has_the_focus(open_page):
    part = '<div data-key-scope><input><button data-key="alt+u">up {0}</button></div>'
    body = (
        part.format(1)
        + part.format(2)
        + '<button data-key="alt+a">all</button><button data-key="d">one</button>'
        + "<output></output>"
    )
    page = open_page(body, "shortcuts.js")
    page.evaluate(
        "addEventListener('click', (e) => document.querySelector('output').value += e.target.textContent + ';')"
    )
    page.keyboard.press("Alt+u")
    page.locator("input").nth(1).focus()
    for keys in ("Alt+u", "Alt+a", "d"):
        page.keyboard.press(keys)
    page.locator("button").last.focus()
    page.keyboard.press("d")
    assert page.locator("output").inner_text() == "up 2;all;one;"
    assert page.locator("input").nth(1).input_value() == "d"


def test_single_keys_are_listed_and_can_be_switched_off(open_page):
    body = (
        '<button data-shortcuts>keys</button><button data-key="d">one</button>'
        '<button data-key="alt+a">all</button><output></output>'
        '<dialog id="shortcuts" data-itself="this list"><dl data-shortcut-list></dl>'
        '<input type="checkbox" data-single-keys></dialog>'
    )
    page = open_page(body, "shortcuts.js")
    page.evaluate(
        "addEventListener('click', (e) => document.querySelector('output').value += e.target.textContent + ';')"
    )
    page.keyboard.press("?")
    assert page.locator("dialog dt, dialog dd").all_inner_texts() == [
        *("D", "one", "Alt A", "all", "?", "this list"),
    ]
    page.locator("[data-single-keys]").uncheck()
    page.keyboard.press("Escape")
    for keys in ("d", "?", "Alt+a"):
        page.keyboard.press(keys)
    assert not page.locator("dialog").is_visible()
    assert page.locator("output").inner_text().endswith(";all;")
    assert "one;" not in page.locator("output").inner_text()
    # The list is a click away all the same, and remembers.
    page.locator("[data-shortcuts]").click()
    assert not page.locator("[data-single-keys]").is_checked()


def test_leaving_with_unsaved_words_is_asked_about(open_page):
    page = open_page('<textarea data-guard id="t"></textarea>', "leave.js")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(ORIGIN)
    assert asked == []
    page.locator("#t").press_sequentially("a")
    page.goto(ORIGIN)
    assert asked == ["beforeunload"]
