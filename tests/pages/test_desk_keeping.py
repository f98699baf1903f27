"""Whatever comes between, no word is lost: a real web server, killed and started again."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from dialogues import tasks
from dialogues.domain import editing
from dialogues.models import Assignment, Dialogue
from tests.embedded.programs import until
from tests.factories import make_assignment, make_drafted, make_member, make_project
from tests.factories import turns as turns_of
from tests.factories.people import PASSWORD
from tests.served import ServedSite

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ["我今天考试没考好。", "听起来你有点难过。", "妈妈会骂我的。", "你怕她生气。"]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "locale": "zh-CN",
}
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}


@pytest.fixture
def site(tmp_path):
    served = ServedSite(tmp_path)
    yield served
    served.stop()


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer", username="lin", password=PASSWORD)


@pytest.fixture
def window(browser, site):
    """A window in which somebody goes through the sign-in page."""
    opened, faults = [], []

    def sign_in(user, address, **context):
        one = browser.new_context(base_url=site.url, **context)
        one.set_default_timeout(15000)
        one.on("weberror", lambda fault: faults.append(str(fault.error)))
        opened.append(one)
        page = one.new_page()
        page.goto(address)
        give_password(page, user)
        return page

    yield sign_in
    for one in opened:
        one.close()
    assert faults == []


def give_password(page, user):
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def is_open(page):
    page.wait_for_selector("[data-ready]", state="attached")


def areas(page):
    return page.locator("#talk [data-text]")


def is_(page, state):
    expect(page.locator("#saved")).to_have_attribute("data-state", state, timeout=30000)


def texts(**work):
    return [turn["text"] for turn in Assignment.objects.get(**work).turns]


def run_out(work):
    gone = timezone.now() - timedelta(seconds=1)
    Assignment.objects.filter(pk=work.pk).update(lease_until=gone)
    tasks.free_expired_leases()


def unsaved_copies(page):
    return page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('queqiao.'))"
    )


def fits(page):
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("look", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_evening_with_every_interruption(site, window, project, volunteer, look):
    make_drafted(project, of=turns_of(*WORDS))
    desk = reverse("desk", args=[project.slug])
    page = window(volunteer, desk, **look)
    page.locator("form[action$='/next/'] button:visible").click()
    is_open(page)
    work = Assignment.objects.get()
    first = areas(page).first

    # Pinyin on its way: nothing is sent, no key acts.
    sent = []
    page.on("request", lambda one: one.method == "PUT" and sent.append(one.post_data))
    chrome = page.context.new_cdp_session(page)
    first.press("Control+End")
    for piece in ("n", "ni", "nih", "nihao"):
        chrome.send(
            "Input.imeSetComposition",
            {"text": piece, "selectionStart": len(piece), "selectionEnd": len(piece)},
        )
    page.keyboard.press("Alt+Enter")
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 1500))")
    expect(page.locator("#talk > .turn")).to_have_count(len(WORDS))
    assert sent == []
    with page.expect_response("**/work/"):
        chrome.send("Input.insertText", {"text": "你好，"})
    is_(page, "saved")
    assert texts(pk=work.pk)[0] == WORDS[0] + "你好，"

    # The server is killed in the middle of a sentence, and comes back.
    site.kill()
    page.keyboard.insert_text("服务器停了，")
    is_(page, "offline")
    assert len(unsaved_copies(page)) == 1
    site.start()
    is_(page, "saved")
    assert unsaved_copies(page) == []

    # The session ends in the middle of a sentence.
    page.context.clear_cookies()
    page.keyboard.insert_text("登录过期了，")
    secret = page.locator("#sign-in-secret")
    expect(secret).to_be_focused()
    fits(page)
    page.keyboard.type("not-the-password")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in .error")).not_to_be_empty()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(first).to_be_focused()
    page.keyboard.insert_text("接着写。")
    is_(page, "saved")
    typed = WORDS[0] + "你好，服务器停了，登录过期了，接着写。"
    expect(first).to_have_value(typed)

    # A second device: what both changed is asked, what one changed is chosen already.
    other = window(volunteer, urlsplit(page.url).path, locale="zh-CN")
    is_open(other)
    expect(areas(other).first).to_have_value(typed)
    areas(other).nth(1).fill("电脑上写的")
    areas(other).nth(2).fill("只在电脑上改")
    until(lambda: texts(pk=work.pk)[1:3] == ["电脑上写的", "只在电脑上改"])
    areas(page).nth(1).fill("手机上写的")
    areas(page).nth(3).fill("只在手机上改")
    merge = page.locator("#merge")
    rows = merge.locator("fieldset")
    expect(rows).to_have_count(3)
    fits(page)
    chosen = [row.locator("input:checked").all() for row in rows.all()]
    assert [[one.get_attribute("value") for one in row] for row in chosen] == [
        [],
        ["theirs"],
        ["mine"],
    ]
    page.keyboard.press("Escape")
    merge.locator("[value=go-on]").click()
    expect(merge).to_be_visible()
    rows.first.locator("[value=both]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(merge).to_be_hidden()
    is_(page, "saved")
    together = [typed, "电脑上写的\n手机上写的", "只在电脑上改", "只在手机上改"]
    assert texts(pk=work.pk) == together
    other.evaluate("dispatchEvent(new Event('focus'))")
    expect(areas(other).nth(3)).to_have_value("只在手机上改")

    # The lease runs out; what is typed after it goes along when it is taken again.
    run_out(work)
    areas(page).nth(3).fill("时间到了还在写")
    again = page.locator("#messages button.btn")
    expect(again).to_be_visible()
    areas(page).nth(3).fill("看到提示还在写")
    again.click()
    page.wait_for_url(lambda url: str(work.pk) not in url)
    is_open(page)
    expect(areas(page).nth(3)).to_have_value("看到提示还在写")
    assert texts(ended_at=None) == [*together[:3], "看到提示还在写"]
    page.reload()
    is_open(page)
    expect(areas(page).nth(1)).to_have_value(together[1])


def test_on_a_shared_computer_nobody_sees_another_s_words(window, project, volunteer):
    work = make_assignment(project, author=volunteer, of=turns_of(*WORDS))
    guest = make_member(project, "volunteer", username="wang", password=PASSWORD)
    address = reverse("assignment", args=[work.pk])
    page = window(volunteer, address, locale="en")
    is_open(page)
    other = page.context.new_page()
    other.goto("/account/tokens/")
    page.context.route("**/work/", lambda route: route.abort())
    areas(page).first.fill("还没有存上的话")
    is_(page, "offline")
    assert len(unsaved_copies(page)) == 1

    other.locator(".top .menu summary").click()
    other.locator("[data-sign-out] button").click()
    other.wait_for_url("**/sign-in/")
    expect(page.locator("#sign-in.covering")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#sign-in.covering")).to_be_visible()
    assert unsaved_copies(page) == []
    give_password(other, guest)
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.context.unroute("**/work/")
    # Still in the window, for the one who typed it.
    page.locator("#sign-in-secret").fill(PASSWORD)
    page.keyboard.press("Enter")
    is_(page, "saved")
    expect(page.locator("#sign-in")).to_be_hidden()
    assert texts(pk=work.pk)[0] == "还没有存上的话"

    # Somebody else has it by now: the words are offered, and lost to nobody.
    run_out(work)
    editing.claim(Dialogue.objects.get(pk=work.dialogue_id), by=guest)
    areas(page).first.fill("别人拿走以后写的")
    page.locator("#messages button.btn").click()
    page.wait_for_url("**offered=1")
    expect(areas(page).first).to_have_value("别人拿走以后写的")
    said = work.dialogue.comments.get()
    assert said.text.endswith("孩子: 别人拿走以后写的")
    assert said.notices.get().user == guest
    # Forms on the page carry the token of the new sign-in.
    page.locator(".top .menu summary").click()
    page.locator("[data-sign-out] button").click()
    page.wait_for_url("**/sign-in/")


def test_words_of_a_closed_window_reach_one_s_own_copy_after_the_time_is_over(
    window, project, volunteer
):
    work = make_assignment(project, author=volunteer, of=turns_of(*WORDS))
    address = reverse("assignment", args=[work.pk])
    page = window(volunteer, address, locale="en")
    is_open(page)
    two = page.context.new_page()
    two.goto(address)
    is_open(two)
    # Each window keeps what it could not save; neither lets go of the other's.
    page.context.set_offline(True)
    areas(page).first.fill("第一个窗口")
    is_(page, "offline")
    areas(two).nth(1).fill("第二个窗口")
    is_(two, "offline")
    assert len(unsaved_copies(page)) == 2
    page.close()
    two.close()
    run_out(work)
    over = two.context.new_page()
    over.context.set_offline(False)
    over.goto(address)
    expect(areas(over).nth(1)).to_have_value("第二个窗口")
    expect(areas(over).first).to_have_value("第一个窗口")
    assert texts(pk=work.pk) == ["第一个窗口", "第二个窗口", *WORDS[2:]]
    until(lambda: unsaved_copies(over) == [])
