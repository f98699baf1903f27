"""The guidelines: what they say now, and what changed since one last read them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.access import enter_project
from dialogues.comparing_texts import changed_lines
from dialogues.course_forms import LANGUAGES, GuidelineForm
from dialogues.course_queries import guidelines_of, last_read, latest_guideline
from dialogues.domain import courses
from dialogues.markdown import render as as_html
from dialogues.permissions import ADMIN


@login_required
@require_safe
def guidelines(request, slug):
    """The latest version, or an older one (``?version=``)."""
    project = enter_project(request, slug)
    versions = list(guidelines_of(project))
    latest = versions[0] if versions else None
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.version) == asked), latest)
    read = last_read(request.user, project)
    manages = ADMIN in request.membership.roles
    news = read and latest and read.version < latest.version
    context = {
        "project": project,
        "versions": versions,
        "latest": latest,
        "shown": shown,
        "html": as_html(str(shown.text)) if shown else "",
        "read": read,
        "to_read": bool(latest) and read != latest,
        "lines": changed_lines(str(read.text), str(latest.text)) if news else [],
        "manages": manages,
        "written": latest_guideline(project) if manages else None,
    }
    return render(request, "dialogues/guidelines.html", context)


@login_required
@require_POST
def read_guidelines(request, slug):
    project = enter_project(request, slug)
    version = request.POST.get("version", "")
    rows = guidelines_of(project)
    row = get_object_or_404(rows, version=int(version) if version.isdecimal() else 0)
    courses.mark_read(row, by=request.user)
    return redirect("guidelines", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_guidelines(request, slug):
    project = enter_project(request, slug, ADMIN)
    latest = latest_guideline(project)
    form = GuidelineForm(request.POST) if request.POST else GuidelineForm.of(latest)
    if form.is_bound and form.is_valid():
        saved = courses.revise_guideline(
            project,
            text=form.texts("text"),
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
        messages.success(request, _("Version %d is saved.") % saved.version)
        return redirect("guidelines", slug)
    texts = [
        latest.text.get(language, "") if latest else ""
        for language, _label in LANGUAGES.values()
    ]
    context = {
        "project": project,
        "form": form,
        "latest": latest,
        "previews": [as_html(text) for text in texts if text],
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/guidelines_edit.html", context, status=status)
