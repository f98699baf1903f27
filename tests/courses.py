"""A course in a project of a test, and somebody who passes it."""

from dialogues.course_queries import lessons_of
from dialogues.course_texts import read_dialogue, read_questions
from dialogues.domain import courses
from dialogues.domain.practice import try_lesson


def make_course(project):
    """The built-in course, to be passed before anybody takes work."""
    courses.install_course(project, by=None)
    return project


def right_answers(lesson):
    """What an expert would answer."""
    if lesson.kind == "theory":
        return [question.right for question in read_questions(str(lesson.tasks))]
    faulty = {
        str(number): line
        for number, line in enumerate(read_dialogue(str(lesson.tasks)))
        if line.faults
    }
    return {
        "marks": {number: line.faults[0] for number, line in faulty.items()},
        "words": {min(faulty): "我在听，你慢慢说。"},
    }


def pass_course(project, person):
    for lesson in lessons_of(project):
        try_lesson(lesson, answers=right_answers(lesson), by=person)
