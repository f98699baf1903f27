"""Topics that members propose: the form, one's own, and what admins have to read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project
from dialogues.care_forms import ProposalForm
from dialogues.domain import proposals as verbs
from dialogues.models import Proposal
from dialogues.permissions import ADMIN
from dialogues.proposal_queries import themes_of, visible_proposals

PAGE = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request, slug):
    project = enter_project(request, slug)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        verbs.propose(project, **form.cleaned_data, by=request.user)
        messages.success(request, _("Thank you. The admins read it and answer you."))
        return redirect("proposals", slug)
    rows = visible_proposals(request.user).filter(project=project)
    manages = ADMIN in request.membership.roles
    waiting = rows.filter(status=Proposal.Status.PROPOSED).order_by("created_at", "id")
    context = {
        "project": project,
        "form": form,
        "manages": manages,
        "themes": themes_of(project),
        "page": Paginator(waiting if manages else rows.none(), PAGE).get_page(
            request.GET.get("page"),
        ),
        "mine": rows.filter(by=request.user)[:PAGE],
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/proposals.html", context, status=status)


@login_required
@require_POST
def accept_proposal(request, pk):
    row = get_object_or_404(visible_proposals(request.user), pk=pk)
    verbs.accept(
        row,
        theme=request.POST.get("theme", row.theme),
        answer=request.POST.get("answer", ""),
        by=request.user,
    )
    messages.success(request, _("It is a topic now, and who proposed it is told."))
    return redirect("proposals", row.project.slug)


@login_required
@require_POST
def decline_proposal(request, pk):
    row = get_object_or_404(visible_proposals(request.user), pk=pk)
    verbs.decline(row, answer=request.POST.get("answer", ""), by=request.user)
    messages.success(request, _("Who proposed it reads your sentence."))
    return redirect("proposals", row.project.slug)


@login_required
@require_POST
def withdraw_proposal(request, pk):
    row = get_object_or_404(visible_proposals(request.user), pk=pk)
    verbs.withdraw(row, by=request.user)
    return redirect("proposals", row.project.slug)
