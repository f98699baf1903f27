"""The desk's page carries its dialogue; what all dialogues share is fetched once and kept."""

import re

import pytest
from django.urls import reverse

from dialogues.domain import editing
from dialogues.models import Project
from tests.factories import make_assignment, make_member, make_project, turns

pytestmark = pytest.mark.django_db
# As long as the longest of the seed projects' dialogues.
LONG = turns(*["我今天考试没考好，不敢告诉妈妈。", "听起来你有点难过，也有点怕。"] * 15)


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer")


@pytest.fixture
def desk(signed_in, project, volunteer):
    """The page of a new assignment, and the address of the parts that it names."""
    browser = signed_in(volunteer)

    def opened(**asked):
        work = make_assignment(project, author=volunteer, of=LONG)
        page = browser.get(reverse("assignment", args=[work.pk]), **asked)
        editing.give_back(work, by=volunteer)
        text = "" if asked else page.content.decode()
        return browser, page, re.search(r'data-from="([^"]+)"|$', text)[1]

    return opened


def test_two_dialogues_share_parts_that_are_kept_for_good(desk):
    browser, page, address = desk()
    _browser, _page, other = desk()
    parts = browser.get(address)

    assert address == other
    assert parts["Cache-Control"] == "private, max-age=31536000, immutable"
    assert page["Cache-Control"].count("no-store") == 1
    for name in ("turn-shape", "words", "merge", "sign-in", "snack-shape"):
        assert f'id="{name}"' in parts.content.decode()
        assert f'id="{name}"' not in page.content.decode()
    # Nothing in them is of one session or one dialogue.
    assert "csrfmiddlewaretoken" not in parts.content.decode()
    assert "/assignments/" not in parts.content.decode()


def test_parts_that_have_changed_stand_at_another_address(desk, project):
    browser, _page, address = desk()
    Project.objects.filter(pk=project.pk).update(user_label="小朋友")
    parts = browser.get(address)
    _browser, _page, later = desk()

    # Who has the old page open goes on with what stands now, and does not keep it.
    assert "小朋友" in parts.content.decode()
    assert parts["Cache-Control"] == "private, no-store"
    assert later != address
    assert browser.get(later)["Cache-Control"].endswith("immutable")


def test_each_language_has_parts_of_its_own(desk):
    browser, _page, chinese = desk()
    english = browser.get(chinese, headers={"Accept-Language": "en"})

    assert b"Go on writing" in english.content
    assert english["Cache-Control"] == "private, no-store"


def test_a_page_of_thirty_turns_stays_light_on_the_wire(desk):
    _browser, page, _address = desk(headers={"Accept-Encoding": "br"})

    assert page["Content-Encoding"] == "br"
    assert len(page.content) < 11 * 1024
