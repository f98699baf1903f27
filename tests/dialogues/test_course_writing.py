"""Writing the course and the guidelines: every version stays as it was written."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from dialogues.course_queries import (
    guidelines_to_read,
    last_read,
    lessons_of,
    progress_of,
)
from dialogues.course_texts import read_dialogue, read_questions
from dialogues.domain import courses
from dialogues.domain.practice import try_lesson
from dialogues.history import Refused
from dialogues.models import Lesson
from tests.courses import make_course, pass_course, right_answers
from tests.factories import (
    make_member,
    make_project,
)
from tests.gate import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


QUESTIONS = "? Which?\n+ This | It is.\n- That | It is not."
OTHER = "? Which?\n- This | No.\n+ That | Yes."


@pytest.fixture
def project():
    return make_course(make_project())


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def newcomer(project):
    return make_member(project, "volunteer", level="")


def lesson_texts(**changed):
    return {
        "slug": "extra",
        "kind": "theory",
        "position": 900,
        "title": {"zh-hans": "多一课", "en": "One more"},
        "text": {"zh-hans": "正文", "en": "Text"},
        "tasks": {"en": QUESTIONS},
        "seen": None,
        **changed,
    }


def test_a_lesson_written_anew_stays_passed_and_its_old_version_takes_no_answers(
    project, admin, newcomer
):
    old = lessons_of(project)[0]
    try_lesson(old, answers=right_answers(old), by=newcomer)
    texts = {name: dict(getattr(old, name)) for name in ("title", "text", "tasks")}
    texts["text"]["en"] += "\n\nMore."

    new = courses.save_lesson(
        project,
        slug=old.slug,
        kind=old.kind,
        position=old.position,
        **texts,
        seen=1,
        by=admin,
    )

    assert (new.version, new.created_by) == (2, admin)
    assert lessons_of(project)[0] == new
    assert progress_of(newcomer, project).steps[0].passed
    with pytest.raises(Refused, match="anew"):
        try_lesson(old, answers=right_answers(old), by=newcomer)


def test_two_admins_who_write_the_same_lesson_do_not_overwrite_each_other(
    project, admin
):
    first = courses.save_lesson(project, **lesson_texts(), by=admin)
    again = courses.save_lesson(project, **lesson_texts(seen=1), by=admin)
    changed = {"title": {"en": "Other"}, "seen": 1}
    courses.save_lesson(project, **lesson_texts(**changed), by=admin)

    with pytest.raises(Refused) as refusal:
        courses.save_lesson(
            project, **lesson_texts(title={"en": "Third"}, seen=1), by=admin
        )

    assert again == first
    assert refusal.value.code == "stale_version"
    rows = Lesson.objects.filter(project=project, slug="extra").order_by("version")
    assert [row.title["en"] for row in rows] == ["One more", "Other"]


@pytest.mark.parametrize(
    "tasks",
    [
        {},
        {"en": "Which?"},
        {"en": "? Which?\n+ This | It is."},
        {"en": "? Which?\n- This | No.\n- That | No."},
        {"en": "? Which?\n+ This\n- That | No."},
        {"en": QUESTIONS, "zh-hans": OTHER},
    ],
)
def test_questions_that_cannot_be_asked_are_not_saved(project, admin, tasks):
    with pytest.raises(ValidationError) as error:
        courses.save_lesson(project, **lesson_texts(tasks=tasks), by=admin)

    assert set(error.value.message_dict) == {"tasks"}
    assert not Lesson.objects.filter(slug="extra").exists()


@pytest.mark.parametrize(
    "tasks",
    [
        "user: Hello",
        "user: Hello\n! preaching",
        "assistant: No.\n! rude\n> Yes.\n= Why.",
        "assistant: No.\n! preaching\n= Why.",
        "assistant: No.\nsomebody: Yes.",
    ],
)
def test_a_dialogue_that_cannot_be_practised_is_not_saved(project, admin, tasks):
    texts = lesson_texts(kind="practice", tasks={"en": tasks})

    with pytest.raises(ValidationError):
        courses.save_lesson(project, **texts, by=admin)


def test_tasks_are_read_as_they_are_typed():
    [question] = read_questions(
        "? 哪一句？\n\n+ 甲 | 对。\n+ 乙 | 也对。\n- 丙 | 不对。"
    )
    lines = read_dialogue(
        "user：你好\nassistant: 别哭。\n! denying, preaching\n> 嗯。\n= 因为。"
    )

    assert (question.right, question.several) == ([0, 1], True)
    assert [option.why for option in question.options] == ["对。", "也对。", "不对。"]
    assert [(line.role, line.text) for line in lines] == [
        ("user", "你好"),
        ("assistant", "别哭。"),
    ]
    assert (lines[1].faults, lines[1].wording) == (["denying", "preaching"], "嗯。")


def test_a_lesson_taken_out_asks_nothing_more_and_the_last_one_stays(project, admin):
    for lesson in list(lessons_of(project))[1:]:
        courses.retire_lesson(lesson, by=admin)
    [left] = lessons_of(project)

    with pytest.raises(Refused, match="empty"):
        courses.retire_lesson(left, by=admin)

    assert Lesson.objects.filter(project=project, retired=True).count() == 10


def test_only_admins_write_the_course(project, newcomer):
    lesson, guideline = lessons_of(project)[0], project.guidelines.get()
    for change in (
        lambda: courses.install_course(make_project(), by=newcomer),
        lambda: courses.set_rules(project, pass_mark=1, by=newcomer),
        lambda: courses.save_lesson(project, **lesson_texts(), by=newcomer),
        lambda: courses.retire_lesson(lesson, by=newcomer),
        lambda: courses.revise_guideline(
            project, text={"en": "x"}, seen=1, by=newcomer
        ),
    ):
        with pytest.raises(PermissionDenied):
            change()

    assert list(project.guidelines.all()) == [guideline]


def test_no_version_try_or_level_is_ever_changed_in_the_database(
    project, newcomer, sql
):
    pass_course(project, newcomer)
    courses.mark_read(project.guidelines.get(), by=newcomer)
    for table, column in (
        ("lesson", "version = 9"),
        ("lessontry", "passed = true"),
        ("qualification", "level = 'senior'"),
        ("guideline", "version = 9"),
        ("guidelineread", "at = now()"),
    ):
        with refused("append_only"):
            sql(f"UPDATE dialogues_{table} SET {column}")
        with refused("append_only"):
            sql(f"DELETE FROM dialogues_{table}")


def test_guidelines_say_what_changed_since_one_last_read(project, admin, newcomer):
    first = project.guidelines.get()
    new_to_all = guidelines_to_read(newcomer, project)
    courses.mark_read(first, by=newcomer)
    courses.mark_read(first, by=newcomer)
    read = guidelines_to_read(newcomer, project)

    second = courses.revise_guideline(
        project, text={"en": "Be kind.", "zh-hans": ""}, seen=1, by=admin
    )

    assert (new_to_all, read) == (True, False)
    assert guidelines_to_read(newcomer, project)
    assert last_read(newcomer, project) == first
    assert first.reads.count() == 1
    assert second.version == 2
    with pytest.raises(Refused):
        courses.revise_guideline(project, text={"en": "Other."}, seen=1, by=admin)
