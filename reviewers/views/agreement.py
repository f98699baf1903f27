"""How far people agree, the dialogues behind a figure, and who reads twice."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import IntegerField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dialogues.access import enter_project
from dialogues.domain.turns import clean_text
from dialogues.models import Dialogue
from dialogues.permissions import ADMIN, EXPERT
from dialogues.queries import visible_dialogues
from reviewers import agreement_shown
from reviewers.agreement_queries import (
    dialogues_behind,
    latest_report,
    volunteers_of,
)
from reviewers.domain import second_edits, second_opinions
from reviewers.second_queries import (
    could_read_it,
    percent_of,
    possible_readers,
    waiting_dialogues,
    waiting_readings,
)
from reviewers.tasks import count_agreement

PAGE, SHOWN = 30, 50


@login_required
def agreement(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    report = latest_report(project)
    figures = agreement_shown.shown(request.membership, report)
    admin = ADMIN in request.membership.roles
    choices = agreement_shown.pair_choices(project, figures)
    of = request.GET.get("pairs", "")
    of = of if of in dict(choices) else ""
    context = {
        "project": project,
        "report": report,
        "groups": agreement_shown.tables(project, figures),
        "heat": agreement_shown.heat_map(figures, of),
        "choices": choices,
        "of": of,
        "about": dict(zip(("by", "key"), of.split(":", 1), strict=True)) if of else {},
        "editors": next((one for one in figures if one["raters"] == "editors"), None),
        "admin": admin,
        "percent": percent_of(project),
        "volunteers": volunteers_of(project) if admin else [],
        "waiting": waiting(request.user, project) if admin else [],
    }
    return render(request, "reviewers/agreement.html", context)


def waiting(user, project):
    """The dialogues that wait for another reader, but for those one could read."""
    rows = []
    for row in waiting_dialogues(user, project)[:SHOWN]:
        if could_read_it(user, row):
            continue
        said = waiting_readings(row)
        readers = possible_readers(row).exclude(pk__in=said.values("expert"))
        rows.append(
            {
                "dialogue": row,
                "disagree": len(said) > 1,
                "readers": readers.count(),
                "since": said[len(said) - 1].decided_at,
            },
        )
    return rows


@login_required
def agreement_dialogues(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    asked = {
        name: request.GET.get(name, "")
        for name in ("raters", "by", "key", "pair", "judge")
    }
    people = []
    if asked["pair"]:
        names = set(asked["pair"].split(","))
        report = latest_report(project)
        people = agreement_shown.people_called(request.membership, report, names)
    found = []
    if people is not None:
        found = dialogues_behind(
            request.user,
            project,
            raters=asked["raters"],
            by=asked["by"] or "all",
            key=asked["key"],
            people=people,
            judge=asked["judge"],
        )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = Dialogue.objects.select_related("topic").in_bulk(
        [one.dialogue for one in page],
    )
    context = {
        "project": project,
        "asked": asked,
        "page": page,
        "rows": [(rows[one.dialogue], one) for one in page],
    }
    return render(request, "reviewers/agreement_dialogues.html", context)


@login_required
def agreement_csv(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agreement-{slug}.csv"'
    # So that Excel reads Chinese themes as such.
    response.write("\ufeff")
    table = csv.writer(response)
    names = list(agreement_shown.ShownFigure.__annotations__)
    table.writerow(names)
    for figure in agreement_shown.shown(request.membership, latest_report(project)):
        row = {**figure, "pair": " ".join(figure["pair"])}
        table.writerow([plain(row[name]) for name in names])
    return response


def plain(value):
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    risky = isinstance(value, str) and text[:1] in tuple("=+-@\t\r")
    return f"'{text}" if risky else text


@login_required
@require_POST
def count_agreement_now(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    count_agreement.delay(str(project.pk))
    messages.info(request, _("It is being counted. Look again in a minute."))
    return redirect("agreement", project.slug)


@login_required
@require_POST
def set_second_opinions(request, slug):
    project = enter_project(request, slug, ADMIN)
    percent = request.POST.get("percent", "")
    second_opinions.set_share(
        project,
        percent=int(percent) if percent.isdecimal() else 101,
        by=request.user,
    )
    messages.success(request, _("Saved. It holds from the next decision on."))
    return redirect("agreement", project.slug)


@login_required
@require_POST
def ask_second_edits(request, slug):
    project = enter_project(request, slug, ADMIN)
    name = clean_text(request.POST.get("to", ""))
    to = volunteers_of(project).filter(username=name).first()
    if to is None:
        raise ValidationError({"to": [_("Choose a volunteer of this project.")]})
    opened = second_edits.ask(
        project,
        to=to,
        count=IntegerField(min_value=1).clean(request.POST.get("count")),
        by=request.user,
    )
    messages.success(
        request,
        ngettext(
            "%(number)d draft is kept for %(name)s.",
            "%(number)d drafts are kept for %(name)s.",
            len(opened),
        )
        % {"number": len(opened), "name": to},
    )
    return redirect("agreement", project.slug)


@login_required
@require_POST
def release_dialogue(request, pk):
    row = get_object_or_404(visible_dialogues(request.user), pk=pk)
    enter_project(request, row.project.slug, ADMIN)
    reason = request.POST.get("reason", "")
    second_opinions.release(row, reason=reason, by=request.user)
    messages.success(request, _("Released. What was said so far counts."))
    return redirect("agreement", row.project.slug)
