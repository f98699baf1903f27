"""Every operation on turns, with undo and redo, in a real browser."""

import random

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_assignment, make_member, make_project, turns
from tests.pages.turn_model import Model, area, read, said

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ["我今天考试没考好。", "听起来你有点难过。", "妈妈会骂我的。", "你怕她生气。"]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "locale": "zh-CN",
    "has_touch": True,
    "is_mobile": True,
}
# One act of a model on the page, as quick as the page can do it.
ACT = """([deed, at, text, caret]) => {
  const turn = document.querySelectorAll("#talk > .turn")[at];
  const area = turn?.querySelector("[data-text]");
  area?.focus();
  if (deed === "type") {
    area.value = text;
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  } else if (deed === "add-last") {
    document.querySelector("#after-turns [data-add=user]").click();
  } else {
    if (caret !== null) area.setSelectionRange(caret, caret);
    turn.querySelector(`[data-do=${deed}]`).click();
  }
}"""


@pytest.fixture
def work():
    project = make_project()
    author = make_member(project, "volunteer")
    work = make_assignment(project, author=author, of=turns(*WORDS))
    # Something marked in the second turn, and said of the whole of the third.
    mark = {"scheme": "step", "label": "name it"}
    work.turns[1]["labels"] = [{**mark, "start": 3, "end": 8, "quote": WORDS[1][3:8]}]
    work.turns[2]["labels"] = [{**mark, "start": None, "end": None}]
    work.save(update_fields=["turns"])
    return work


@pytest.fixture
def writing(open_as, work):
    def opened(**context):
        address = reverse("assignment", args=[work.pk])
        page = open_as(work.holder, address, **context)
        page.wait_for_selector("[data-ready]", state="attached")
        return page

    return opened


def is_saved_as(page, work, expected):
    lineage = [turn["id"] for turn in expected]
    page.wait_for_function(
        "(ids) => JSON.stringify(ids) === JSON.stringify([...document"
        ".querySelectorAll('#talk > .turn')].map(({ dataset }) => dataset.turn))",
        arg=lineage,
    )
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    work.refresh_from_db()
    assert work.turns == expected


def back_to(page, state):
    """Undo until the turns are these again; how often that took."""
    steps = 0
    while read(page) != state:
        page.keyboard.press("Control+z")
        steps += 1
        assert steps < 9
    return steps


def test_each_operation_by_keys_alone_with_undo_and_redo_to_the_first_and_last(
    writing, work
):
    page = writing()
    keys = page.keyboard.press
    first, second, third, last = (turn["id"] for turn in work.turns)

    def typed():
        area(page, 3).focus()
        keys("Control+End")
        page.keyboard.type("And you fear it, ")
        page.keyboard.type("too.")

    def cut():
        area(page, 1).focus()
        keys("Home")
        for _step in range(5):
            keys("ArrowRight")
        keys("Alt+x")

    def added_above():
        keys("Alt+Shift+Enter")
        page.keyboard.insert_text("还有呢？")

    states = [read(page)]
    for act, announced in (
        (typed, None),
        (cut, "Split: the rest is turn 3"),
        (lambda: keys("Alt+w"), "孩子, turn 3"),
        (lambda: keys("Alt+ArrowDown"), "Turn 4 of 5"),
        (added_above, None),
        (lambda: keys("Alt+j"), "Joined: turn 4"),
        (lambda: keys("Alt+u"), "Joined: turn 3"),
        (lambda: keys("Alt+Enter"), None),
        (lambda: keys("Alt+r"), None),
    ):
        act()
        if announced:
            said(page, announced)
        states.append(read(page))

    end = states[-1]
    joined = end[2]
    assert [turn["id"] for turn in end] == [first, second, third, last]
    assert [turn["text"] for turn in end] == [
        WORDS[0],
        "听起来你有",
        WORDS[2] + "还有呢？" + "点难过。",
        WORDS[3] + "And you fear it, too.",
    ]
    new = states[2][2]["id"]
    assert states[2][2]["parents"] == [second]
    assert (new in joined["parents"], second in joined["parents"]) == (True, True)
    mark = {"scheme": "step", "label": "name it"}
    assert end[1]["labels"] == [{**mark, "start": 3, "end": 5, "quote": "你有"}]
    assert joined["labels"] == [
        {**mark, "start": None, "end": None},
        {**mark, "start": 11, "end": 14, "quote": "点难过"},
    ]
    is_saved_as(page, work, end)

    for state in reversed(states[1:-1]):
        back_to(page, state)
    # What was typed goes back by words, never by letters.
    assert 3 <= back_to(page, states[0]) <= 6
    said(page, "Undone: what was typed")
    expect(page.locator("[data-undo]")).to_have_attribute("aria-disabled", "true")
    is_saved_as(page, work, states[0])
    while page.locator("[data-redo]").get_attribute("aria-disabled") == "false":
        keys("Control+Shift+z")
    assert read(page) == end
    is_saved_as(page, work, end)


@pytest.mark.parametrize(
    ("seed", "look"),
    [(7, {}), (8, PHONE)],
    ids=["desktop", "phone"],
)
def test_any_sequence_of_operations_is_what_a_simple_model_says(
    writing, work, seed, look
):
    page = writing(**look)
    chance, model = random.Random(seed), Model(read(page))
    start = read(page)
    for _number in range(70):
        act = model.some_act(chance)
        page.evaluate(ACT, act)
        assert [(t["role"], t["text"]) for t in read(page)] == model.shown()
    end = read(page)
    is_saved_as(page, work, end)
    for key, state in (("undo", start), ("redo", end), ("undo", start)):
        button = page.locator(f"[data-{key}]")
        while button.get_attribute("aria-disabled") == "false":
            button.evaluate("(button) => button.click()")
        assert read(page) == state
    is_saved_as(page, work, start)


