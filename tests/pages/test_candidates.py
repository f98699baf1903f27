"""Choosing among drafts in a real browser: side by side, or one at a time on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.candidate_queries import drafts_offered
from dialogues.domain import editing
from tests.factories import make_member, make_offered, make_project, turns

pytestmark = pytest.mark.django_db(transaction=True)

A = ["我睡不着。", "怎么了？你愿意说说吗？"]
B = ["晚上我老醒。", "听起来你很累。", "嗯，很累。", "我陪你待一会儿。"]
C = ["我怕黑。", "黑的时候你会想什么？"]
SIZES = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}


@pytest.fixture
def project():
    return make_project(template="none")


@pytest.fixture
def work(project):
    owl = project.drafters.create(name="night-owl", model="secret/owl-7b")
    dialogue = make_offered(project, turns(*A), turns(*B), turns(*C), drafters=[owl])
    return editing.claim(dialogue, by=make_member(project, "volunteer"))


@pytest.fixture(params=SIZES)
def page(open_as, work, request):
    return open_desk(open_as, work, **SIZES[request.param])


def open_desk(open_as, work, **context):
    page = open_as(work.holder, reverse("assignment", args=[work.pk]), **context)
    page.wait_for_selector("[data-ready]", state="attached")
    return page


def column(page, name):
    """A draft's column; on a phone it is brought to the front."""
    shown = page.locator(f"[data-draft={name}]")
    radio = page.locator(f"[name=draft-shown][value={name}]")
    if radio.is_visible():
        radio.check()
    expect(shown).to_be_visible()
    return shown


def take(page, name, number):
    column(page, name).locator(".drafted").nth(number - 1).locator(
        "[data-takes]",
    ).click()


def texts(page):
    areas = page.locator("[data-text]")
    return areas.evaluate_all("all => all.map((area) => area.value)")


def is_saved(page, work, words):
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    work.refresh_from_db()
    assert [turn["text"] for turn in work.turns] == words


def answer_all(page):
    for ask in page.locator("#checklist [data-ask]").all():
        ask.locator("label").first.click()
    page.locator("[data-yes-to-all]").click()


def test_two_turns_of_another_draft_are_taken_and_handed_in(page, work):
    expect(page.locator("#candidates")).to_be_visible()
    assert "owl" not in page.content()
    take(page, "B", 3)
    take(page, "B", 4)
    expect(page.locator("#candidates [data-said]")).to_contain_text("turn 4 of 4")
    expect(column(page, "B").locator("[data-takes]:visible")).to_have_count(2)
    page.locator("#candidates [data-closes]").click()

    is_saved(page, work, [*A, *B[2:]])
    a, b, _c = drafts_offered(work.dialogue)
    assert [turn["id"] for turn in work.turns] == [
        turn["id"] for turn in [*a.turns, *b.turns[2:]]
    ]
    answer_all(page)
    page.locator("button[form=work]:visible").click()
    page.wait_for_url("**/desk/?sent=1")

    assert [draft.status for draft in drafts_offered(work.dialogue)] == [
        "drafted",
        "drafted",
        "unchosen",
    ]


def test_a_turn_goes_where_it_is_wanted_and_out_again(page, work):
    page.locator("#take-place").select_option("first")
    take(page, "C", 1)
    take(page, "C", 2)
    assert texts(page) == [*C, *A]

    page.locator("[data-puts-back]").click()
    page.locator("#candidates [data-closes]").click()

    is_saved(page, work, [C[0], *A])


def test_a_turn_is_asked_for_from_the_place_where_it_is_missing(page, work):
    page.locator("#candidates [data-closes]").click()
    first = page.locator("#talk .turn").first
    first.locator(".menu summary").click()
    first.locator("[data-chooses]").click()
    take(page, "B", 2)
    page.locator("#candidates [data-closes]").click()

    is_saved(page, work, [A[0], B[1], A[1]])


def test_a_whole_draft_takes_the_place_of_another_at_once_and_can_be_undone(page, work):
    column(page, "B").locator("[data-uses]").click()
    is_saved(page, work, B)
    expect(page.locator("#candidates")).to_be_hidden()

    page.locator("#snack button").click()

    is_saved(page, work, A)


def test_what_was_typed_is_not_replaced_without_a_question(page, work):
    page.locator("#candidates [data-closes]").click()
    page.locator("[data-text]").first.fill("我整晚都睡不着。")
    page.locator("[data-chooses]:visible").first.click()
    column(page, "B").locator("[data-uses]").click()
    page.locator("#use-draft [value='']").click()
    assert texts(page) == ["我整晚都睡不着。", A[1]]

    column(page, "B").locator("[data-uses]").click()
    page.locator("#use-draft [value=use]").click()
    is_saved(page, work, B)
    page.locator("#snack button").click()

    is_saved(page, work, ["我整晚都睡不着。", A[1]])
    diff = page.locator("#talk .turn").first.locator(".diff ins")
    expect(diff).not_to_have_count(0)


def test_a_taken_turn_shows_what_is_changed_in_it(page, work):
    take(page, "B", 2)
    page.locator("#candidates [data-closes]").click()
    page.locator("[data-text]").nth(2).fill("听起来你累坏了。")
    changed = page.locator("#talk .turn").nth(2).locator(".diff")
    expect(changed).to_contain_text("累坏了")
    expect(changed.locator("ins")).not_to_have_count(0)

    is_saved(page, work, [*A, "听起来你累坏了。"])
    page.reload()
    expect(changed.locator("ins")).not_to_have_count(0)
    expect(page.locator("#candidates")).to_be_hidden()


def test_everything_is_done_with_the_keys_alone(open_as, work):
    page = open_desk(open_as, work, **SIZES["desktop"])
    page.keyboard.press("Escape")
    expect(page.locator("#candidates")).to_be_hidden()
    page.keyboard.press("Alt+c")
    expect(page.locator("#candidates-title")).to_be_focused()
    page.locator("[data-draft=B] [data-takes]").nth(2).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    assert texts(page) == [*A, *B[2:]]
    expect(page.locator("[data-puts-back]")).to_be_focused()


def test_where_nothing_is_to_choose_there_is_nothing_of_it(open_as, project):
    dialogue = make_offered(project, turns(*A))
    work = editing.claim(dialogue, by=make_member(project, "volunteer"))
    page = open_desk(open_as, work)

    assert page.locator("#candidates, [data-chooses]").count() == 0


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_choice_stands_in_nobody_s_way(open_as, work, size, look):
    page = open_desk(open_as, work, color_scheme=look, **SIZES[size])
    expect(page.locator("#candidates")).to_be_visible()
    assert page.evaluate(
        "document.querySelector('#candidates').scrollWidth"
        " <= document.querySelector('#candidates').clientWidth",
    )

    found = Axe().run(page).response["violations"]

    serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
