"""A moment to breathe after something heavy, with the help lines of the project."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialogues.access import enter_project
from reviewers.domain import help_lines


@login_required
@require_safe
def pause(request, slug):
    project = enter_project(request, slug)
    regions = {}
    for line in help_lines.lines_for(project):
        regions.setdefault(line.region, []).append(line)
    context = {
        "project": project,
        "regions": regions.items(),
        "sent": "sent" in request.GET,
    }
    return render(request, "reviewers/pause.html", context)


@login_required
@require_POST
def stop_for_today(request, slug):
    project = enter_project(request, slug)
    messages.success(
        request,
        _("Thank you for today. Do something good for yourself; all is kept."),
    )
    return redirect("project", project.slug)
