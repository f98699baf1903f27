"""The next dialogue: by need, by wish of the admins, and never one that is not for one."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from dialogues.domain import editing, needs, quotas
from dialogues.domain.choosing import Kind
from dialogues.heavy_queries import spared_of
from dialogues.models import Assignment, Dialogue, Priority, Project
from dialogues.next_queries import next_queues, waiting_for
from dialogues.work_queries import AUTHOR_FIRST
from tests.factories import (
    make_approved,
    make_dialogue,
    make_drafted,
    make_member,
    make_project,
    make_topic,
)
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def person(project):
    return make_member(project, "volunteer")


def drafted_on(project, theme, **topic):
    return make_drafted(project, topic=make_topic(project, theme=theme, **topic))


def want(project, **wanted):
    admin = make_member(project, "admin")
    for theme, many in wanted.items():
        quotas.set_quota(project, Kind(theme=theme), many, by=admin)
    needs.settle_needs(project)


def why(work):
    return work.dialogue.events.filter(verb="claim").last().data["why"]


def test_without_a_wish_the_oldest_draft_comes_first(project, person):
    first = make_drafted(project)
    make_drafted(project)

    work = editing.claim_next(project, by=person)

    assert (work.dialogue, why(work)) == (first, {"code": "longest"})


def test_what_lags_furthest_behind_its_quota_comes_first(project, person):
    drafted_on(project, "学校")
    lagging = drafted_on(project, "朋友")
    make_approved(project, dialogue=None)
    want(project, 学校=2, 朋友=8)

    work = editing.claim_next(project, by=person)

    assert work.dialogue == lagging
    assert why(work) == {"code": "few", "theme": "朋友", "emotion": "", "age_band": ""}


def test_a_filled_quota_is_no_need(project, person):
    oldest = drafted_on(project, "家庭")
    drafted_on(project, "学校")
    make_approved(project)
    want(project, 学校=1)

    assert editing.claim_next(project, by=person).dialogue == oldest
    assert set(Dialogue.objects.values_list("need", flat=True)) == {0}


def test_a_wish_of_the_admins_goes_before_every_quota(project, person):
    drafted_on(project, "学校")
    wished = drafted_on(project, "家庭")
    want(project, 学校=5)
    admin = make_member(project, "admin")

    needs.set_priority(wished.topic, Priority.SOON, by=admin)
    work = editing.claim_next(project, by=person)

    assert (work.dialogue, why(work)) == (wished, {"code": "wished"})
    assert needs.settle_needs(project) == 0
    with pytest.raises(PermissionDenied):
        needs.set_priority(wished.topic, Priority.NORMAL, by=person)
    with pytest.raises(ValidationError):
        needs.set_priority(wished.topic, 7, by=admin)


def test_only_what_changed_is_written_again(project):
    drafted_on(project, "学校")
    drafted_on(project, "朋友")
    want(project, 学校=4)

    assert needs.settle_needs(project) == 0
    project.quotas.all().delete()
    assert needs.settle_all_needs() == 1
    assert needs.settle_all_needs() == 0


def test_a_returned_dialogue_goes_to_nobody_who_had_a_part_in_it(project):
    helper = make_member(project, "volunteer", "expert")
    dialogue = make_dialogue(project, "returned")
    sent_back = dialogue.events.get(verb="return")
    stranger = make_member(project, "volunteer")
    old = dialogue.updated_at - 2 * AUTHOR_FIRST
    Dialogue.objects.update(updated_at=old)
    reader = sent_back.by
    reader.memberships.update(roles=["volunteer", "expert"])

    assert editing.claim_next(project, by=reader) is None
    assert waiting_for(helper, project, spared_of(helper, project)) == 1
    work = editing.claim_next(project, by=stranger)
    assert (work.dialogue, why(work)) == (dialogue, {"code": "let-lie"})


def test_ones_own_comes_back_first(project):
    dialogue = make_dialogue(project, "returned")
    make_drafted(project)

    work = editing.claim_next(project, by=dialogue.head.author)

    assert (work.dialogue, why(work)) == (dialogue, {"code": "came-back"})


def test_the_next_draft_is_found_by_its_index(project, person):
    for _one in range(3):
        make_drafted(project)
    *_before, drafted = next_queues(person, project, spared_of(person, project))
    with connection.cursor() as cursor:
        # A handful of rows is read whole unless that is forbidden.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    plan = drafted[:1].explain()

    assert "dialogue_next" in plan
    assert "Sort" not in plan


@pytest.mark.django_db(transaction=True)
def test_fifty_volunteers_take_fifty_dialogues_while_needs_are_counted():
    project = make_project()
    for _one in range(50):
        make_drafted(project)
    project.quotas.create(theme="学校", wanted=60)
    people = [make_member(project, "volunteer") for _one in range(50)]
    takes = [partial(editing.claim_next, project, by=one) for one in people]
    taken, many = [], 10
    for start in range(0, len(takes), many):
        count = partial(needs.settle_needs, Project.objects.get())
        *works, _changed = race(*takes[start : start + many], count)
        taken += works

    assert None not in taken
    assert len({work.dialogue_id for work in taken}) == 50
    assert Assignment.objects.filter(ended_at=None).count() == 50
