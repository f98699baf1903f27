"""The course: its lessons, the questions and practice in them, and what came out."""

import random

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dialogues.access import enter_project
from dialogues.course_queries import (
    lessons_of,
    level_in,
    own_tries,
    progress_of,
    rules_of,
)
from dialogues.course_texts import FAULTS, read_dialogue, read_questions
from dialogues.domain.practice import try_lesson
from dialogues.markdown import render as as_html
from dialogues.models import CourseRules, Lesson, Level


@login_required
@require_safe
def course(request, slug):
    project = enter_project(request, slug)
    level = level_in(request.user, project)
    context = {
        "project": project,
        "progress": progress_of(request.user, project),
        "rules": rules_of(project),
        "level": Level(level).label if level else "",
        "works": "volunteer" in request.membership.roles,
        "manages": "admin" in request.membership.roles,
    }
    return render(request, "dialogues/course.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request, slug, name):
    project = enter_project(request, slug)
    row = get_object_or_404(lessons_of(project), slug=name)
    context = lesson_context(project, row)
    if request.method == "POST":
        # A newer version than the one that was read is said by the verb.
        read = project.lessons.filter(
            slug=name,
            version=_number(request.POST.get("version")),
        ).select_related("project")
        row = read.first() or row
        answers = sent_answers(row, request.POST)
        try:
            kept = try_lesson(row, answers=answers, by=request.user)
        except ValidationError as wrong:
            keep_what_was_sent(context, answers)
            context["wrong"] = wrong.messages
        else:
            return redirect("lesson_try", kept.pk)
    status = 422 if "wrong" in context else 200
    return render(request, f"dialogues/course_{row.kind}.html", context, status=status)


@login_required
@require_safe
def lesson_try(request, pk):
    """One's own answers beside the expert's, with why."""
    kept = get_object_or_404(own_tries(request.user), pk=pk)
    row = kept.lesson
    project = enter_project(request, row.project.slug)
    progress = progress_of(request.user, project)
    context = {
        "project": project,
        "lesson": row,
        "try": kept,
        "rules": rules_of(project) or CourseRules(),
        "progress": progress,
        "level": level_in(request.user, project),
        "works": "volunteer" in request.membership.roles,
        "still_there": lessons_of(project).filter(slug=row.slug).exists(),
    }
    if row.kind == Lesson.Kind.THEORY:
        context["questions"] = judged_questions(row, kept.answers)
    else:
        context["lines"] = judged_lines(row, kept.answers)
    return render(request, f"dialogues/course_{row.kind}_result.html", context)


def lesson_context(project, row):
    context = {"project": project, "lesson": row, "html": as_html(str(row.text))}
    if row.kind == Lesson.Kind.THEORY:
        context["questions"] = [
            {
                "number": number,
                "text": question.text,
                "several": question.several,
                "options": mixed(row, number, question),
            }
            for number, question in enumerate(read_questions(str(row.tasks)))
        ]
    else:
        context["lines"] = [
            {
                "number": number,
                "role": line.role,
                "who": project.label_for(line.role),
                "text": line.text,
            }
            for number, line in enumerate(read_dialogue(str(row.tasks)))
        ]
        context["faults"] = FAULTS
    return context


def mixed(row, number, question):
    """The answers in an order that does not give the right one away."""
    options = [
        {"number": place, "text": option.text}
        for place, option in enumerate(question.options)
    ]
    random.Random(f"{row.slug} {row.version} {number}").shuffle(options)  # noqa: S311
    return options


def sent_answers(row, sent):
    if row.kind == Lesson.Kind.THEORY:
        return [
            [_number(one) for one in sent.getlist(f"question-{number}")]
            for number in range(len(read_questions(str(row.tasks))))
        ]
    replies = [
        str(number)
        for number, line in enumerate(read_dialogue(str(row.tasks)))
        if line.role == "assistant"
    ]
    return {
        "marks": {one: sent.get(f"fault-{one}", "") for one in replies},
        "words": {one: sent.get(f"words-{one}", "") for one in replies},
    }


def keep_what_was_sent(context, answers):
    """Let the page open again with what was chosen and typed."""
    for question in context.get("questions", []):
        for option in question["options"]:
            option["chosen"] = option["number"] in answers[question["number"]]
    for line in context.get("lines", []):
        key = str(line["number"])
        line["fault"] = answers["marks"].get(key, "")
        line["words"] = answers["words"].get(key, "")


def judged_questions(row, answers):
    return [
        {
            "text": question.text,
            "right": question.right == choice,
            "options": [
                {
                    "text": option.text,
                    "why": option.why,
                    "right": option.right,
                    "chosen": number in choice,
                }
                for number, option in enumerate(question.options)
            ],
        }
        for question, choice in zip(
            read_questions(str(row.tasks)),
            answers,
            strict=True,
        )
    ]


def judged_lines(row, answers):
    """Each turn with what was planted in it, what was marked, and both rewritings."""
    lines = []
    for number, line in enumerate(read_dialogue(str(row.tasks))):
        mark = answers["marks"].get(str(number), "")
        verdict = ""
        if line.faults:
            verdict = "found" if mark in line.faults else "other" if mark else "missed"
        elif mark:
            verdict = "false"
        lines.append(
            {
                "role": line.role,
                "who": row.project.label_for(line.role),
                "text": line.text,
                "verdict": verdict,
                "mark": FAULTS.get(mark, ""),
                "faults": [FAULTS[one] for one in line.faults],
                "wording": line.wording,
                "why": line.why,
                "words": answers["words"].get(str(number), ""),
            },
        )
    return lines


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 6 else -1