def test_answers_about_a_reply_come_back_with_it(writing, work):
    page = writing()
    reply = page.locator(f"#turn-{work.turns[1]['id']}")
    reply.locator(".asks summary").click()
    reply.locator("[data-ask=warm] label").nth(1).click()
    page.keyboard.insert_text("太快了")
    area(page, 1).focus()
    for key in ("Alt+u", "Control+z", "Alt+w", "Control+z", "Alt+r", "Control+z"):
        page.keyboard.press(key)
    given = {"item": "warm", "turn": work.turns[1]["id"]}
    is_saved_as(page, work, work.turns)
    assert work.answers == [{**given, "value": "no", "note": "太快了"}]
    expect(area(page, 1)).to_be_focused()


def test_while_an_input_method_composes_no_key_and_no_button_acts(writing, work):
    page = writing()
    keyboard = page.context.new_cdp_session(page)
    area(page, 0).focus()
    page.keyboard.press("Control+End")
    before = read(page)
    composed = {"text": "nan", "selectionStart": 3, "selectionEnd": 3}
    keyboard.send("Input.imeSetComposition", composed)
    for key in ("Alt+x", "Control+z", "Alt+Enter", "Alt+w"):
        page.keyboard.press(key)
    page.evaluate("document.querySelector('#talk [data-do=down]').click()")
    page.evaluate("document.querySelector('[data-undo]').click()")
    assert [t["id"] for t in read(page)] == [t["id"] for t in before]
    keyboard.send("Input.insertText", {"text": "难过"})
    assert read(page)[0]["text"] == WORDS[0] + "难过"
    after = read(page)
    page.keyboard.press("Control+z")
    assert read(page) == before
    page.keyboard.press("Control+y")
    assert read(page) == after


def test_a_turn_is_dragged_with_a_finger_and_put_back(writing, work):
    page = writing(**PHONE)
    finger = page.context.new_cdp_session(page)

    def touch(kind, x=0, y=0):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    grip = page.locator(".turn [data-drags]")
    page.locator(".turn").nth(2).scroll_into_view_if_needed()
    # A finger that scrolls moves nothing: the turn is taken in hand first.
    page.locator(".turn .who").first.tap()
    start = grip.first.bounding_box()
    third = page.locator(".turn").nth(2).bounding_box()
    x, y = start["x"] + 20, start["y"] + 20
    low = third["y"] + third["height"] * 0.8
    touch("touchStart", x, y)
    for part in (0.2, 0.5, 1.0):
        touch("touchMove", x, y + (low - y) * part)
    expect(page.locator(".turn.drop-above")).to_have_count(1)
    touch("touchEnd")
    moved = [work.turns[number] for number in (1, 2, 0, 3)]
    assert read(page) == moved
    is_saved_as(page, work, moved)
    page.locator("[data-undo]").click()
    is_saved_as(page, work, [moved[number] for number in (2, 0, 1, 3)])
    assert page.evaluate("document.activeElement.matches('textarea')") is False

    # From the menu of the turn, whose sheet stands at the thumb.
    area(page, 0).tap()
    area(page, 0).evaluate("(area) => area.setSelectionRange(4, 4)")
    turn = page.locator(".turn").first
    turn.locator("summary.tool").tap()
    sheet = turn.locator(".menu > div").bounding_box()
    assert sheet["y"] + sheet["height"] > 844 - 40
    turn.locator("[data-do=split]").tap()
    expect(page.locator(".turn")).to_have_count(5)
    assert [t["text"] for t in read(page)][:2] == ["我今天考", "试没考好。"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_drag_with_the_mouse_can_be_called_off(writing, work):
    page = writing()
    grip = page.locator(".turn [data-drags]").nth(3)
    for key in ("Escape", None):
        box = grip.bounding_box()
        top = page.locator(".turn").first.bounding_box()
        page.mouse.move(box["x"] + 9, box["y"] + 9)
        page.mouse.down()
        page.mouse.move(box["x"] + 9, top["y"] + 5, steps=4)
        expect(page.locator(".drop-above")).to_have_count(1)
        if key:
            page.keyboard.press(key)
        page.mouse.up()
        if key:
            assert read(page) == work.turns
    assert read(page) == [work.turns[number] for number in (3, 0, 1, 2)]


def test_the_field_in_hand_stays_where_it_is_while_one_types(writing):
    page = writing()
    page.evaluate(
        """() => { window.jumps = [];
          new PerformanceObserver((list) => window.jumps.push(...list.getEntries()
            .filter((jump) => !jump.hadRecentInput).map((jump) => jump.value)))
            .observe({ type: "layout-shift" }); }"""
    )
    field = area(page, 1)
    field.focus()
    top = field.bounding_box()["y"]
    page.keyboard.insert_text("我在这里，慢慢说。")
    page.locator(".turn").nth(1).locator(".diff ins").wait_for()
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    assert field.bounding_box()["y"] == top
    assert sum(page.evaluate("window.jumps")) < 0.01
