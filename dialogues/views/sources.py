"""The sources of a project and what they allow."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dialogues.access import enter_project, enter_row
from dialogues.domain.sources import set_terms
from dialogues.import_forms import TERMS, TermsForm
from dialogues.models import Source
from dialogues.permissions import ADMIN


@login_required
def sources(request, slug):
    project = enter_project(request, slug, ADMIN)
    rows = project.sources.annotate(
        dialogue_count=Count("dialogues", distinct=True),
        topic_count=Count("topics", distinct=True),
    )
    context = {"project": project, "sources": rows}
    return render(request, "dialogues/sources.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def source(request, pk):
    row = enter_row(request, Source.objects.select_related("project"), pk, ADMIN)
    form = TermsForm(
        request.POST or None,
        initial={name: getattr(row, name) for name in TERMS},
    )
    # Without a tick the form may be empty, and still say that nothing is allowed.
    form.is_bound = request.method == "POST"
    if request.method == "POST" and form.is_valid():
        set_terms(row, terms=form.terms(), by=request.user)
        return redirect("sources", row.project.slug)
    context = {
        "project": row.project,
        "source": row,
        "form": form,
        "history": row.terms.select_related("by").order_by("-id"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/source.html", context, status=status)
