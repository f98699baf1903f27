"""The boards: how much, how old, how often sent back, how long, how dear; no people."""

import csv

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dialogues.access import enter_project
from dialogues.permissions import ADMIN, EXPERT
from reviewers.board_pictures import panels
from reviewers.boards_shown import BoardFigure, figures, shown_to
from reviewers.views.agreement import plain


@login_required
@require_safe
def boards_page(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    form, shown = shown_to(request.membership, request.GET)
    context = {
        "project": project,
        "form": form,
        "shown": shown,
        "panels": panels(shown) if shown else [],
        "ways": ways_of(request, form),
        "query": request.GET.urlencode(),
    }
    status = 200 if shown else 422
    return render(request, "reviewers/boards.html", context, status=status)


@login_required
@require_safe
def boards_csv(request, slug):
    enter_project(request, slug, EXPERT, ADMIN)
    form, shown = shown_to(request.membership, request.GET)
    if shown is None:
        sentences = [said for one in form.errors.values() for said in one]
        return HttpResponse("\n".join(sentences), status=422, content_type="text/plain")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="boards-{slug}.csv"'
    # So that Excel reads Chinese themes as such.
    response.write("\ufeff")
    table = csv.writer(response)
    names = list(BoardFigure.__annotations__)
    table.writerow(names)
    for figure in figures(shown):
        table.writerow([plain(figure[name]) for name in names])
    return response


def ways_of(request, form):
    """The breakdowns as links that keep the filters."""
    here = form.asked.by if form.is_valid() else ""
    links = []
    for way, label in form.ways.items():
        address = request.GET.copy()
        address["by"] = way
        links.append(
            {"label": label, "query": address.urlencode(), "current": way == here}
        )
    return links
