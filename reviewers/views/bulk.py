"""One verb for many dialogues: chosen by filter, looked at first, watched, put back."""

import csv

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.access import enter_project, enter_row
from dialogues.list_queries import dialogues_listed, themes_of
from dialogues.models import Dialogue
from dialogues.permissions import ADMIN, EXPERT
from dialogues.views.dialogue_lists import chosen_of, finding_titles
from dialogues.views.imports import Echo, safe_cell
from reviewers.bulk_forms import HELP, VerbForm
from reviewers.bulk_queries import (
    bulks_of,
    every_row,
    open_to_it,
    report_of,
    rows_of,
    samples_of,
)
from reviewers.domain import bulk_verbs
from reviewers.domain import bulks as verbs
from reviewers.models import Bulk, BulkRow

PAGE = 50
WORKING = (Bulk.Status.QUEUED, Bulk.Status.RUNNING)
OVER = (Bulk.Status.DONE, Bulk.Status.CANCELLED)


@login_required
@require_safe
def bulks(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    page = Paginator(bulks_of(project), PAGE).get_page(request.GET.get("page"))
    context = {"project": project, "page": page}
    return render(request, "reviewers/bulks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_bulk(request, slug):
    """Choose what to do with everything that the address's filter finds."""
    project = enter_project(request, slug, EXPERT, ADMIN)
    chosen = chosen_of(request, *verbs.FILTERS)
    form = None
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if verb not in Bulk.Verb.values:
            raise ValidationError(_("Choose what to do with them."))
        form = VerbForm(request.POST, verb=verb, project=project)
        if form.is_valid():
            bulk = preview(form, project, chosen, by=request.user)
            if bulk:
                return redirect("bulk", bulk.pk)
    found = dialogues_listed(request.user, project, **chosen)
    context = {
        "project": project,
        "shown": filters_shown(chosen),
        "query": request.GET.urlencode(),
        "count": found.count(),
        "most": verbs.MOST,
        "themes": themes_of(project),
        "forms": [
            {"form": one, "help": HELP.get(one.verb, "")}
            for one in forms_for(request, project, form)
        ],
    }
    status = 422 if form else 200
    return render(request, "reviewers/new_bulk.html", context, status=status)


def preview(form, project, chosen, *, by):
    """The preview, or nothing where the verb finds fault with a field."""
    try:
        return verbs.preview(
            project,
            verb=form.verb,
            options=form.cleaned_data,
            filters=chosen,
            by=by,
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None


def forms_for(request, project, bound):
    return [
        bound if bound and bound.verb == verb else VerbForm(verb=verb, project=project)
        for verb in bulk_verbs.offered(project, by=request.user)
    ]


@login_required
@require_safe
def bulk(request, pk):
    row = enter_bulk(request, pk)
    if row.status == Bulk.Status.PREVIEWED:
        context = {
            **what(row),
            "samples": samples_of(row, by=request.user),
            "open": open_to_it(row),
        }
        context |= {"closed": row.total - context["open"], "verbs": may(request, row)}
        return render(request, "reviewers/bulk_preview.html", context)
    outcome = request.GET.get("outcome", "")
    rows = rows_of(row, outcome, by=request.user)
    context = progress_context(request, row) | {
        "outcome": outcome,
        "outcomes": BulkRow.Outcome.choices,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "undoing": row.undone_by.exclude(status=Bulk.Status.CANCELLED).first(),
    }
    context["undoable"] = (
        row.status in OVER
        and row.verb in bulk_verbs.UNDOABLE
        and row.verb in bulk_verbs.offered(row.project, by=request.user)
        and context["report"]["done"] > 0
        and context["undoing"] is None
    )
    return render(request, "reviewers/bulk.html", context)


@login_required
@require_safe
def bulk_panel(request, pk):
    """The part of the page that draws itself anew while it is worked on."""
    row = enter_bulk(request, pk)
    context = progress_context(request, row)
    answer = render(request, "reviewers/bulk.html#panel", context)
    if row.status not in WORKING:
        # The rest of the page changes with the end of the work.
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def order_bulk(request, pk):
    row = enter_bulk(request, pk)
    verbs.order(row, by=request.user)
    return redirect("bulk", row.pk)


@login_required
@require_POST
def cancel_bulk(request, pk):
    row = enter_bulk(request, pk)
    was_preview = row.status == Bulk.Status.PREVIEWED
    verbs.cancel(row, by=request.user)
    if was_preview:
        return redirect("dialogues", row.project.slug)
    return redirect("bulk", row.pk)


@login_required
@require_POST
def undo_bulk(request, pk):
    row = enter_bulk(request, pk)
    return redirect("bulk", verbs.preview_undo(row, by=request.user).pk)


@login_required
@require_safe
def bulk_report(request, pk):
    """What became of each dialogue, as a table that spreadsheets open."""
    row = enter_bulk(request, pk)
    name = f"bulk-{row.created_at:%Y-%m-%d}-{str(row.pk)[:8]}.csv"
    return StreamingHttpResponse(
        report_lines(row, by=request.user),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def report_lines(bulk, *, by):
    writer = csv.writer(Echo())
    yield "\ufeff"
    yield writer.writerow(
        ["number", "dialogue", "topic", "outcome", "code", "sentence", "at"],
    )
    for row in every_row(bulk, by=by):
        topic, sentence = safe_cell(str(row.dialogue)), safe_cell(row.sentence)
        at = row.at.isoformat(timespec="seconds") if row.at else ""
        yield writer.writerow(
            [row.number, row.dialogue_id, topic, row.outcome, row.code, sentence, at],
        )


def enter_bulk(request, pk):
    rows = Bulk.objects.select_related("project", "ordered_by", "undoes")
    return enter_row(request, rows, pk, EXPERT, ADMIN)


def may(request, row):
    return row.verbs_for(request.user)


def what(row):
    """What every page about it says: the verb, what goes with it, how it was chosen."""
    of = row.undoes or row
    return {
        "project": row.project,
        "bulk": row,
        "options": options_shown(of),
        "shown": filters_shown(of.filters),
    }


def options_shown(row):
    """What goes with the verb, as the form of it says it."""
    form = VerbForm(verb=row.verb, project=row.project)
    labels = {
        name: dict(getattr(field, "choices", ())) for name, field in form.fields.items()
    }
    return [
        (
            form.fields[name].label,
            labels[name].get(value, labels[name].get(str(value))) or value,
        )
        for name, value in row.options.items()
        if name in form.fields
    ]


def filters_shown(chosen):
    """How the dialogues were chosen, in words."""
    named = {
        "status": (_("Status"), dict(Dialogue.Status.choices)),
        "theme": (_("Theme"), {}),
        "q": (_("Words"), {}),
        "finding": (_("Finding"), dict(finding_titles())),
        "origin": (_("Origin"), dict(Dialogue.Origin.choices)),
        "source": (_("Source"), {}),
        "emotion": (_("Emotion"), {}),
    }
    return [
        (label, labels.get(chosen[name], chosen[name]))
        for name, (label, labels) in named.items()
        if chosen.get(name)
    ]


def progress_context(request, row):
    report = report_of(row)
    return {
        **what(row),
        "working": row.status in WORKING,
        "report": report,
        "so_far": report["done"] + report["refused"],
        "verbs": may(request, row),
    }
