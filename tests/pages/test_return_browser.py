"""Sent back by keys, mended on a phone in Chinese or a desktop in English, and decided."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.domain import submission
from reviewers.domain import reviewing, second_opinions
from tests.factories import (
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    reworded,
    turns,
)

pytestmark = pytest.mark.django_db(transaction=True)
DISLIKED = "像在背课文"
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "locale": "zh-CN",
}
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
WORDS = ["我今天考试没考好。", "下次努力就好。", "妈妈会骂我的。", "你怕她生气。"]
FIRST_PART = "听起来你心里很难过。"
THANKS = "谢谢，这样好多了。"
ANSWER = "明白了，先接住他的难过。"
SUGGESTED = f"{FIRST_PART}想说说吗？"


def nothing_serious(page):
    found = Axe().run(page).response["violations"]
    assert [
        (one["id"], [node["html"][:120] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def send_back_by_keys(page, review):
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    reply = page.locator(".passage").nth(1)
    expect(reply).to_be_focused()
    page.keyboard.press("Alt+k")
    reason = reply.get_by_label("What is it about")
    expect(reason).to_be_focused()
    page.keyboard.press("Alt+2")
    expect(reason).to_have_value("advice-too-soon")
    said = reply.get_by_label("Comment on this turn")
    expect(said).to_be_focused()
    expect(said).to_have_value(
        "The advice comes a little early. Stay with the feeling first."
    )
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(" 🌱")
    reply.get_by_label("Your wording").fill(SUGGESTED)
    nothing_serious(page)
    page.keyboard.press("Alt+r")
    page.wait_for_url(f"**{reverse('reviews', args=[review.project.slug])}**")


def mend_on_a_phone(page, dialogue):
    page.locator(f"form[action*='{dialogue.pk}/claim'] button").tap()
    page.wait_for_selector("[data-ready]", state="attached")
    comment = page.locator(".turn .comment").first
    expect(comment).to_be_focused()
    expect(comment).to_be_in_viewport()
    expect(comment).to_contain_text("建议给得太早")
    nothing_serious(page)
    turn = page.locator("#talk > .turn").nth(1)
    text = turn.locator("[data-text]")
    turn.locator("[data-suggested] > summary").tap()
    turn.locator(".parts ins", has_text="想说说吗").tap()
    turn.locator("[data-take-parts]").tap()
    expect(text).to_have_value(FIRST_PART)
    page.locator("#snack button").tap()
    expect(text).to_have_value(WORDS[1])
    turn.locator("[data-take]").tap()
    expect(text).to_have_value(SUGGESTED)
    page.locator("#snack button").tap()
    expect(text).to_have_value(WORDS[1])
    turn.locator("[data-take]").tap()
    expect(text).to_have_value(SUGGESTED)
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    turn.locator(".tools > .menu > summary").tap()
    turn.locator("[data-do=remark]").tap()
    page.locator("#remark-text").fill(THANKS)
    nothing_serious(page)
    page.locator("#remark .main").tap()
    expect(page.locator("#remark")).to_be_hidden()
    expect(page.locator("#snack")).not_to_be_empty()
    answer_and_settle(page, turn.locator("[data-thread]").first)
    page.locator(".thumb [form=work]").tap()
    page.locator("#worth [value=hand-in]").tap()
    page.wait_for_url("**/desk/*")


def answer_and_settle(page, thread):
    thread.locator("[data-do=answer]").tap()
    expect(page.locator("#remark [data-about]")).to_contain_text("The advice comes")
    page.locator("#remark-text").fill(ANSWER)
    nothing_serious(page)
    page.locator("#remark .main").tap()
    expect(thread.locator(".answer")).to_contain_text(ANSWER)
    settles = thread.locator("[data-do=settle]")
    for settled in (True, False, True):
        settles.tap()
        expect(thread.locator("[data-settled]")).to_be_visible(visible=settled)
    page.reload()
    page.wait_for_selector("[data-ready]", state="attached")
    expect(thread.locator(".answer")).to_contain_text(ANSWER)
    expect(thread.locator("[data-settled]")).to_be_visible()


def approve_with_three_ways_in_view(page):
    reply = page.locator(".passage").nth(1)
    expect(reply).to_contain_text("An expert's wording, taken by the author")
    expect(reply.locator(".way-last")).to_be_visible()
    expect(reply.locator(".way-draft")).to_be_hidden()
    page.locator("#ways-both").check()
    for side in (".way-draft", ".way-last", ".way-now-last"):
        expect(reply.locator(side)).to_be_visible()
    nothing_serious(page)
    approve_by_keys(page, "Your decision is kept.")


def approve_by_keys(page, answer):
    page.keyboard.press("Alt+c")
    while page.locator("#open-count.leaf").count() == 0:
        page.keyboard.press("y")
    page.keyboard.press("Alt+a")
    expect(page.locator(".messages")).to_contain_text(answer)


def reject_knowing_of_nobody(page, project, first):
    """The second reader finds it in the queue like any other, with no word of the first."""
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/reviews/*-*/")
    expect(page.locator(".passage").first).to_be_visible()
    assert first.username not in page.locator("main").inner_text()
    expect(page.locator("#readings-title")).to_have_count(0)
    page.locator("#comment").fill(DISLIKED)
    page.locator("#reject").click()
    page.wait_for_url(f"**{reverse('reviews', args=[project.slug])}**")


def choose_between_both(page, readers):
    """The third has both in view, without their names, and ends it."""
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/reviews/*-*/")
    panel = page.locator("#readings-title").locator("..")
    expect(panel).to_contain_text(DISLIKED)
    expect(panel.locator("h3 + p .chip")).to_have_text(["Approve", "Do not use"])
    for one in readers:
        assert one.username not in page.locator("main").inner_text()
    nothing_serious(page)
    approve_by_keys(page, "Approved. Thank you.")


def test_sent_back_taken_with_one_click_disputed_and_approved(open_as):
    project = make_project()
    author = make_member(project, "volunteer")
    expert, second, third = (make_member(project, "expert") for _one in range(3))
    draft = make_drafted(project, of=turns("我没考好。", *WORDS[1:]))
    first = draft.head.turns
    edited = [{**first[0], "text": WORDS[0]}, *first[1:]]
    dialogue = make_submitted(project, author=author, dialogue=draft, edited=edited)

    review = reviewing.claim(dialogue, by=expert)
    send_back_by_keys(open_as(expert, reverse("review", args=[review.pk])), review)
    comment = dialogue.comments.get()
    assert (str(comment.turn), comment.code) == (edited[1]["id"], "advice-too-soon")
    assert comment.text.endswith(" 🌱")

    page = open_as(author, reverse("desk", args=[project.slug]), **PHONE)
    mend_on_a_phone(page, dialogue)
    said, answer = dialogue.comments.filter(by=author)
    assert (str(said.turn), said.text) == (edited[1]["id"], THANKS)
    assert (answer.parent, answer.text) == (comment, ANSWER)
    assert [one.resolved for one in comment.resolutions.all()] == [True, False, True]
    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.head.author) == ("submitted", author)
    assert dialogue.head.turns[1]["text"] == SUGGESTED

    # From here on two experts read everything, each without knowing of the other.
    admin = make_member(project, "admin")
    second_opinions.set_share(project, percent=100, by=admin)
    review = reviewing.claim(dialogue, by=expert)
    approve_with_three_ways_in_view(
        open_as(expert, reverse("review", args=[review.pk]))
    )
    queue = reverse("reviews", args=[project.slug])
    reject_knowing_of_nobody(open_as(second, queue), project, expert)
    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.approvals.count()) == ("submitted", 0)
    choose_between_both(open_as(third, queue), [expert, second])
    dialogue.refresh_from_db()
    assert dialogue.status == "approved"
    assert {one.by for one in dialogue.approvals.all()} == {expert, third}
    assert list(
        dialogue.reviews.order_by("created_at").values_list("reading", flat=True)
    ) == [1, 1, 2, 3]

    page = open_as(expert, reverse("dialogue_timeline", args=[dialogue.pk]), **PHONE)
    expect(page.locator("ol.rows > li").first).to_be_visible()
    nothing_serious(page)
    reasons = reverse("reasons", args=[project.slug])
    page = open_as(admin, reasons, **PHONE)
    nothing_serious(page)


def test_in_english_on_a_desktop_it_is_mended_and_handed_in_again(open_as):
    project = make_project()
    author = make_member(project, "volunteer")
    dialogue = make_submitted(project, author=author, of=turns(*WORDS))
    at = {"turn": dialogue.head.turns[1]["id"], "text": "慢一点", "code": "wording"}
    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=[at],
        suggestion=reworded(dialogue.head.turns),
        by=make_member(project, "expert"),
    )
    page = open_as(author, reverse("desk", args=[project.slug]), **DESKTOP)
    expect(page.locator(".desk-row .comment")).to_have_text("慢一点")
    page.locator(f"form[action*='{dialogue.pk}/claim'] button").click()
    page.wait_for_selector("[data-ready]", state="attached")
    expect(page.locator(".turn").nth(1).locator(".comment").first).to_be_focused()
    page.locator("[data-take]").click()
    page.keyboard.press("Alt+s")
    page.locator("#worth [value=hand-in]").click()
    page.wait_for_url("**/desk/?sent=1")
    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.head.number) == ("submitted", 3)
    mended = [turn["text"] for turn in dialogue.head.turns]
    assert mended == [*WORDS[:3], "我在听，你慢慢说。"]
