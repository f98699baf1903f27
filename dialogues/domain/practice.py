"""Answers to a lesson or a practice dialogue: judged, explained, kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.course_queries import lessons_of, progress_of, rules_of
from dialogues.course_texts import FAULTS, Line, Question, read_dialogue, read_questions
from dialogues.domain.levels import Reason, qualify
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import CourseRules, Lesson, LessonTry, User
from dialogues.queries import memberships_of

LONGEST_REWRITING = 2000


def try_lesson(lesson: Lesson, *, answers: Any, by: User) -> LessonTry:
    """Keep what somebody answered; who has passed everything may take work."""
    if not lessons_of(lesson.project).filter(pk=lesson.pk).exists():
        raise Refused(
            _("This lesson was written anew meanwhile. Please read it again."),
            code="newer_lesson",
        )
    rules = rules_of(lesson.project) or CourseRules()
    if lesson.kind == Lesson.Kind.THEORY:
        questions = read_questions(str(lesson.tasks))
        answers = clean_choices(answers, questions)
        right, asked = questions_right(questions, answers), len(questions)
    else:
        lines = read_dialogue(str(lesson.tasks))
        answers = clean_marks(answers, lines)
        right, asked = faults_found(lines, answers["marks"]), fault_count(lines)
    with transaction.atomic():
        kept = LessonTry.objects.create(
            lesson=lesson,
            by=by,
            answers=answers,
            right=right,
            asked=asked,
            passed=100 * right >= rules.pass_mark * asked,
        )
        if kept.passed and progress_of(by, lesson.project).complete:
            membership = memberships_of(by).get(project=lesson.project_id)
            qualify(membership, reason=Reason.COURSE, by=by)
    return kept


def questions_right(questions: Sequence[Question], chosen: list[list[int]]) -> int:
    return sum(
        question.right == sorted(choice)
        for question, choice in zip(questions, chosen, strict=True)
    )


def fault_count(lines: Sequence[Line]) -> int:
    return sum(bool(line.faults) for line in lines)


def faults_found(lines: Sequence[Line], marks: dict[str, str]) -> int:
    """How many faulty replies were marked with what is wrong with them."""
    return sum(
        marks.get(str(number)) in line.faults
        for number, line in enumerate(lines)
        if line.faults
    )


def clean_choices(raw: Any, questions: Sequence[Question]) -> list[list[int]]:
    """For each question the numbers of the chosen answers, at least one."""
    if not isinstance(raw, list) or len(raw) != len(questions):
        raise _invalid(_("Answer every question."))
    for choice, question in zip(raw, questions, strict=True):
        known = range(len(question.options))
        if not isinstance(choice, list) or not all(
            type(one) is int and one in known for one in choice
        ):
            raise _invalid(_("Choose from the answers that are there."))
        if not choice:
            raise _invalid(_("Answer every question."))
    return [sorted(set(choice)) for choice in raw]


def clean_marks(raw: Any, lines: Sequence[Line]) -> dict[str, dict[str, str]]:
    """The faults named and the replies rewritten, by the number of their turn."""
    sent: dict[str, Any] = raw if isinstance(raw, dict) else {"marks": None}
    marks, words = sent.get("marks", {}), sent.get("words", {})
    replies = {
        str(number) for number, line in enumerate(lines) if line.role == "assistant"
    }
    for part in (marks, words):
        if not isinstance(part, dict) or not all(
            key in replies and isinstance(value, str) for key, value in part.items()
        ):
            raise _invalid(_("Send what you say of each reply by its number."))
    marks = {key: value for key, value in marks.items() if value}
    words = {key: clean_text(value).strip() for key, value in words.items()}
    words = {key: value for key, value in words.items() if value}
    if set(marks.values()) - set(FAULTS):
        raise _invalid(_("Choose from the faults that are there."))
    if any(len(value) > LONGEST_REWRITING for value in words.values()):
        raise _invalid(_("A reply has at most %d characters.") % LONGEST_REWRITING)
    if not words:
        raise _invalid(_("Write one of the replies better in your own words."))
    return {"marks": marks, "words": words}


def _invalid(sentence: str) -> ValidationError:
    return ValidationError({"answers": [sentence]})
