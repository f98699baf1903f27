"""Where admins write the course, say what it asks, and see how far people are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.access import enter_project, enter_row
from dialogues.comparing_texts import changed_lines
from dialogues.course_forms import LANGUAGES, LessonForm, LevelForm, RulesForm
from dialogues.course_queries import (
    latest_lesson,
    lessons_written,
    rules_of,
    versions_of_lesson,
    volunteers_with_levels,
)
from dialogues.domain import courses, levels
from dialogues.domain.turns import clean_text
from dialogues.markdown import render as as_html
from dialogues.models import CourseRules, Level, Membership, Qualification
from dialogues.permissions import ADMIN

STEP = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course_editing(request, slug):
    project = enter_project(request, slug, ADMIN)
    rules = rules_of(project)
    if request.method == "POST":
        form = RulesForm(request.POST, instance=CourseRules(project=project))
        if form.is_valid():
            courses.set_rules(project, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("course_editing", slug)
    else:
        form = RulesForm(instance=rules)
    people = list(volunteers_with_levels(project))
    for person in people:
        person.level_label = Level(person.level).label if person.level else ""
        person.reason_label = (
            Qualification.Reason(person.reason).label if person.reason else ""
        )
    context = {
        "project": project,
        "rules": rules,
        "form": form,
        "lessons": lessons_written(project),
        "people": people,
        "levels": Level.choices,
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/course_editing.html", context, status=status)


@login_required
@require_POST
def install_course(request, slug):
    project = enter_project(request, slug, ADMIN)
    courses.install_course(project, required=False, by=request.user)
    return redirect("course_editing", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_lesson(request, slug):
    project = enter_project(request, slug, ADMIN)
    last = lessons_written(project).last()
    place = last.position + STEP if last else STEP
    form = LessonForm(
        request.POST if request.method == "POST" else None,
        initial={"position": place},
        project=project,
    )
    if form.is_bound and form.is_valid():
        saved = save(project, form, request.user)
        messages.success(request, _("Saved."))
        return redirect("edit_lesson", slug, saved.slug)
    context = {"project": project, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/course_edit_lesson.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_lesson(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    latest = latest_lesson(project, name)
    if latest is None:
        raise Http404
    if request.method == "POST":
        fixed = {"slug": name, "kind": latest.kind}
        form = LessonForm({**request.POST.dict(), **fixed}, project=project)
        if form.is_valid():
            saved = save(project, form, request.user)
            messages.success(request, _("Version %d is saved.") % saved.version)
            return redirect("edit_lesson", slug, name)
    else:
        form = LessonForm.of(latest)
    context = {
        "project": project,
        "lesson": latest,
        "form": form,
        "versions": versions_of_lesson(latest),
        "previews": [
            as_html(text)
            for language, _label in LANGUAGES.values()
            if (text := latest.text.get(language))
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/course_edit_lesson.html", context, status=status)


def save(project, form, person):
    return courses.save_lesson(
        project,
        slug=form.cleaned_data["slug"],
        kind=form.cleaned_data["kind"],
        position=form.cleaned_data["position"],
        title=form.texts("title"),
        text=form.texts("text"),
        tasks=form.texts("tasks"),
        seen=form.cleaned_data["seen"],
        by=person,
    )


@login_required
@require_safe
def lesson_version(request, slug, name, version):
    """An older version beside the latest."""
    project = enter_project(request, slug, ADMIN)
    old = get_object_or_404(project.lessons, slug=name, version=version)
    new = latest_lesson(project, name)
    context = {
        "project": project,
        "lesson": new,
        "old": old,
        "new": new,
        "texts": [
            {
                "label": label,
                "lines": changed_lines(
                    getattr(old, field).get(language, ""),
                    getattr(new, field).get(language, ""),
                ),
            }
            for language, label in LANGUAGES.values()
            for field in ("title", "text", "tasks")
            if getattr(old, field).get(language, "")
            != getattr(new, field).get(language, "")
        ],
    }
    return render(request, "dialogues/course_compare.html", context)


@login_required
@require_POST
def retire_lesson(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    lesson = get_object_or_404(lessons_written(project), slug=name)
    courses.retire_lesson(lesson, by=request.user)
    return redirect("course_editing", slug)


@login_required
@require_POST
def set_level(request, pk):
    rows = Membership.objects.filter(ended_at=None)
    member = enter_row(request, rows, pk, ADMIN)
    form = LevelForm(request.POST)
    if form.is_valid():
        levels.vouch(member, level=form.cleaned_data["level"], by=request.user)
    return redirect("course_editing", member.project.slug)


@login_required
@require_POST
def markdown_preview(request, slug):
    """What the typed Markdown looks like, drawn while one types."""
    project = enter_project(request, slug, ADMIN)
    typed = (clean_text(request.POST.get(f"text_{short}", "")) for short in LANGUAGES)
    context = {"project": project, "previews": [as_html(one) for one in typed if one]}
    return render(request, "dialogues/_course_preview.html", context)
