"""Admins write the instruction; every version stays, and may be compared."""

import pytest
from django.urls import reverse

from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db


def test_the_page_saves_the_next_version_and_shows_what_changed(client):
    project = make_project()
    client.force_login(make_member(project, "admin"))
    address = reverse("instruction", args=[project.slug])
    first = project.instructions.get().text
    new = f"{first}你很耐心。"

    answer = client.post(address, {"seen": "1", "text": new}, follow=True)

    assert [one.text for one in project.instructions.order_by("version")] == [
        first,
        new,
    ]
    shown = [(one.version, lines) for one, lines in answer.context["versions"]]
    assert shown[0] == (2, [{"old": first, "new": new, "changed": True}])


def test_an_older_page_overwrites_nothing(client):
    project = make_project()
    client.force_login(make_member(project, "admin"))
    address = reverse("instruction", args=[project.slug])
    client.post(address, {"seen": "1", "text": "你很耐心。"})

    answer = client.post(address, {"seen": "1", "text": "你很温和。"})

    assert answer.status_code == 409
    assert project.instructions.latest("version").text == "你很耐心。"
