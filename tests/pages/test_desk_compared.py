"""What changed, beneath the turns of the desk, against the draft or any revision."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.domain import submission
from tests.factories import (
    make_assignment,
    make_comments,
    make_member,
    make_project,
    make_submitted,
    turns,
)
from tests.pages.turn_model import area, said

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ["我今天考试没考好。", "听起来你有点难过。", "妈妈会骂我的。", "你怕她生气。"]


def test_what_changed_is_shown_against_any_revision_for_one_turn_or_all(open_as):
    project = make_project()
    author = make_member(project, "volunteer")
    first = turns(*WORDS)
    edited = [first[0], {**first[1], "text": "我听见你有点难过。"}, *first[2:]]
    sent = make_submitted(project, author=author, of=first, edited=edited)
    submission.return_to_author(
        sent,
        revision=sent.head,
        comments=make_comments(of=sent.head),
        by=make_member(project, "expert"),
    )
    work = make_assignment(project, author=author, dialogue=sent)
    page = open_as(author, reverse("assignment", args=[work.pk]))
    page.wait_for_selector("[data-ready]", state="attached")
    diffs = page.locator(".card > .diff:visible")
    expect(diffs).to_have_count(0)
    page.locator("#compared-with").select_option("1")
    expect(diffs).to_have_count(1)
    expect(diffs.locator("del")).to_have_text("听起来")
    expect(diffs.locator("ins")).to_have_text("我听见")

    # A turn that is cut and joined is compared with what each part was.
    area(page, 1).evaluate("(area) => (area.focus(), area.setSelectionRange(3, 3))")
    page.keyboard.press("Alt+x")
    expect(page.locator(".turn")).to_have_count(5)
    expect(diffs).to_have_count(1)
    expect(diffs.locator("ins")).to_have_text("我听见")
    page.keyboard.press("Alt+j")
    expect(page.locator(".turn")).to_have_count(4)
    expect(diffs).to_have_count(1)

    # Hidden for all, shown for one, shown for all again.
    page.keyboard.press("Alt+d")
    expect(diffs).to_have_count(0)
    area(page, 1).focus()
    page.keyboard.press("Alt+v")
    expect(diffs).to_have_count(1)
    said(page, "What changed in this turn stands beneath it.")
    page.locator("[data-compares]").click()
    expect(diffs).to_have_count(1)
    page.locator("#compared-with").select_option("2")
    expect(diffs.locator("ins")).to_have_count(0)
