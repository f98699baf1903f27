"""What pages tell of the drafts that a text was chosen from, and what that costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dialogues.domain import editing
from dialogues.models import DraftBatch
from tests.factories import (
    make_drafted,
    make_member,
    make_offered,
    make_project,
    make_submitted,
    turns,
)

pytestmark = pytest.mark.django_db

A = turns("我睡不着。", "怎么了？")
B = turns("晚上我老醒。", "听起来你很累。", "嗯，很累。", "我陪你待一会儿。")
C = turns("我怕黑。", "黑的时候你会想什么？")


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer")


def test_admins_read_who_was_chosen_and_nobody_who_is_blind_does(
    project, volunteer, client
):
    owl = project.drafters.create(name="night-owl", model="owl")
    lark = project.drafters.create(name="early-lark", model="lark")
    dialogue = make_offered(project, A, B, drafters=[owl, lark])
    make_submitted(project, author=volunteer, edited=[*A, B[3]], dialogue=dialogue)
    seen = {}
    people = {
        "admin": make_member(project, "admin"),
        "expert": make_member(project, "expert"),
        "both": make_member(project, "admin", "expert"),
        "volunteer": volunteer,
    }

    for name, person in people.items():
        client.force_login(person)
        page = client.get(reverse("dialogue", args=[dialogue.pk]))
        drafts = page.context["drafts"]
        seen[name] = {letter: draft.taken for letter, draft in drafts.items()}
        told = b"night-owl" in page.content or b"early-lark" in page.content
        assert told is (name == "admin")

    assert seen == {
        "admin": {"A": 2, "B": 1},
        "expert": {},
        "both": {},
        "volunteer": {},
    }


def test_writing_asks_no_more_of_the_database_where_there_is_no_choice(
    project, volunteer, client
):
    client.force_login(volunteer)
    asked = []
    for drafts in (None, 1, 3):
        if drafts is None:
            dialogue = make_drafted(project)
        else:
            dialogue = make_offered(project, *[A, B, C][:drafts])
            DraftBatch.objects.update(candidates=drafts)
        work = editing.claim(dialogue, by=volunteer)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("assignment", args=[work.pk]))
        assert len(page.context["candidates"]) == (drafts or 0) * (drafts != 1)
        asked.append(len(queries))
        editing.give_back(work, by=volunteer)

    assert asked == [asked[0], asked[0], asked[0] + 1]
