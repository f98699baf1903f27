"""The pages for marked members: the cases of a project, and one case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project, enter_row
from dialogues.decision_queries import open_disclosures
from dialogues.peer_queries import read_by
from reviewers import reading
from reviewers.case_forms import ReportForm, SortForm
from reviewers.case_queries import cases_listed, marked_members, visible_cases
from reviewers.case_shown import why_it_is_there
from reviewers.domain import cases as verbs
from reviewers.domain import help_lines
from reviewers.elements import ELEMENTS
from reviewers.forms import read_elements
from reviewers.models import Case

PAGE = 50


@login_required
def cases(request, slug):
    project = enter_marked(request, slug)
    verbs.pull(project)
    closed = request.GET.get("status") == Case.Status.CLOSED
    context = {
        "project": project,
        "closed": closed,
        "page": Paginator(
            cases_listed(request.user, project, closed=closed),
            PAGE,
        ).get_page(request.GET.get("page")),
    }
    return render(request, "reviewers/cases.html", context)


@login_required
def case(request, pk):
    row = enter_row(request, visible_cases(request.user), pk)
    verbs.look(row, by=request.user)
    return render(request, "reviewers/case.html", case_context(request, row))


def case_context(request, row, **forms):
    dialogue = row.dialogue
    signatures = list(row.signatures.select_related("by"))
    return {
        "case": row,
        "project": row.project,
        "dialogue": dialogue,
        "turns": reading.marked_turns(dialogue.head, open_disclosures(dialogue)),
        "why": why_it_is_there(row, user=request.user),
        "elements": ELEMENTS,
        "signatures": signatures,
        "signed": [s for s in signatures if s.revision_id == dialogue.head_id],
        "mine": any(
            s.by_id == request.user.pk and s.revision_id == dialogue.head_id
            for s in signatures
        ),
        "members": marked_members(row.project),
        "lines": help_lines.lines_for(row.project),
        "wordings": help_lines.wordings_for(row.project),
        "events": row.events.select_related("by").order_by("-id"),
        "verbs": row.verbs_for(request.user),
        "sort_form": SortForm(
            initial={
                "category": row.category,
                "severity": row.severity,
                "about_a_real_person": row.about_a_real_person,
            },
        ),
        **forms,
    }


@login_required
@require_POST
def sign_case(request, pk):
    row = enter_row(request, visible_cases(request.user), pk)
    verbs.sign(
        row,
        revision=get_object_or_404(
            row.dialogue.revisions,
            pk=request.POST.get("revision") or None,
        ),
        elements=read_elements(request.POST),
        note=request.POST.get("note", ""),
        by=request.user,
    )
    messages.success(request, _("Signed. Thank you."))
    return redirect("case", row.pk)


@login_required
@require_POST
def sort_case(request, pk):
    row = enter_row(request, visible_cases(request.user), pk)
    form = SortForm(request.POST)
    if not form.is_valid():
        context = case_context(request, row, sort_form=form)
        return render(request, "reviewers/case.html", context, status=422)
    verbs.sort(row, **form.cleaned_data, by=request.user)
    return redirect("case", row.pk)


@login_required
@require_POST
def assign_case(request, pk):
    row = enter_row(request, visible_cases(request.user), pk)
    username = request.POST.get("to", "")
    members = marked_members(row.project)
    to = get_object_or_404(members, username=username) if username else None
    verbs.assign(row, to=to, by=request.user)
    return redirect("case", row.pk)


@login_required
@require_POST
def end_case(request, pk):
    """Close an open case, or take a closed one up again; both with a reason."""
    row = enter_row(request, visible_cases(request.user), pk)
    act = verbs.close if row.status == Case.Status.OPEN else verbs.reopen
    act(row, note=request.POST.get("note", ""), by=request.user)
    return redirect("case", row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def case_help_lines(request, slug):
    project = enter_marked(request, slug)
    if request.method == "POST":
        help_lines.write(
            project,
            lines=request.POST.get("lines", ""),
            wordings=request.POST.get("wordings", ""),
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("cases", project.slug)
    context = {
        "project": project,
        "lines": help_lines.as_text(help_lines.lines_for(project)),
        "wordings": help_lines.as_text(help_lines.wordings_for(project)),
        "editions": project.help_editions.select_related("by"),
    }
    return render(request, "reviewers/help_lines.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report_dialogue(request, pk):
    """Anybody who may read a dialogue calls the marked members to it."""
    row = enter_row(
        request,
        read_by(request.user).select_related("project", "topic", "head"),
        pk,
    )
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.report(row, **form.cleaned_data, by=request.user)
        messages.success(
            request,
            _("Thank you for saying so. Members marked for it look at it now."),
        )
        return redirect("pause", row.project.slug)
    context = {"project": row.project, "dialogue": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "reviewers/report.html", context, status=status)


def enter_marked(request, slug):
    """Who is not marked does not even learn that there is such a page."""
    project = enter_project(request, slug)
    if not request.membership.safeguarding:
        raise Http404
    return project
