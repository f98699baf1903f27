"""One volunteer reads for another, who mends it; then an expert is offered it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.models import PeerReading
from reviewers.queue_queries import queue_for
from tests.factories import make_member
from tests.factories.peers import make_peer, make_peer_project, make_waiting

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
POINT = "先接住她的委屈，再出主意。"


def wide(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    )


def faults_of(page):
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [one["id"] for one in found.response["violations"]]


def test_from_one_volunteer_to_another_and_on_to_the_experts(open_as):
    project = make_peer_project()
    reading = make_waiting(project)
    author, peer = reading.revision.author, make_peer(project)
    expert = make_member(project, "expert")
    desk = reverse("desk", args=[project.slug])

    # At a desk: take it, write a point, come back to it, be asked what is meant.
    page = open_as(peer, desk)
    page.get_by_role("button", name="Read one").click()
    expect(page.get_by_text("you do not learn who wrote it")).to_be_visible()
    page.locator("summary", has_text="Say something about this turn").last.click()
    page.get_by_label("About turn 2").fill(POINT)
    assert (wide(page), faults_of(page)) == (0, [])
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_label("About turn 2")).to_have_value(POINT)
    page.locator("#points").get_by_role("button", name="Nothing to add").click()
    expect(page.locator("#messages")).to_contain_text("Send it, or take the words out")
    page.locator("#points").get_by_role("button", name="Send the points").click()
    expect(page.get_by_text("Its author looks at it now")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).join()") == ""
    assert list(queue_for(expert, project)) == []

    # On a phone, in Chinese: the author reads the point and mends the text.
    phone = open_as(author, desk, **PHONE, locale="zh-CN", color_scheme="dark")
    points = phone.locator("[aria-labelledby=points-title]")
    expect(points).to_be_visible()
    assert (wide(phone), faults_of(phone)) == (0, [])
    points.locator("a").click()
    expect(phone.locator("#said")).to_contain_text(POINT)
    expect(phone.locator("#said")).not_to_contain_text(peer.username)
    assert wide(phone) == 0
    phone.locator("form[action$='withdraw/'] button").click()
    phone.wait_for_url(re.compile("/assignments/"))
    expect(phone.locator(".turn .comment")).to_contain_text(POINT)
    expect(phone.locator(".turn .comment")).not_to_contain_text(peer.username)
    assert wide(phone) == 0

    reading.refresh_from_db()
    assert (reading.status, reading.reader) == ("read", peer)

    # The next has nothing to add to it.
    other = make_waiting(project)
    seen = open_as(peer, desk, **PHONE)
    seen.get_by_role("button", name="Read one").click()
    seen.get_by_role("button", name="Nothing to add").click()
    expect(seen.get_by_text("It goes on to the experts")).to_be_visible()
    assert PeerReading.objects.get(pk=other.pk).status == "read"
    assert list(queue_for(expert, project)) == [other.dialogue]


def test_an_admin_lets_volunteers_read_first(open_as):
    project = make_peer_project()
    admin = make_member(project, "admin")
    address = reverse("peer_stage", args=[project.slug])

    page = open_as(admin, address)
    page.get_by_label("days until a dialogue goes on unread").fill("5")
    page.get_by_label("who reads for others").select_option("senior")
    page.locator("form#stage").get_by_role("button", name="Save").click()
    expect(page.get_by_text("It holds from the next submission on")).to_be_visible()
    stage = project.peer_stages.last()
    assert (stage.on, stage.level, stage.days, stage.by) == (True, "senior", 5, admin)
    for window in (PHONE, {"locale": "zh-CN", "color_scheme": "dark"}):
        page = open_as(admin, address, **window)
        assert (wide(page), faults_of(page)) == (0, [])
