"""Versions of texts: proposed, read by an expert, and used only then."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils.translation import override

from dialogues.course_queries import (
    guidelines_to_read,
    lessons_of,
    must_learn_first,
    progress_of,
)
from dialogues.domain import courses, sign_offs
from dialogues.domain.checklists import current_items
from dialogues.domain.drafting import order_batch
from dialogues.domain.practice import try_lesson
from dialogues.domain.projects import create_project
from dialogues.domain.prompting import revise_prompt, start_prompt, try_prompt
from dialogues.history import Refused
from dialogues.models import Notice, Prompt, SignOff
from dialogues.prompt_queries import default_prompt, prompts_in_use, rewrite_prompt
from dialogues.sign_off_queries import (
    checklist_in_use,
    guideline_in_use,
    instruction_in_use,
    standing,
    unread,
    waiting,
    waiting_for,
)
from exports.domain.releases import order_release
from tests.courses import make_course, right_answers
from tests.factories import make_approved, make_member, make_project, make_topic
from tests.factories.people import make_checklist
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


def test_turns_are_rewritten_by_a_signed_prompt_only(project, admin, expert):
    fields = {
        "name": "rewrite",
        "kind": Prompt.Kind.REWRITE_TURN,
        "text": "{dialogue} {turn} {wish}",
    }
    prompt = project.prompts.create(version=1, **fields)
    sign_offs.propose(prompt, by=admin)
    before = rewrite_prompt(project)

    sign_offs.decide(prompt, decision="signed", by=expert)

    assert (before, rewrite_prompt(project)) == (None, prompt)


def test_dialogues_are_asked_what_the_signed_checklist_asks(project, admin, expert):
    first = project.checklists.get()
    second = make_checklist(project, version=2)
    sign_offs.propose(second, by=admin)
    before = {item.checklist for item in current_items(project)}

    sign_offs.decide(second, decision="signed", by=expert)

    assert (before, checklist_in_use(project)) == ({first}, second)
    assert {item.checklist for item in current_items(project)} == {second}


def test_a_release_says_the_signed_instruction(project, admin, expert):
    make_approved(project)
    first = project.instructions.get()
    second = project.instructions.create(version=2, text="换一句。")
    sign_offs.propose(second, by=admin)

    assert order_release(project, name="a", by=admin).instruction == first
    sign_offs.decide(second, decision="signed", by=expert)
    assert instruction_in_use(project) == second


@pytest.fixture
def course(project):
    return make_course(project)


def lesson_data(lesson, **changes):
    return {
        "slug": lesson.slug,
        "kind": lesson.kind,
        "position": lesson.position,
        "title": lesson.title,
        "text": lesson.text,
        "tasks": lesson.tasks,
        "seen": lesson.version,
        **changes,
    }


def test_learners_read_signed_lessons_and_guidelines_only(course, admin, expert):
    learner = make_member(course, "volunteer", level="")
    lesson = lessons_of(course).first()
    newer = courses.save_lesson(
        course, **lesson_data(lesson, text={"zh-hans": "新"}), by=admin
    )
    first = course.guidelines.get()
    courses.mark_read(first, by=learner)
    text = {"zh-hans": "新的写法"}
    second = courses.revise_guideline(course, text=text, seen=1, by=admin)

    assert (lessons_of(course).first(), guideline_in_use(course)) == (lesson, first)
    assert not guidelines_to_read(learner, course)
    with pytest.raises(Refused):
        try_lesson(newer, answers=right_answers(newer), by=learner)
    assert try_lesson(lesson, answers=right_answers(lesson), by=learner).passed

    for version in (newer, second):
        sign_offs.decide(version, decision="signed", by=expert)

    assert (lessons_of(course).first(), guideline_in_use(course)) == (newer, second)
    assert guidelines_to_read(learner, course)
    assert progress_of(learner, course).done == 1
    assert must_learn_first(learner, course)


def test_a_lesson_leaves_the_course_when_an_expert_has_signed_that(
    course, admin, expert
):
    lesson = lessons_of(course).first()
    count = lessons_of(course).count()
    retired = courses.retire_lesson(lesson, by=admin)
    before = lessons_of(course).count()

    sign_offs.decide(retired, decision="signed", by=expert)

    assert (before, lessons_of(course).count()) == (count, count - 1)


def test_the_last_lesson_of_a_course_that_is_asked_for_is_not_signed_away(
    course, admin, expert
):
    gone = [
        courses.retire_lesson(lesson, by=admin) for lesson in list(lessons_of(course))
    ]
    *others, last = gone
    for lesson in others:
        sign_offs.decide(lesson, decision="signed", by=expert)

    with pytest.raises(Refused):
        sign_offs.decide(last, decision="signed", by=expert)

    assert [lesson.slug for lesson in lessons_of(course)] == [last.slug]


def test_a_lesson_that_was_never_used_is_taken_back_without_an_expert(course, admin):
    tried = lesson_data(lessons_of(course).first(), slug="more", seen=None)
    written = courses.save_lesson(course, **tried, by=admin)

    courses.retire_lesson(written, by=admin)

    assert list(waiting(course)) == []
    assert not lessons_of(course).filter(slug="more").exists()


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


def at_once(*acts):
    """Do these at the same moment; what each raised, or nothing."""
    barrier, ends = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
        except Refused as refused:
            ends.append(refused.code)
        else:
            ends.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
def test_of_two_experts_one_decides():
    project = make_asking()
    second = make_proposed(project)
    one, other = (make_member(project, "expert") for _n in range(2))

    ends = at_once(
        lambda: sign_offs.decide(second, decision="signed", by=one),
        lambda: sign_offs.decide(second, decision="returned", note="x", by=other),
    )

    assert ends == ["", "decided"]
    assert second.sign_offs.filter(act__in=["signed", "returned"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_signature_and_a_newer_version_meet_in_an_order():
    project = make_asking()
    admin = make_member(project, "admin")
    expert = make_member(project, "expert")
    second = make_proposed(project, by=admin)

    ends = at_once(
        lambda: sign_offs.decide(second, decision="signed", by=expert),
        lambda: revise_prompt(
            project, name="talk", text="新{topic}。", seen=2, by=admin
        ),
    )

    third = project.prompts.get(version=3)
    assert ends in (["", ""], ["", "newer_version"])
    assert used(project)[0].version == (2 if ends == ["", ""] else 1)
    assert [row.version for row in waiting(project)] == [third]
