"""The course: versions that stay, answers judged, and who may take work after it."""

import pytest
from django.core.exceptions import ValidationError

from dialogues.builtin.courses import course_of, guideline_of
from dialogues.builtin.templates import TEMPLATES
from dialogues.course_queries import (
    course_ahead,
    lessons_of,
    level_in,
)
from dialogues.course_texts import FAULTS, read_dialogue
from dialogues.domain import courses, editing, projects
from dialogues.domain.practice import try_lesson
from dialogues.history import Refused
from dialogues.models import Dialogue, LessonTry, Qualification
from tests.courses import make_course, pass_course, right_answers
from tests.factories import (
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_course(make_project())


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def newcomer(project):
    return make_member(project, "volunteer", level="")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_built_in_course_teaches_the_five_steps_in_order_and_then_lets_practise(
    template,
):
    lessons = course_of(template)
    names = [lesson["slug"] for lesson in lessons if lesson["kind"] == "theory"]
    practice = [lesson for lesson in lessons if lesson["kind"] == "practice"]

    assert names == [
        *("awareness", "recognition", "labelling", "empathy", "guidance"),
        *("checklist", "safety", "privacy"),
    ]
    titles = [str(lesson["title"]["zh-hans"])[-2:] for lesson in lessons[:5]]
    assert titles == ["觉察", "认可", "命名", "共情", "引导"]
    for lesson in lessons[:8]:
        for language, least, most in (("zh-hans", 150, 430), ("en", 500, 2200)):
            text = lesson["text"][language]
            assert least <= len(text) <= most * 1.4
            assert "> ✓" in text
            assert "> ✗" in text
    assert len(practice) == 3
    assert "12355" in lessons[6]["text"]["zh-hans"] or (
        "12356" in lessons[6]["text"]["zh-hans"]
    )
    assert set(guideline_of(template)) == {"zh-hans", "en"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_practice_of_a_template_plants_every_kind_of_fault(template):
    planted = {
        fault
        for lesson in course_of(template)
        if lesson["kind"] == "practice"
        for line in read_dialogue(lesson["tasks"]["zh-hans"])
        for fault in line.faults
    }

    assert planted == set(FAULTS)


def test_a_new_project_has_a_course_that_comes_first():
    admin = make_member(make_project(), "admin")
    project = projects.create_project("p", template="child-companion", by=admin)
    open_one = projects.create_project(
        "open", template="child-companion", course_required=False, by=admin
    )
    person = make_member(project, "volunteer", level="")
    projects.add_member(open_one, person, roles=["volunteer"], by=admin)

    assert course_ahead(person, project).total == 11
    assert course_ahead(person, open_one) is None
    assert lessons_of(open_one).count() == 11


def test_nobody_takes_work_before_the_course_is_passed(project, newcomer):
    draft, topic = make_drafted(project), make_topic(project)
    tries = [
        lambda: editing.claim_next(project, by=newcomer),
        lambda: editing.claim(draft, by=newcomer),
        lambda: editing.write_from_topic(topic, by=newcomer),
    ]

    for take in tries:
        with pytest.raises(Refused) as refusal:
            take()
        assert refusal.value.code == "not_qualified"
        assert refusal.value.extra["way"] == f"/projects/{project.slug}/course/"

    assert newcomer.assignments.count() == 0
    pass_course(project, newcomer)
    assert editing.claim_next(project, by=newcomer).dialogue == draft


def test_who_handed_in_work_before_the_course_was_asked_for_goes_on_working():
    project = make_project()
    known = make_member(project, "volunteer", level="")
    make_submitted(project, author=known)
    new = make_member(project, "volunteer", level="")

    make_course(project)

    assert Qualification.objects.get(membership__user=known).reason == "before"
    assert course_ahead(known, project) is None
    assert course_ahead(new, project) is not None


def test_the_course_is_passed_with_the_last_lesson_and_not_before(project, newcomer):
    lessons = list(lessons_of(project))
    for lesson in lessons[:-1]:
        assert try_lesson(lesson, answers=right_answers(lesson), by=newcomer).passed
    before = level_in(newcomer, project)

    try_lesson(lessons[-1], answers=right_answers(lessons[-1]), by=newcomer)

    assert (before, level_in(newcomer, project)) == ("", "apprentice")
    kept = Qualification.objects.get(membership__user=newcomer)
    assert (kept.reason, kept.by) == ("course", newcomer)


def test_every_try_is_kept_and_only_enough_found_faults_pass(project, newcomer):
    lesson = lessons_of(project).filter(kind="practice")[0]
    right = right_answers(lesson)
    fewer = {**right, "marks": dict(list(right["marks"].items())[:2])}
    wrong_name = {**right, "marks": dict.fromkeys(right["marks"], "role-confusion")}

    tries = [
        try_lesson(lesson, answers=answers, by=newcomer)
        for answers in (fewer, wrong_name, right)
    ]

    assert [(one.right, one.asked, one.passed) for one in tries] == [
        (2, 3, False),
        (0, 3, False),
        (3, 3, True),
    ]
    assert LessonTry.objects.filter(by=newcomer, lesson=lesson).count() == 3
    assert tries[0].answers["words"] == right["words"]


@pytest.mark.parametrize(
    "answers",
    [
        None,
        [],
        {"marks": {}, "words": {}},
        {"marks": {"1": "rude"}, "words": {"1": "x"}},
        {"marks": {"0": "preaching"}, "words": {"1": "x"}},
        {"marks": {}, "words": {"1": "x" * 2001}},
        {"marks": {}, "words": {"1": 3}},
        {"marks": {}, "words": {"99": "x"}},
    ],
)
def test_a_practice_wants_one_reply_rewritten_and_known_faults(
    project, newcomer, answers
):
    lesson = lessons_of(project).filter(kind="practice")[0]

    with pytest.raises(ValidationError):
        try_lesson(lesson, answers=answers, by=newcomer)

    assert LessonTry.objects.count() == 0


@pytest.mark.parametrize(
    "answers", [None, {}, [], [[0]], [[0], []], [[0], [9]], [[0], ["1"]], [[0], 1]]
)
def test_every_question_wants_an_answer_that_is_there(project, newcomer, answers):
    lesson = lessons_of(project)[0]

    with pytest.raises(ValidationError):
        try_lesson(lesson, answers=answers, by=newcomer)


def test_a_course_switched_off_lets_everybody_work(project, admin, newcomer):
    make_drafted(project)

    courses.set_rules(project, required=False, by=admin)

    work = editing.claim_next(project, by=newcomer)
    assert work.dialogue.status == Dialogue.Status.EDITING
