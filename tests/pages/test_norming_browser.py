"""A norming session in the browser: two experts vote by keys and by touch, and compare."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reviewers.domain import norming_figures
from reviewers.models import Norming, NormingVote
from tests.factories import make_approved, make_member, make_project

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "locale": "zh-CN",
    "color_scheme": "dark",
}


def looked_at(page):
    """No serious fault, and nothing wider than the window."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    )
    return wide, [one["id"] for one in found.response["violations"]]


def test_two_experts_vote_blind_compare_and_vote_again(open_as):
    project = make_project()
    experts = [make_member(project, "expert") for _one in range(2)]
    make_approved(project)
    # Who approved it has left: these two are all the experts there are.
    project.memberships.exclude(user__in=experts).update(ended_at=timezone.now())

    desk = open_as(experts[0], reverse("new_norming", args=[project.slug]))
    assert looked_at(desk) == (0, [])
    desk.locator("#open-session").click()
    desk.wait_for_url(re.compile(r"/norming/[0-9a-f-]+/$"))
    assert looked_at(desk) == (0, [])
    opened = Norming.objects.get()

    # By keys alone: each answer leads to the next question, the last one to the decision.
    desk.keyboard.press("Alt+n")
    expect(desk.locator("#open-count")).to_have_text("open: 3")
    assert looked_at(desk) == (0, [])
    desk.locator("#comment").fill("先接住了孩子的难过。")
    questions = desk.locator("[data-answers]")
    for place, key in enumerate(("y", "n", "x")):
        first = questions.nth(place).locator("input").first
        if place:
            expect(first).to_be_focused()
        else:
            first.focus()
        desk.keyboard.press(key)
    expect(desk.locator("#open-count")).to_have_text("all answered")
    desk.keyboard.press("Alt+a")
    desk.wait_for_url(re.compile(r"/norming/[0-9a-f-]+/$"))
    [vote] = NormingVote.objects.all()
    assert vote.answers == {"safe": "yes", "natural": "no", "warm": "na"}
    expect(desk.locator("main")).not_to_contain_text("先接住了孩子的难过。")

    # The other one on a phone: what is forgotten is said, and nothing typed is lost.
    address = reverse("norming_place", args=[opened.pk, 1])
    phone = open_as(experts[1], address, **PHONE)
    assert looked_at(phone) == (0, [])
    phone.locator("#comment").fill("建议给得太早。")
    phone.locator(".thumb .menu summary").last.click()
    phone.locator('[data-presses="return"]').click()
    expect(phone.locator("#messages")).to_contain_text("safe")
    expect(phone.locator("#comment")).to_have_value("建议给得太早。")
    for group in phone.locator("[data-answers]").all():
        group.locator("label").first.click()
    phone.locator(".thumb .menu summary").last.click()
    phone.locator('[data-presses="return"]').click()
    phone.wait_for_url(re.compile(r"/norming/[0-9a-f-]+/$"))

    opened.refresh_from_db()
    norming_figures.count(opened)
    phone.reload()
    expect(phone.locator("#place-1")).to_contain_text("先接住了孩子的难过。")
    assert looked_at(phone) == (0, [])
    phone.locator("#say-1").fill("第四句就给了建议。")
    phone.locator("#place-1 form .btn").click()
    expect(phone.locator("#place-1")).to_contain_text("第四句就给了建议。")

    desk.reload()
    expect(desk.locator("#figures-title")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("undefined: too few to compare")
    assert looked_at(desk) == (0, [])
    desk.get_by_role("button", name="Begin the second vote").click()
    expect(desk.get_by_role("link", name="Vote")).to_be_visible()
    opened.refresh_from_db()
    assert opened.status == "second_vote"
    desk.goto(reverse("normings", args=[project.slug]))
    assert looked_at(desk) == (0, [])
