"""What changed after review: a volunteer reads what experts made of their dialogues."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render

from dialogues.access import enter_project
from dialogues.feedback_queries import DECISIONS, decided_for, often_said, steps_of
from dialogues.permissions import VOLUNTEER
from dialogues.reasons import linked_reasons
from dialogues.words import VERBS

PAGE = 10


@login_required
def feedback(request, slug):
    project = enter_project(request, slug, VOLUNTEER)
    decision = request.GET.get("decision", "")
    page = Paginator(
        decided_for(request.user, project, decision=decision),
        PAGE,
    ).get_page(request.GET.get("page"))
    rows = list(page)
    reasons = linked_reasons(project)
    steps = steps_of(rows, request.user, reasons=reasons)
    context = {
        "project": project,
        "page": page,
        "read": [(row, steps[row.pk]) for row in rows],
        "decision": decision,
        "decisions": [(verb, VERBS[verb]) for verb in DECISIONS],
        "often": often_said(request.user, project, reasons=reasons),
    }
    return render(request, "dialogues/feedback.html", context)
