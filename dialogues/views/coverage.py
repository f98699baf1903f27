"""What there is beside what is wanted, and saying what is wanted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project
from dialogues.coverage_forms import QuotaForm, QuotasForm
from dialogues.coverage_queries import heat_map, quota_lines
from dialogues.domain import quotas
from dialogues.domain.turns import clean_text
from dialogues.permissions import ADMIN
from dialogues.setting_queries import MOST_SHOWN, quota_changes


@login_required
@require_http_methods(["GET", "POST"])
def coverage(request, slug):
    """The map; a POST says how many are wanted of one kind."""
    project = enter_project(request, slug, ADMIN)
    form = QuotaForm(
        request.POST or None,
        project=project,
        initial={
            name: clean_text(request.GET.get(name, ""))
            for name in ("theme", "emotion", "age")
        },
    )
    if request.method == "POST" and form.is_valid():
        quotas.set_quota(
            project, form.kind, form.cleaned_data["wanted"], by=request.user
        )
        messages.success(request, _("Saved."))
        return redirect("coverage", slug)
    return show(request, project, form=form)


@login_required
@require_POST
def set_quotas(request, slug):
    """All that is wanted, as a table that was typed or pasted."""
    project = enter_project(request, slug, ADMIN)
    table = QuotasForm(request.POST)
    if table.is_valid():
        wanted = table.cleaned_data["table"]
        quotas.set_quotas(project, wanted, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("coverage", slug)
    return show(request, project, form=QuotaForm(project=project), table=table)


def show(request, project, *, form, table=None):
    age = clean_text(request.GET.get("age", ""))
    context = {
        "project": project,
        "form": form,
        "table": table or QuotasForm.of(quota_lines(project)),
        "age": age,
        "every": "every" in request.GET,
        "changes": quota_changes(project)[:MOST_SHOWN],
        **heat_map(project, age=age, every_feeling="every" in request.GET),
    }
    wrong = form.is_bound or bool(table)
    return render(
        request, "dialogues/coverage.html", context, status=422 if wrong else 200
    )
