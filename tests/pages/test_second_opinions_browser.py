"""The page of agreement, on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from reviewers.domain import agreeing
from tests.factories import make_member, make_project, make_submitted
from tests.factories.reviewers import read

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def wide(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    )


def faults_of(page):
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [one["id"] for one in found.response["violations"]]


def test_the_page_of_agreement_on_a_desk_and_a_phone(open_as):
    project = make_project(second_opinions=100)
    experts = [make_member(project, "expert") for _one in range(3)]
    for number in range(6):
        dialogue = make_submitted(project)
        read(dialogue, "return", by=experts[0])
        read(dialogue, "return", by=experts[1], value="no" if number > 3 else "yes")
        if number > 3:
            read(dialogue, "return", by=experts[2])
    read(make_submitted(project), "approve", by=experts[0])
    agreeing.count(project)
    admin = make_member(project, "admin")
    address = reverse("agreement", args=[project.slug])

    for window in ({}, PHONE, {"locale": "zh-CN"}, {**PHONE, "color_scheme": "dark"}):
        page = open_as(admin, address, **window)
        expect(page.locator("table.heat a").first).to_be_visible()
        assert (wide(page), faults_of(page)) == (0, [])
    page.locator("table.heat a").first.click()
    expect(page.locator("main .rows a")).to_have_count(6)
