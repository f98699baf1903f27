"""Where admins write the reasons for which experts send a turn back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.access import enter_project
from dialogues.course_queries import lessons_of
from dialogues.domain.reasons import retire_reason, save_reason
from dialogues.permissions import ADMIN
from dialogues.reason_forms import ReasonForm
from dialogues.reasons import STEP, every_reason, in_order, reasons_of


@login_required
@require_safe
def reasons(request, slug):
    project = enter_project(request, slug, ADMIN)
    every = every_reason(project).values()
    lessons = {lesson.slug for lesson in lessons_of(project)}
    context = {
        "project": project,
        "rows": [(row, row.lesson in lessons) for row in in_order(every)],
        "retired": [row for row in every if row.retired],
    }
    return render(request, "dialogues/reasons.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_reason(request, slug):
    project = enter_project(request, slug, ADMIN)
    last = max(row.position for row in reasons_of(project))
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        initial={"position": last + STEP},
        project=project,
        new=True,
    )
    if form.is_bound and form.is_valid():
        saved = save(project, form, request.user)
        messages.success(request, _("Saved."))
        return redirect("edit_reason", slug, saved.slug)
    context = {"project": project, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/reason.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_reason(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    latest = every_reason(project).get(name)
    if latest is None:
        raise Http404
    if request.method == "POST":
        form = ReasonForm({**request.POST.dict(), "slug": name}, project=project)
        if form.is_valid():
            saved = save(project, form, request.user)
            messages.success(request, _("Version %d is saved.") % saved.version)
            return redirect("reasons", slug)
    else:
        form = ReasonForm.of(latest)
    context = {
        "project": project,
        "reason": latest,
        "form": form,
        "versions": project.reasons.filter(slug=name)
        .select_related("created_by")
        .order_by("-version"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/reason.html", context, status=status)


@login_required
@require_POST
def end_reason(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    retire_reason(project, slug=name, by=request.user)
    return redirect("reasons", slug)


def save(project, form, person):
    return save_reason(
        project,
        slug=form.cleaned_data["slug"],
        position=form.cleaned_data["position"],
        name=form.texts("name"),
        sentence=form.texts("sentence"),
        lesson=form.cleaned_data["lesson"],
        critical=form.cleaned_data["critical"],
        seen=form.cleaned_data["seen"],
        by=person,
    )
