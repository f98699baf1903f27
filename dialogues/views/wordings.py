"""What was asked of the drafter at the desk, what came back and what it cost."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dialogues.access import enter_project
from dialogues.drafting_queries import repairs
from dialogues.permissions import ADMIN
from dialogues.wording_queries import spent_on_wordings, with_calls, wordings_listed

PAGE = 50


@login_required
@require_safe
def wordings(request, slug):
    project = enter_project(request, slug, ADMIN)
    asked = wordings_listed(request.user, project)
    page = Paginator(asked, PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "repairs": repairs(project).count(),
        "page": page,
        "rows": with_calls(list(page)),
        "spent": spent_on_wordings(project),
    }
    return render(request, "dialogues/wordings.html", context)
