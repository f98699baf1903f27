"""The drafts to choose from, over REST: blind, and only where there is a choice."""

import pytest

from dialogues.domain import editing
from tests.factories import (
    make_assignment,
    make_member,
    make_offered,
    make_project,
    turns,
)

pytestmark = pytest.mark.django_db

A = turns("我睡不着。", "怎么了？")
B = turns("晚上我老醒。", "听起来你很累。")


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer", username="lan")


def test_the_drafts_come_with_the_working_copy_and_tell_no_drafter(
    api, project, volunteer
):
    owl = project.drafters.create(name="night-owl", model="secret/owl-7b")
    dialogue = make_offered(project, A, B, drafters=[owl])
    work = editing.claim(dialogue, by=volunteer)

    answer = api(volunteer).get(f"/api/v1/assignments/{work.pk}/")

    assert answer.json()["candidates"] == [
        {"name": "A", "turns": A},
        {"name": "B", "turns": B},
    ]
    assert b"owl" not in answer.content


def test_without_a_choice_nothing_is_offered_and_nothing_more_is_asked(
    api, project, volunteer, django_assert_num_queries
):
    client = api(volunteer)
    written = make_assignment(project, author=volunteer)
    address = f"/api/v1/assignments/{written.pk}/"
    client.get(address)
    with django_assert_num_queries(2):
        assert client.get(address).json()["candidates"] == []
    editing.give_back(written, by=volunteer)

    single = make_offered(project, A)
    single.draft.batch.candidates = 1
    single.draft.batch.save()
    work = editing.claim(single, by=volunteer)
    with django_assert_num_queries(2):
        answer = client.get(f"/api/v1/assignments/{work.pk}/")

    assert answer.json()["candidates"] == []


def test_somebody_elses_drafts_are_not_there(api, project, volunteer):
    work = editing.claim(make_offered(project, A, B), by=volunteer)
    other = make_member(project, "volunteer")

    answer = api(other).get(f"/api/v1/assignments/{work.pk}/")

    assert answer.status_code == 404
