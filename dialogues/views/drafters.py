"""The models that write drafts: named, changed, tried with a word, retired."""

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
from dialogues.domain import drafters as verbs
from dialogues.domain.drafter_trials import try_drafter as try_it
from dialogues.drafter_forms import DrafterForm, NewDrafterForm
from dialogues.drafting_queries import drafters_listed, key_state
from dialogues.models import Drafter
from dialogues.permissions import ADMIN
from dialogues.setting_queries import steps_of


@login_required
@require_safe
def drafters(request, slug):
    project = enter_project(request, slug, ADMIN)
    rows = list(drafters_listed(project))
    for row in rows:
        row.key = key_state(row)
    context = {"project": project, "drafters": rows}
    return render(request, "dialogues/drafters.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_drafter(request, slug):
    project = enter_project(request, slug, ADMIN)
    form = NewDrafterForm(request.POST or None, instance=Drafter(project=project))
    if request.method == "POST" and form.is_valid():
        drafter = verbs.add_drafter(project, by=request.user, **form.cleaned_data)
        messages.success(request, _("%s may write drafts now.") % drafter.name)
        return redirect("drafter", project.slug, drafter.name)
    context = {"project": project, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/drafter_new.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def drafter(request, slug, name):
    row = enter_drafter(request, slug, name)
    form = DrafterForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        verbs.change_drafter(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Calls from now on go by it."))
        return redirect("drafter", slug, name)
    context = {
        "project": row.project,
        "drafter": row,
        "form": form,
        "key": key_state(Drafter.objects.get(pk=row.pk)),
        "steps": steps_of(row),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/drafter.html", context, status=status)


@login_required
@require_POST
def try_drafter(request, slug, name):
    """The part of the page that says what came of one small call."""
    row = enter_drafter(request, slug, name)
    context = {"tried": try_it(row, by=request.user), "drafter": row}
    return render(request, "dialogues/drafter.html#tried", context)


@login_required
@require_POST
def retire_drafter(request, slug, name):
    row = enter_drafter(request, slug, name)
    verbs.retire_drafter(row, by=request.user)
    messages.success(request, _("%s writes no more drafts.") % name)
    return redirect("drafters", slug)


def enter_drafter(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    return get_object_or_404(project.drafters.select_related("project"), name=name)
