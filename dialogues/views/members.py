"""Who works in a project."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project
from dialogues.domain import projects
from dialogues.forms import MemberForm
from dialogues.permissions import ADMIN


@login_required
@require_http_methods(["GET", "POST"])
def members(request, slug):
    project = enter_project(request, slug, ADMIN)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, password = projects.invite(
            project,
            username=form.cleaned_data["username"],
            roles=form.cleaned_data["roles"],
            safeguarding=form.cleaned_data["safeguarding"],
            by=request.user,
        )
        if password:
            messages.info(
                request,
                _("%(user)s joined. First password, shown this once: %(password)s")
                % {"user": user, "password": password},
            )
        else:
            messages.success(request, _("%s is a member now.") % user)
        return redirect("members", project.slug)
    context = {
        "project": project,
        "form": form,
        "memberships": project.memberships.filter(ended_at=None)
        .select_related("user")
        .order_by("user__username"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/members.html", context, status=status)


@login_required
@require_POST
def end_membership(request, slug, username):
    project = enter_project(request, slug, ADMIN)
    membership = get_object_or_404(
        project.memberships,
        user__username=username,
        ended_at=None,
    )
    projects.end_membership(membership, by=request.user)
    messages.success(request, _("%s has left the project.") % membership.user)
    return redirect("members", project.slug)
