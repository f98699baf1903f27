"""Where admins write the questions that are asked of every dialogue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialogues.access import enter_project
from dialogues.checklist_forms import answered_cards, cards_of
from dialogues.domain.checklist_writing import save_checklist
from dialogues.permissions import ADMIN


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request, slug):
    project = enter_project(request, slug, ADMIN)
    versions = list(project.checklists.prefetch_related("items").order_by("-version"))
    latest = versions[0] if versions else None
    if request.method == "POST":
        form, cards = answered_cards(request.POST, latest)
        # Both are looked at, so that a person sees all that is to mend.
        if all([form.is_valid(), cards.is_valid()]):
            saved = save_checklist(
                project,
                items=cards.items(),
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
            messages.success(request, _("Version %d is saved.") % saved.version)
            return redirect("checklist", slug)
    else:
        form, cards = cards_of(latest)
    context = {
        "project": project,
        "latest": latest,
        "form": form,
        "cards": cards,
        "versions": versions,
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/checklist.html", context, status=status)
