"""A prompt is proposed by an admin, read and signed by an expert, and drafted by then."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.models import DraftBatch
from tests.factories import make_member, make_topic
from tests.factories.sign_offs import make_asking

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def at(name, project, *args):
    return reverse(name, args=[project.slug, *args])


def healthy(page):
    found = Axe().run(page).response["violations"]
    assert [
        one["id"] for one in found if one["impact"] in {"serious", "critical"}
    ] == []


def test_a_prompt_is_proposed_signed_and_then_used(open_as):
    project = make_asking(name={"en": "Companion"})
    make_topic(project, "搬家")
    admin, expert = make_member(project, "admin"), make_member(project, "expert")

    # The admin writes a second version, which waits.
    page = open_as(admin, at("prompt", project, "talk"))
    expect(page.get_by_text("Comes with Queqiao")).to_be_visible()
    page.get_by_label("What the model is asked").fill("写一写{topic}，先接住感受。")
    page.get_by_role("button", name="Save as a new version").click()
    note = page.locator(".note", has_text="This version waits for an expert.")
    expect(note).to_contain_text("Version 1 stays in use until then.")
    page.goto(at("order_drafts", project))
    offered = page.get_by_label("Prompt", exact=True).locator("option")
    expect(offered).to_have_text(["talk, version 1"])

    # The expert is told, reads what is different on a phone, and signs.
    desk = open_as(expert, at("project", project), **PHONE)
    desk.get_by_role(
        "link", name="1 version waits for you to read and sign it."
    ).click()
    healthy(desk)
    desk.get_by_role("link", name="Read the first").click()
    changed = desk.locator(".side.new")
    expect(changed).to_contain_text("先接住感受。")
    expect(changed.locator("ins")).not_to_have_count(0)
    healthy(desk)
    desk.get_by_role("button", name="Send it back").click()
    expect(desk.get_by_text("Say what is to be changed.").last).to_be_visible()
    desk.get_by_label("Your note").fill("很好")
    desk.get_by_role("button", name="Sign it").click()
    expect(desk.get_by_text("is in use now.")).to_be_visible()
    expect(desk.get_by_text("Nothing waits.")).to_be_visible()

    # From then on drafts are ordered by it.
    page.goto(at("order_drafts", project))
    expect(offered).to_have_text(["talk, version 2"])
    page.get_by_role("button", name="Order").last.click()
    page.wait_for_url("**/batches/**")
    batch = DraftBatch.objects.get()
    assert (batch.prompt.version, batch.prompt.text) == (
        2,
        "写一写{topic}，先接住感受。",
    )
    page.goto(reverse("notices"))
    page.get_by_role("link", name="A version of yours was read").click()
    expect(page.get_by_text("Signed by")).to_be_visible()
