"""The topics of a project: what is there, and bringing more in."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dialogues.access import enter_project
from dialogues.domain.topics import import_topics
from dialogues.domain.turns import clean_text
from dialogues.forms import TopicsForm
from dialogues.models import Priority, Proposal
from dialogues.permissions import ADMIN

PAGE = 50


@login_required
@require_http_methods(["GET", "POST"])
def topics(request, slug):
    project = enter_project(request, slug, ADMIN)
    form = TopicsForm(request.POST or None, request.FILES or None)
    report, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            data, source = form.content()
            report = import_topics(project, data, source=source, by=request.user)
            form = TopicsForm()
        else:
            status = 422
    theme = clean_text(request.GET.get("theme", ""))
    shown = project.topics.annotate(count=Count("dialogues")).order_by("theme", "text")
    if theme:
        shown = shown.filter(theme=theme)
    context = {
        "project": project,
        "form": form,
        "report": report,
        "theme": theme,
        "priorities": Priority.choices,
        "proposed": project.proposals.filter(
            status=Proposal.Status.PROPOSED,
        ).count(),
        "themes": project.topics.order_by("theme")
        .values("theme")
        .annotate(count=Count("id")),
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "dialogues/topics.html", context, status=status)
