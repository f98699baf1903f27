"""Which version of each kind of text is used while a newer one waits."""

import pytest

from dialogues.course_queries import (
    guidelines_of,
    guidelines_to_read,
    lessons_of,
    must_learn_first,
    progress_of,
)
from dialogues.domain import courses, sign_offs
from dialogues.domain.checklists import current_items
from dialogues.domain.practice import try_lesson
from dialogues.history import Refused
from dialogues.models import Prompt
from dialogues.prompt_queries import rewrite_prompt
from dialogues.sign_off_queries import in_use, instruction_in_use, waiting
from exports.domain.releases import order_release
from tests.courses import make_course, right_answers
from tests.factories import make_approved, make_member
from tests.factories.people import make_checklist
from tests.factories.sign_offs import make_asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_asking()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


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

    assert (before, in_use(project.checklists.all()).get()) == ({first}, second)
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

    assert (lessons_of(course).first(), guidelines_of(course).first()) == (
        lesson,
        first,
    )
    assert not guidelines_to_read(learner, course)
    with pytest.raises(Refused):
        try_lesson(newer, answers=right_answers(newer), by=learner)
    assert try_lesson(lesson, answers=right_answers(lesson), by=learner).passed

    for version in (newer, second):
        sign_offs.decide(version, decision="signed", by=expert)

    assert (lessons_of(course).first(), guidelines_of(course).first()) == (
        newer,
        second,
    )
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
