"""Versions of texts: proposed, read by an expert, and used only then."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from dialogues.course_queries import (
    lessons_of,
)
from dialogues.domain import sign_offs
from dialogues.domain.checklists import current_items
from dialogues.domain.drafting import order_batch
from dialogues.domain.projects import create_project
from dialogues.domain.prompting import start_prompt, try_prompt
from dialogues.history import Refused
from dialogues.models import Notice, SignOff
from dialogues.prompt_queries import default_prompt, prompts_in_use
from dialogues.sign_off_queries import (
    standing,
    unread,
    waiting,
    waiting_for,
)
from tests.factories import make_member, make_project, make_topic
from tests.factories.sign_offs import make_asking, make_proposed

pytestmark = pytest.mark.django_db
Kind = Notice.Kind


@pytest.fixture
def project():
    return make_asking()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


def told(user):
    return [(row.kind, row.sign_off.version) for row in user.notices.order_by("at")]


def used(project):
    return list(prompts_in_use(project))


def test_a_new_version_is_not_used_before_an_expert_has_signed_it(
    project, admin, expert
):
    first = project.prompts.get()
    second = make_proposed(project, by=admin)

    assert (used(project), default_prompt(project)) == ([first], first)
    assert [row.version for row in waiting_for(expert, project)] == [second]
    assert (told(expert), told(admin)) == ([(Kind.TO_SIGN, second)], [])

    row = sign_offs.decide(second, decision="signed", note="好", by=expert)

    assert (row.version, row.act, row.by, row.note) == (second, "signed", expert, "好")
    assert (used(project), default_prompt(project)) == ([second], second)
    assert list(waiting(project)) == []
    assert told(admin) == [(Kind.SIGNED, second)]


def test_what_is_sent_back_is_not_used_and_its_writer_learns_why(
    project, admin, expert
):
    first, second = project.prompts.get(), make_proposed(project, by=admin)

    sign_offs.decide(second, decision="returned", note=" 太短 ", by=expert)

    now = standing(second)
    assert (now.returned.note, now.signed, now.waits) == ("太短", None, False)
    assert (used(project), list(waiting(project))) == ([first], [])
    assert told(admin) == [(Kind.SIGNED, second)]
    third = make_proposed(project, "再写一次{topic}。", by=admin)
    assert [row.version for row in waiting(project)] == [third]


def test_what_came_with_the_product_stays_in_use_when_it_is_sent_back(
    project, admin, expert
):
    first = project.prompts.get()

    sign_offs.decide(first, decision="returned", note="太长", by=expert)

    assert (used(project), standing(first).returned.note) == ([first], "太长")
    assert told(admin) == [(Kind.SIGNED, first)]


def test_a_version_is_sent_back_with_a_reason(project, expert):
    second = make_proposed(project)

    with pytest.raises(ValidationError) as wrong:
        sign_offs.decide(second, decision="returned", note="  ", by=expert)
    with pytest.raises(ValidationError) as unknown:
        sign_offs.decide(second, decision="kept", by=expert)

    assert (list(wrong.value.message_dict), list(unknown.value.message_dict)) == (
        ["note"],
        ["decision"],
    )
    assert not second.sign_offs.exclude(act="proposed").exists()


def test_only_an_expert_who_did_not_write_it_signs(project, admin):
    both = make_member(project, "admin", "expert")
    second = make_proposed(project, by=both)

    with pytest.raises(PermissionDenied):
        sign_offs.decide(second, decision="signed", by=admin)
    elsewhere = make_member(make_project(), "expert")
    with pytest.raises(PermissionDenied):
        sign_offs.decide(second, decision="signed", by=elsewhere)
    with pytest.raises(Refused) as own:
        sign_offs.decide(second, decision="signed", by=both)

    assert own.value.code == "own_version"
    assert list(waiting_for(both, project)) == []
    assert [row.act for row in second.sign_offs.all()] == ["proposed"]


def test_a_version_is_decided_once_and_only_while_it_is_the_newest(project, expert):
    second = make_proposed(project)
    third = make_proposed(project, "再写一次{topic}。")

    with pytest.raises(Refused) as late:
        sign_offs.decide(second, decision="signed", by=expert)
    sign_offs.decide(third, decision="signed", by=expert)
    with pytest.raises(Refused) as again:
        sign_offs.decide(third, decision="returned", note="x", by=expert)

    assert (late.value.code, again.value.code) == ("newer_version", "decided")
    assert used(project) == [third]


def test_an_order_by_an_unsigned_prompt_is_refused_with_a_way_out(project, admin):
    make_topic(project)
    second = make_proposed(project, by=admin)
    fresh = start_prompt(
        project, name="new", kind="topic-dialogue", text="{topic}", by=admin
    )

    with override("en"), pytest.raises(Refused) as newer:
        order_batch(project, count=1, prompt=second, by=admin)
    with override("en"), pytest.raises(Refused) as unread_yet:
        order_batch(project, count=1, prompt=fresh, by=admin)

    assert "Version 1 is in use until then" in str(newer.value)
    assert "order by another prompt" in str(unread_yet.value)
    assert {newer.value.code, unread_yet.value.code} == {"not_signed"}
    assert not project.batches.exists()
    assert order_batch(project, count=1, by=admin).prompt.version == 1


def test_a_test_run_of_three_needs_no_signature(project, admin):
    make_topic(project)
    second = make_proposed(project, by=admin)

    batch = try_prompt(second, by=admin)

    assert (batch.prompt, batch.trial) == (second, True)


def test_what_comes_with_the_product_is_used_and_said_to_be_unread():
    founder = make_member(make_project(), "expert")
    project = create_project("new", template="child-companion", by=founder)
    kinds = {row.kind for row in unread(project)}

    assert project.sign_off_asked
    assert kinds == {"prompt", "checklist", "lesson", "guideline", "instruction"}
    assert {(row.act, row.by) for row in project.sign_offs.all()} == {("kept", None)}
    assert list(waiting(project)) == []
    assert used(project) == list(project.prompts.order_by("name"))
    assert len(current_items(project)) > 0
    assert lessons_of(project).count() > 0

    reader = make_member(project, "expert")
    prompt = used(project)[0]
    sign_offs.decide(prompt, decision="signed", by=reader)
    assert standing(prompt).signed.by == reader
    assert prompt not in {row.version for row in unread(project)}


def test_without_the_setting_the_newest_version_is_used():
    project = make_project()
    second = make_proposed(project)

    assert (used(project), list(waiting(project))) == ([second], [])
    assert not SignOff.objects.exists()
    expert = make_member(project, "expert")
    with pytest.raises(Refused) as refused:
        sign_offs.decide(second, decision="signed", by=expert)
    assert refused.value.code == "not_asked"


def test_switching_on_keeps_what_is_used_and_every_switch_is_recorded():
    project = make_project()
    admin = make_member(project, "admin")
    second = make_proposed(project, by=admin)

    sign_offs.set_asked(project, asked=True, by=admin)
    sign_offs.set_asked(project, asked=True, by=admin)
    third = make_proposed(project, "再写一次{topic}。", by=admin)

    assert used(project) == [second]
    assert standing(second).kept.by == admin
    assert {row.kind for row in unread(project)} == {"checklist", "instruction"}

    sign_offs.set_asked(project, asked=False, by=admin)
    assert used(project) == [third]
    sign_offs.set_asked(project, asked=True, by=admin)
    assert used(project) == [third]
    switches = project.sign_off_switches.values_list("asked", "by")
    assert list(switches) == [(True, admin.pk), (False, admin.pk), (True, admin.pk)]


def test_only_admins_switch(project, expert):
    with pytest.raises(PermissionDenied):
        sign_offs.set_asked(project, asked=False, by=expert)

    project.refresh_from_db()
    assert (project.sign_off_asked, project.sign_off_switches.count()) == (True, 0)
