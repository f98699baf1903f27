"""The expert's and the admin's pages in a real browser, by hand and by keys."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.models import Dialogue
from reviewers.domain import reviewing
from tests.factories import (
    make_drafted,
    make_member,
    make_project,
    make_release,
    make_review,
    make_run,
    make_submitted,
    make_topic,
    reworded,
    turns,
)
from trainer import launch

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
# Where the keys lead: a question that nobody has answered yet.
OPEN_AND_FOCUSED = (
    "#checklist [data-answers]:not(:has(input:checked)) :focus, "
    "#checklist [data-all-yes]:focus"
)
WORDS = ["我今天考试没考好。", "听起来你有点难过。", "妈妈会骂我的。", "你怕她生气。"]


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


def submit_one(project):
    draft = make_drafted(project, of=turns(*WORDS))
    edited = reworded(draft.head.turns, "你怕她生气，也怕她失望，是吗？")
    return make_submitted(project, dialogue=draft, edited=edited)


def status_of(dialogue):
    dialogue.refresh_from_db()
    return dialogue.status


def left_on_the_device(page):
    return page.evaluate("Object.keys(localStorage)")


def fold_out(page, text):
    passage = page.locator(".passage").filter(has_text=text).first
    passage.locator("summary").click()
    return passage


def test_claim_comment_reword_and_send_back(open_as, project, expert):
    dialogue = submit_one(project)
    page = open_as(expert, reverse("reviews", args=[project.slug]))
    page.get_by_role("button", name="Open the next dialogue").click()
    expect(page.locator("ins").first).to_be_visible()

    page.get_by_role("button", name="Send back").click()
    expect(page.locator("#messages")).to_contain_text("Say what should change")
    passage = page.locator(".passage").filter(has_text="你有点难过").first
    reason = passage.get_by_label("What is it about")
    expect(reason).to_be_focused()
    reason.select_option("not-seen")
    passage.get_by_label("Comment on this turn").fill("先接住感受。")
    passage.get_by_label("Your wording").fill("听起来你心里很难过。")
    expect(passage.locator(".diff ins")).to_have_text("心里很")
    # Left too long it is anybody's again; whoever takes it up has what they typed.
    reviewing.give_back(dialogue.reviews.get(), by=expert)
    page.goto(reverse("reviews", args=[project.slug]))
    page.keyboard.press("Alt+n")
    kept = page.get_by_label("Comment on this turn").and_(page.locator(":visible"))
    expect(kept).to_have_value("先接住感受。")

    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".messages")).to_contain_text("Sent back with your note.")
    assert left_on_the_device(page) == []
    assert status_of(dialogue) == Dialogue.Status.RETURNED
    suggestion = dialogue.events.get(verb="return").data["suggestion"]
    assert suggestion[1]["text"] == "听起来你心里很难过。"


def test_what_is_not_used_is_said_by_keys_alone(open_as, project, expert):
    dialogue = submit_one(project)
    page = open_as(expert, reverse("reviews", args=[project.slug]))
    page.keyboard.press("Alt+n")
    expect(page.locator("#open-count")).to_have_text("open: 4")

    page.keyboard.press("Alt+u")
    expect(page.locator("#comment")).to_be_focused()
    page.keyboard.type("Like a textbook.")
    page.keyboard.press("Alt+u")

    expect(page.locator(".messages")).to_contain_text("It will not be used.")
    assert status_of(dialogue) == Dialogue.Status.REJECTED


def test_who_signs_out_leaves_no_words_about_a_dialogue_on_the_device(
    open_as, project, expert
):
    submit_one(project)
    page = open_as(expert, reverse("reviews", args=[project.slug]))
    page.get_by_role("button", name="Open the next dialogue").click()
    passage = fold_out(page, "你有点难过")
    passage.get_by_label("Comment on this turn").fill("先接住感受。")
    assert len(left_on_the_device(page)) == 1

    page.locator(".top .menu summary").click()
    page.locator("[data-sign-out] button").click()
    page.wait_for_url(lambda url: "sign-in" in url)
    assert left_on_the_device(page) == []


def test_approve_by_keys_alone(open_as, project, expert):
    dialogue = submit_one(project)
    page = open_as(expert, reverse("reviews", args=[project.slug]))
    page.keyboard.press("Alt+n")
    expect(page.locator("#open-count")).to_have_text("open: 4")

    page.keyboard.press("Alt+a")
    expect(page.locator("#messages")).to_contain_text("still open")
    for left in ("open: 3", "open: 2", "all answered"):
        expect(page.locator(OPEN_AND_FOCUSED)).to_be_visible()
        page.keyboard.press("y")
        expect(page.locator("#open-count")).to_have_text(left)
    expect(page.locator("#approve")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("Approved. Thank you.")
    assert status_of(dialogue) == Dialogue.Status.APPROVED


def test_approve_with_a_thumb(open_as, project, expert):
    dialogue = submit_one(project)
    review = make_review(project, expert=expert, dialogue=dialogue)
    page = open_as(expert, reverse("review", args=[review.pk]), **PHONE)
    thumb = page.locator(".thumb")

    thumb.get_by_role("button", name="To the checklist").tap()
    expect(page.locator("#checklist [value=yes]").first).to_be_in_viewport()
    for group in page.locator("#checklist > .check > .seg").all():
        group.locator("[value=yes]").tap()
    page.get_by_role("button", name="Yes to every reply").tap()
    thumb.get_by_role("button", name="Approve").tap()

    expect(page.locator(".messages")).to_contain_text("Approved. Thank you.")
    assert status_of(dialogue) == Dialogue.Status.APPROVED


def test_nothing_serious_for_axe_in_light_and_dark(
    open_as, project, expert, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    admin = make_member(project, "admin")
    make_topic(project)
    review = make_review(project, expert=expert, dialogue=submit_one(project))
    run = make_run(project, release=make_release(project, by=admin), by=admin)
    with run.change("start", by=None):
        pass
    folder = launch.run_folder(run)
    folder.mkdir(parents=True)
    rows = [
        {"event": "train", "step": step, "loss": 6 - step, "max_steps": 4, "ts": step}
        for step in (1, 2, 3)
    ]
    (folder / "metrics.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    pages = [
        (expert, reverse("review", args=[review.pk])),
        (expert, reverse("dialogue", args=[review.dialogue_id])),
        (admin, reverse("project", args=[project.slug])),
        (admin, reverse("topics", args=[project.slug])),
        (admin, reverse("members", args=[project.slug])),
        (admin, reverse("run", args=[run.pk])),
    ]
    for person, address in pages:
        page = open_as(person, address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            serious = [
                (one["id"], [node["html"][:120] for node in one["nodes"]])
                for one in found
                if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], (address, scheme)
            assert page.evaluate(
                "document.documentElement.scrollWidth <= innerWidth",
            )
        page.context.close()
