"""An admin orders drafts in a real browser with the cost in sight, and watches them."""

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.models import DraftBatch
from tests.dialogues.test_drafting_pages import make_call
from tests.factories import (
    make_batch,
    make_draft,
    make_member,
    make_project,
    make_topic,
)

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def project():
    project = make_project()
    project.drafters.update(prompt_price=Decimal(10), completion_price=Decimal(20))
    return project


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def at(name, project):
    return reverse(name, args=[project.slug])


def test_an_order_with_its_estimate_then_a_pause_and_on_again(open_as, project, admin):
    for number in range(6):
        make_topic(project, f"考试 {number}")
    make_topic(project, "小狗走丢")
    page = open_as(admin, at("order_drafts", project))
    estimate = page.locator("#estimate")
    expect(estimate).to_contain_text("7 drafts")

    page.get_by_label("With these words").fill("考试")
    expect(estimate).to_contain_text("6 drafts")
    page.get_by_label("Stop at this cost").fill("0.05")
    expect(estimate).to_contain_text("The cap will stop it after about 2 of 6 drafts.")
    page.get_by_text("Chosen by hand").click()
    page.get_by_label("Find topics").fill("小狗")
    page.get_by_label("小狗走丢").check()
    expect(estimate).to_contain_text("1 draft")
    page.get_by_label("Find topics").fill("考试 3")
    page.get_by_label("考试 3").check()
    expect(page.get_by_label("小狗走丢")).to_be_checked()
    expect(estimate).to_contain_text("2 drafts")
    page.get_by_role("button", name="Order these drafts").click()

    expect(page.get_by_text("0 of 2")).to_be_visible()
    batch = DraftBatch.objects.get()
    texts = {draft.topic.text for draft in batch.drafts.all()}
    assert texts == {"小狗走丢", "考试 3"}
    assert batch.budget == Decimal("0.05")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Nothing is called while it is paused.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#outcome-queued")).to_have_text("2")

    # What a worker does meanwhile is seen without a click.
    draft = batch.drafts.first()
    with draft.change("call", by=None):
        pass
    expect(page.locator("#outcome-calling")).to_have_text("1")
    with draft.change("fail", by=None):
        pass
    expect(page.locator("#outcome-failed")).to_have_text("1")
    page.locator("#outcome-failed").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def hold_once(page, url):
    held = []

    def hold(route):
        held.append(route)

    page.route(url, hold, times=1)
    return held


def test_a_tick_outlives_a_search_that_is_still_under_way(open_as, project, admin):
    make_topic(project, "考试")
    make_topic(project, "小狗走丢")
    page = open_as(admin, at("order_drafts", project))
    page.get_by_text("Chosen by hand").click()
    held = hold_once(page, "**" + at("order_topics", project))
    with page.expect_request("**" + at("order_topics", project)):
        page.get_by_label("Find topics").fill("小狗")
    page.get_by_label("考试").check()
    expect(page.locator("#found")).to_contain_text("1 topic ticked")
    assert len(held) == 1
    expect(page.get_by_label("考试")).to_be_checked()
    expect(page.get_by_label("小狗走丢")).not_to_be_checked()
    expect(page.locator("#estimate")).to_contain_text("1 draft")


def test_an_estimate_under_way_never_cancels_a_search(open_as, project, admin):
    make_topic(project, "考试")
    make_topic(project, "小狗走丢")
    page = open_as(admin, at("order_drafts", project))
    page.get_by_text("Chosen by hand").click()
    held = hold_once(page, "**" + at("order_topics", project))
    with page.expect_response("**" + at("estimate_order", project)):
        page.get_by_label("Find topics").fill("小狗")
    held[0].continue_()
    expect(page.get_by_label("考试")).to_have_count(0)
    expect(page.get_by_label("小狗走丢")).to_have_count(1)


@pytest.mark.parametrize("context", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_open_to_everyone(open_as, project, admin, context, scheme):
    make_topic(project)
    project.quotas.create(theme="学校", emotion="悲伤", wanted=3)
    batch = make_batch(project, by=admin, budget=Decimal(1))
    draft = make_draft(batch, status="unusable", problems=[{"code": "refusal"}])
    draft.answer = make_call(draft, outcome="answered", reply="孩子：好。\n别怕。")
    draft.save()
    for address in (
        at("batches", project),
        at("order_drafts", project),
        reverse("batch", args=[batch.pk]),
        reverse("draft", args=[draft.pk]),
        at("repairs", project),
        reverse("repair_draft", args=[draft.pk]),
        at("coverage", project),
        at("drafters", project),
        at("new_drafter", project),
        reverse("drafter", args=[project.slug, "sample"]),
    ):
        page = open_as(admin, address, color_scheme=scheme, **context)
        found = Axe().run(page)
        assert found.violations_count == 0, address + found.generate_report()
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, address
        page.close()
