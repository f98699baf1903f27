"""The volunteer's desk in a real browser: nothing typed is ever lost."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from dialogues.domain import editing
from dialogues.domain.checklists import places
from dialogues.models import Assignment, Revision
from tests.factories import (
    make_assignment,
    make_drafted,
    make_member,
    make_project,
    turns,
)

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ["我今天考试没考好。", "听起来你有点难过。", "妈妈会骂我的。", "你怕她生气。"]


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer")


@pytest.fixture
def work(project, volunteer):
    return make_assignment(project, author=volunteer, of=turns(*WORDS))


@pytest.fixture
def writing(open_as, volunteer, work):
    def opened(**context):
        page = open_as(volunteer, reverse("assignment", args=[work.pk]), **context)
        page.wait_for_selector("[data-ready]", state="attached")
        return page

    return opened


def areas(page):
    return page.locator("[data-text]")


def is_saved(page):
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def texts(row):
    row.refresh_from_db()
    return [turn["text"] for turn in row.turns]


def unsaved_copies(page):
    return page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('queqiao.unsaved.'))",
    )


def test_everything_done_on_the_page_is_there_after_a_reload(
    open_as, project, volunteer
):
    draft = make_drafted(project, of=turns(*WORDS))
    page = open_as(volunteer, reverse("desk", args=[project.slug]))
    page.locator("form[action$='/next/'] button:visible").click()
    page.wait_for_selector("[data-ready]", state="attached")
    work = Assignment.objects.get(dialogue=draft, holder=volunteer)
    lineage = [turn["id"] for turn in work.turns]

    areas(page).nth(1).press("End")
    areas(page).nth(1).press_sequentially("我在听。")
    page.keyboard.press("Alt+Enter")
    page.keyboard.insert_text("老师也看见了。")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    last = page.locator(".turn").last
    last.locator("summary[aria-label]").click()
    last.locator("[data-do=remove]").click()
    expect(page.locator(".turn")).to_have_count(4)
    page.locator("#snack button").click()
    expect(page.locator(".turn")).to_have_count(5)
    page.locator(".turn").nth(1).locator("summary[aria-label]").click()
    page.locator(".turn").nth(1).locator("[data-do=switch]").click()
    page.locator("[data-ask=safe] label").first.click()
    page.locator("[data-pencil]").click()
    page.keyboard.insert_text("妈妈会知道")
    page.locator("[data-ask=natural] label").nth(1).click()
    page.keyboard.insert_text("太像大人了")
    page.locator("[data-yes-to-all=warm]").click()
    is_saved(page)

    expected = ["老师也看见了。", WORDS[0], WORDS[1] + "我在听。", *WORDS[2:]]
    assert texts(work) == expected
    assert [turn["id"] for turn in work.turns[1:]] == lineage
    assert [turn["role"] for turn in work.turns] == [
        "user",
        "assistant",
        "assistant",
        "user",
        "assistant",
    ]
    answers = {(a["item"], a["turn"]): (a["value"], a["note"]) for a in work.answers}
    replies = [lineage[0], lineage[1], lineage[3]]
    assert answers == {
        ("safe", None): ("yes", "妈妈会知道"),
        ("natural", None): ("no", "太像大人了"),
        **{("warm", reply): ("yes", "") for reply in replies},
    }
    page.reload()
    page.wait_for_selector("[data-ready]", state="attached")
    assert [area.input_value() for area in areas(page).all()] == expected
    assert page.locator("#checklist [data-count]").inner_text() == "3 / 3"
    for slug, note in (("safe", "妈妈会知道"), ("natural", "太像大人了")):
        expect(page.locator(f"[data-ask={slug}] [data-note]:visible")).to_have_value(
            note
        )


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_windows_are_laid_side_by_side(writing, work, choice):
    page = writing()
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("[data-ready]", state="attached")
    areas(other).nth(1).fill("那边写的")
    is_saved(other)

    areas(page).nth(1).fill("这边写的")
    merge = page.locator("#merge")
    expect(merge.locator(".side > span").first).to_have_text("那边写的")
    expect(merge.locator(".side > span").nth(1)).to_have_text("这边写的")
    assert texts(work)[1] == "那边写的"
    merge.locator(f"[data-all={choice}]").click()
    merge.locator("[value=go-on]").click()
    is_saved(page)
    kept = {"mine": "这边写的", "theirs": "那边写的"}[choice]
    assert texts(work)[1] == kept
    assert areas(page).nth(1).input_value() == kept
    if choice == "theirs":
        page.locator("#snack button").click()
        is_saved(page)
        assert texts(work)[1] == "这边写的"


def test_without_a_connection_words_stay_on_the_device_until_they_are_saved(
    writing, work
):
    page = writing()
    page.context.set_offline(True)
    areas(page).first.fill("断网时写的")
    expect(page.locator("#messages")).to_contain_text("kept on this device")
    expect(page.locator("#saved")).to_have_attribute("data-state", "offline")
    assert len(unsaved_copies(page)) == 1
    assert texts(work)[0] == WORDS[0]
    page.context.set_offline(False)
    is_saved(page)
    assert texts(work)[0] == "断网时写的"
    assert unsaved_copies(page) == []
    expect(page.locator("#messages")).to_be_empty()


def test_words_that_never_arrived_come_back_with_the_page(writing, work):
    page = writing()
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.route("**/work/", lambda route: route.abort())
    areas(page).first.fill("还没存上")
    expect(page.locator("#saved")).to_have_attribute("data-state", "offline")
    page.context.unroute("**/work/")
    page.reload()
    expect(areas(page).first).to_have_value("还没存上")
    is_saved(page)
    assert texts(work)[0] == "还没存上"


def test_an_ended_session_keeps_the_words_until_one_signs_in_again(
    writing, work, session_of, volunteer
):
    page = writing()
    page.context.clear_cookies(name="sessionid")
    areas(page).first.fill("没有登录时写的")
    expect(page.locator("#sign-in")).to_be_visible()
    page.context.add_cookies([session_of(volunteer)])
    page.evaluate("dispatchEvent(new Event('focus'))")
    is_saved(page)
    expect(page.locator("#sign-in")).to_be_hidden()
    assert texts(work)[0] == "没有登录时写的"


def test_a_dialogue_no_longer_kept_is_taken_again_with_all_that_was_typed(
    writing, work, volunteer
):
    page = writing()
    areas(page).first.fill("先存的一句")
    is_saved(page)
    editing.give_back(work, by=volunteer)
    areas(page).first.fill("后来的一句")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#messages button.btn").click()
    page.wait_for_url(lambda url: str(work.pk) not in url)
    expect(areas(page).first).to_have_value("后来的一句")
    assert texts(Assignment.objects.get(ended_at=None))[0] == "后来的一句"


def test_shortly_before_the_end_the_dialogue_is_kept_longer(writing, work):
    soon = timezone.now() + timedelta(minutes=2)
    Assignment.objects.filter(pk=work.pk).update(lease_until=soon)
    page = writing()
    with page.expect_response("**/renew/"):
        page.locator("#messages button.btn").click()
    expect(page.locator("#messages")).to_be_empty()
    work.refresh_from_db()
    assert work.lease_until > soon + timedelta(minutes=30)


def test_half_typed_pinyin_is_never_sent(writing, work):
    page = writing()
    page.clock.install()
    page.reload()
    page.wait_for_selector("[data-ready]", state="attached")
    sent = []
    page.on("request", lambda one: one.method == "PUT" and sent.append(one.post_data))
    keyboard = page.context.new_cdp_session(page)
    areas(page).first.focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("我")
    for composed in ("s", "shu", "shuo"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": 4, "selectionEnd": 4},
        )
    page.clock.run_for(5000)
    assert sent == []
    with page.expect_response("**/work/"):
        keyboard.send("Input.insertText", {"text": "说"})
        page.clock.run_for(1000)
    is_saved(page)
    assert texts(work)[0] == WORDS[0] + "我说"
    assert all("shu" not in body for body in sent)


def test_handing_in_goes_to_what_is_open_and_then_writes_a_revision(writing, work):
    page = writing(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True
    )
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    submit = page.locator(".thumb button.main")
    submit.click()
    expect(page.locator("[data-ask=safe] input").first).to_be_focused()
    expect(page.locator("[data-ask=safe]")).to_be_in_viewport()
    expect(page.locator("#messages")).to_contain_text("safe；natural；warm")
    page.locator(".thumb a.btn").click()
    expect(page.locator("#checklist h2")).to_be_in_viewport()
    for slug in ("safe", "natural"):
        page.locator(f"[data-ask={slug}] label").first.click()
    submit.click()
    expect(page.locator(".turn.assistant .asks input").first).to_be_focused()
    page.locator("[data-yes-to-all=warm]").click()
    expect(page.locator("#open")).to_have_class("panel ready")
    areas(page).nth(3).fill("")
    submit.click()
    expect(areas(page).nth(3)).to_be_focused()
    areas(page).nth(3).fill("你怕她生气，也怕自己让她失望。")
    submit.click()
    page.locator("#worth [value=hand-in]").click()
    page.wait_for_url("**/desk/?sent=1")
    page.locator(".note.leaf").wait_for()

    revision = Revision.objects.get(dialogue=work.dialogue, number=2)
    assert revision.author == work.holder
    assert [turn["text"] for turn in revision.turns] == [
        *WORDS[:3],
        "你怕她生气，也怕自己让她失望。",
    ]
    items = work.project.checklists.get().items.all()
    assert {(a.item.slug, a.turn and str(a.turn)) for a in revision.answers.all()} == {
        (item.slug, turn) for item, turn in places(items, revision.turns)
    }
    work.dialogue.refresh_from_db()
    assert work.dialogue.status == "submitted"


@pytest.mark.parametrize("look", ["light", "dark"])
def test_nothing_serious_stands_in_anyones_way(writing, project, look):
    page = writing(color_scheme=look)
    page.locator(".turn.assistant .asks summary").first.click()
    page.locator(".turn summary.tool").first.click()
    for address in (page.url, reverse("desk", args=[project.slug])):
        if address != page.url:
            page.goto(address)
        found = Axe().run(page).response["violations"]
        serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
        assert serious == []


def test_signing_out_leaves_no_words_on_the_device(writing, live_server):
    page = writing()
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.route("**/work/", lambda route: route.abort())
    areas(page).first.fill("不该留下的话")
    expect(page.locator("#saved")).to_have_attribute("data-state", "offline")
    page.locator(".top .menu summary").click()
    page.locator("[data-sign-out] button").click()
    page.wait_for_url("**/account/sign-in/")
    assert unsaved_copies(page) == []
