"""Bringing files in: sending one, saying what it is, watching it, its report."""

import csv
import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project, enter_row
from dialogues.domain import imports as verbs
from dialogues.domain.import_files import preview_of
from dialogues.import_forms import COLUMNS, PlanForm, UploadForm
from dialogues.import_queries import (
    first_shown,
    rejected_rows,
    report_of,
    trial_of,
)
from dialogues.intake.records import DialogueRecord, TopicRecord, UnreadableFile
from dialogues.models import Import
from dialogues.permissions import ADMIN

PAGE = 50
SHOWN = 5
# What the parts of a form may take beside the file itself.
ROOM_FOR_THE_FORM = 64 * 1024


@csrf_exempt
@login_required
@require_http_methods(["GET", "POST"])
def imports(request, slug):
    """Files are large: who sends one is known before a byte of it is read."""
    project = enter_project(request, slug, ADMIN)
    request.largest_upload = settings.LARGEST_IMPORT + ROOM_FOR_THE_FORM
    return _imports(request, project)


@csrf_protect
def _imports(request, project):
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        row = verbs.receive(project, file, name=file.name, plan={}, by=request.user)
        return redirect("import_file", row.pk)
    context = {
        "project": project,
        "form": form,
        "largest": settings.LARGEST_IMPORT,
        "page": Paginator(
            project.imports.select_related("source", "ordered_by"),
            PAGE,
        ).get_page(request.GET.get("page")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/imports.html", context, status=status)


@login_required
def import_file(request, pk):
    row = enter_import(request, pk)
    if row.status == Import.Status.UPLOADED:
        return show_plan(request, row)
    return render(request, "dialogues/import.html", progress_context(request, row))


@login_required
def import_panel(request, pk):
    """The part of the page that draws itself anew while a file is worked on."""
    row = enter_import(request, pk)
    context = progress_context(request, row)
    answer = render(request, "dialogues/import.html#panel", context)
    if row.status not in WORKING:
        # The rest of the page changes with the end of the work.
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def plan_import(request, pk):
    """Keep what was said of the file, then look again, try it out, or take it in."""
    row = enter_import(request, pk)
    preview, _trouble = look_at(row)
    form = PlanForm(request.POST, row=row, preview=preview)
    if not form.is_valid():
        return show_plan(request, row, form=form)
    verbs.plan_import(row, form.plan(), by=request.user)
    then = request.POST.get("then")
    if then == "order":
        verbs.order(row, by=request.user)
    elif then == "try":
        verbs.try_out(row, by=request.user)
    return redirect("import_file", row.pk)


@login_required
@require_POST
def cancel_import(request, pk):
    row = enter_import(request, pk)
    verbs.cancel(row, by=request.user)
    return redirect("import_file", row.pk)


@login_required
@require_POST
def try_import_again(request, pk):
    row = enter_import(request, pk)
    verbs.try_again(row, by=request.user)
    return redirect("import_file", row.pk)


@login_required
def import_report(request, pk, kind):
    """The whole report as a file: every rejected record stands in it."""
    row = enter_import(request, pk)
    if kind not in ("csv", "json"):
        raise Http404
    name = f"import-{row.created_at:%Y-%m-%d}-{str(row.pk)[:8]}.{kind}"
    if kind == "json":
        report = {**report_of(row, most=None), "file": row.file_name}
        answer = HttpResponse(
            json.dumps(report, ensure_ascii=False, indent=2),
            content_type="application/json",
        )
    else:
        answer = StreamingHttpResponse(
            report_lines(row),
            content_type="text/csv; charset=utf-8",
        )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class Echo:
    """What the writer of a table writes comes back at once."""

    def write(self, line):
        return line


def report_lines(row):
    """The report as a table that spreadsheets open."""
    writer = csv.writer(Echo())
    report = report_of(row, most=1)
    yield "\ufeff"
    yield writer.writerow(["what", "count", "file", "line", "code", "reason"])
    for name in ("read", "created", "existing", "held"):
        if name in report:
            yield writer.writerow([name, report[name]])
    yield writer.writerow(["rejected", report["rejected_count"]])
    for code, count in report.get("flagged", {}).items():
        yield writer.writerow(["flagged", count, "", "", code])
    for item in rejected_rows(row):
        place = [safe_cell(item["file"]), item["line"], item["code"]]
        yield writer.writerow(["rejected", "", *place, safe_cell(item["reason"])])


def safe_cell(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


WORKING = (Import.Status.TRYING, Import.Status.QUEUED, Import.Status.RUNNING)


def enter_import(request, pk):
    return enter_row(
        request,
        Import.objects.select_related("project", "source", "ordered_by"),
        pk,
        ADMIN,
    )


def look_at(row):
    """The beginning of the file, or why nothing of it can be read."""
    try:
        return preview_of(row, count=SHOWN), ""
    except UnreadableFile as error:
        return None, str(error)
    except FileNotFoundError:
        return None, ""


def show_plan(request, row, *, form=None):
    preview, trouble = look_at(row)
    read = preview.items if preview else []
    shown = first_shown(request.user, row, read)
    context = {
        "project": row.project,
        "file": row,
        "form": form or PlanForm(row=row, preview=preview),
        "preview": preview,
        "trouble": trouble,
        "dialogues": [one for one in shown if isinstance(one, DialogueRecord)],
        "topics": [one for one in shown if isinstance(one, TopicRecord)],
        "refused": [
            one for one in shown if not isinstance(one, DialogueRecord | TopicRecord)
        ],
        # A table shows its rows as they stand, so all of them or none.
        "table": table_of(preview) if len(shown) == len(read) else None,
        "trial": trial_of(row),
        "verbs": row.verbs_for(request.user),
    }
    status = 422 if form else 200
    return render(request, "dialogues/import_plan.html", context, status=status)


def table_of(preview):
    """The first rows of a table as they stand, under what each column is read as."""
    if preview is None or not preview.columns:
        return None
    columns = [
        {"name": name, "read_as": COLUMNS.get(field, "")}
        for name, field in preview.columns.items()
    ]
    return {"columns": columns, "rows": preview.rows}


def progress_context(request, row):
    return {
        "project": row.project,
        "file": row,
        "working": row.status in WORKING,
        "report": report_of(row, most=1),
        "done": min(row.counts.get("bytes", 0), row.size),
        "verbs": row.verbs_for(request.user),
        "page": Paginator(row.rejected.all(), PAGE).get_page(request.GET.get("page")),
    }
