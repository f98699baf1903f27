"""The course and the guidelines over REST: read, answered, and marked as read."""

from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.text_shapes import SignedOut, signed_off
from dialogues.course_queries import (
    guidelines_of,
    last_read,
    level_in,
    must_learn_first,
    progress_of,
    rules_of,
)
from dialogues.course_texts import read_dialogue, read_questions
from dialogues.domain import courses
from dialogues.domain.practice import try_lesson
from dialogues.models import CourseRules, Guideline, Lesson, User
from dialogues.rest import ApiView, describe, member_or_404, once
from dialogues.rest.fields import integer


class QuestionOut(TypedDict):
    question: str
    several: bool
    options: list[str]


class PracticeTurnOut(TypedDict):
    role: str
    text: str


class LessonOut(TypedDict):
    slug: str
    version: int
    signed_off: SignedOut | None
    kind: str
    title: str
    text: str
    questions: list[QuestionOut]
    turns: list[PracticeTurnOut]
    tries: int
    passed: bool


class CourseOut(TypedDict):
    required: bool
    pass_mark: int
    level: str
    may_take_work: bool
    done: int
    total: int
    lessons: list[LessonOut]


class AnswersIn(TypedDict):
    version: int
    answers: Any


class TryOut(TypedDict):
    id: UUID
    lesson: str
    version: int
    right: int
    asked: int
    passed: bool
    at: datetime
    level: str
    explained: list[dict[str, Any]]


class GuidelineOut(TypedDict):
    version: int | None
    signed_off: SignedOut | None
    text: str
    read_version: int | None


class ReadIn(TypedDict):
    version: int


class Course(ApiView):
    @describe("The course and how far one is; the solutions come with a try", CourseOut)
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        rules = rules_of(project) or CourseRules(required=False)
        progress = progress_of(request.user, project)
        lessons = [step.lesson for step in progress.steps]
        prefetch_related_objects(lessons, "sign_offs__by")
        return Response(
            {
                "required": rules.required,
                "pass_mark": rules.pass_mark,
                "level": level_in(request.user, project),
                "may_take_work": not must_learn_first(request.user, project),
                "done": progress.done,
                "total": progress.total,
                "lessons": [
                    {
                        **lesson_out(step.lesson),
                        "tries": step.tries,
                        "passed": step.passed,
                    }
                    for step in progress.steps
                ],
            },
        )


class AnswerLesson(ApiView):
    @describe(
        "Answer a lesson: a list of chosen options for each question, or "
        "`{marks, words}` by the number of the turn",
        TryOut,
        takes=AnswersIn,
    )
    @once
    def post(self, request: Request, slug: str, name: str) -> Response:
        project = member_or_404(request.user, slug).project
        lesson = get_object_or_404(
            project.lessons.select_related("project"),
            slug=name,
            version=integer(request.data, "version", least=1),
        )
        kept = try_lesson(
            lesson,
            answers=request.data.get("answers"),
            by=request.user,
        )
        return Response(
            {
                "id": kept.pk,
                "lesson": lesson.slug,
                "version": lesson.version,
                "right": kept.right,
                "asked": kept.asked,
                "passed": kept.passed,
                "at": kept.at,
                "level": level_in(request.user, project),
                "explained": explained(lesson),
            },
        )


class Guidelines(ApiView):
    @describe(
        "The guidelines as they stand, and which version one has read", GuidelineOut
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        return Response(guideline_out(guidelines_of(project).first(), request.user))


class ReadGuidelines(ApiView):
    @describe("Say that one has read a version", GuidelineOut, takes=ReadIn)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        version = integer(request.data, "version", least=1)
        row = get_object_or_404(guidelines_of(project), version=version)
        courses.mark_read(row, by=request.user)
        return Response(guideline_out(guidelines_of(project).first(), request.user))


def lesson_out(lesson: Lesson) -> dict[str, Any]:
    tasks, theory = str(lesson.tasks), lesson.kind == Lesson.Kind.THEORY
    return {
        "slug": lesson.slug,
        "version": lesson.version,
        "signed_off": signed_off(lesson),
        "kind": lesson.kind,
        "title": str(lesson.title),
        "text": str(lesson.text),
        "questions": [
            {
                "question": one.text,
                "several": one.several,
                "options": [option.text for option in one.options],
            }
            for one in (read_questions(tasks) if theory else [])
        ],
        "turns": [
            {"role": line.role, "text": line.text}
            for line in ([] if theory else read_dialogue(tasks))
        ],
    }


def explained(lesson: Lesson) -> list[dict[str, Any]]:
    """What an expert says, in the order of the questions or of the turns."""
    if lesson.kind == Lesson.Kind.THEORY:
        return [
            {"right": one.right, "why": [option.why for option in one.options]}
            for one in read_questions(str(lesson.tasks))
        ]
    return [
        {"faults": line.faults, "wording": line.wording, "why": line.why}
        for line in read_dialogue(str(lesson.tasks))
    ]


def guideline_out(guideline: Guideline | None, user: User) -> dict[str, Any]:
    read = last_read(user, guideline.project) if guideline else None
    return {
        "version": guideline.version if guideline else None,
        "signed_off": signed_off(guideline) if guideline else None,
        "text": str(guideline.text) if guideline else "",
        "read_version": read.version if read else None,
    }
