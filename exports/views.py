"""Making releases, watching them freeze, and taking their files."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rest_framework.decorators import api_view

from dialogues.access import enter_project, enter_row
from dialogues.models import Dialogue
from dialogues.permissions import ADMIN, EXPERT
from exports.domain import files
from exports.domain import releases as verbs
from exports.formats import FORMATS
from exports.forms import ReleaseForm
from exports.models import Release, ReleaseItem
from exports.queries import (
    approved_dialogues,
    contents_by,
    left_out,
    releases_of,
    sample_rows,
)

PAGE = 50
LEFT_OUT = {
    **dict(Dialogue.Status.choices),
    "approvals_missing": gettext_lazy("Approved by people who may no longer sign"),
}


@login_required
@require_http_methods(["GET", "POST"])
def releases(request, slug):
    project = enter_project(request, slug, ADMIN)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        ordered = verbs.order_release(project, name=name, by=request.user)
        return redirect("release", ordered.pk)
    approved = approved_dialogues(project).count()
    context = {
        "project": project,
        "form": form,
        "approved": approved,
        "left_out": sum(left_out(project, taken=approved).values()),
        "page": Paginator(releases_of(project), PAGE).get_page(
            request.GET.get("page"),
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "exports/releases.html", context, status=status)


@login_required
@require_GET
def release(request, pk):
    row = enter_release(request, pk, ADMIN)
    context = panel_context(request, row)
    return render(request, "exports/release.html", context)


@login_required
@require_GET
def release_panel(request, pk):
    """The part of the page that draws itself anew while the release is frozen."""
    row = enter_release(request, pk, ADMIN)
    return render(request, "exports/release.html#panel", panel_context(request, row))


@login_required
@require_POST
def try_again(request, pk):
    row = enter_release(request, pk, ADMIN)
    verbs.try_again(row, by=request.user)
    return redirect("release", row.pk)


@login_required
@require_POST
def withdraw(request, pk):
    row = enter_release(request, pk, ADMIN)
    verbs.withdraw(row, reason=request.POST.get("reason", ""), by=request.user)
    return redirect("release", row.pk)


@api_view(["GET"])
def release_file(request, pk, format_name, name):
    """A file of a release, for a browser's session or a program's token alike."""
    row = enter_release(request, pk, ADMIN, EXPERT)
    file = files.open_release_file(row, format_name, name)
    if file is None:
        raise Http404(_("This release has no such file."))
    download = f"{row.project.slug}-{row.name}-{format_name}-{name}"
    return FileResponse(file, as_attachment=True, filename=download)


def enter_release(request, pk, *roles):
    rows = Release.objects.select_related("project", "instruction", "ordered_by")
    return enter_row(request, rows, pk, *roles)


def panel_context(request, row):
    context = {
        "project": row.project,
        "release": row,
        "verbs": row.verbs_for(request.user),
        "unfinished": row.status in {Release.Status.QUEUED, Release.Status.BUILDING},
        "splits": [
            (split.label, row.rows.get(split, 0)) for split in ReleaseItem.Split
        ],
        "total": row.total_rows,
        "left_out": [
            {"label": LEFT_OUT.get(code, code), "count": count}
            for code, count in row.excluded.items()
        ],
    }
    if row.status == Release.Status.READY:
        context["downloads"] = [
            {"format": name, "files": files.file_names(row, name)} for name in FORMATS
        ]
    if row.sha256:
        origins = dict(Dialogue.Origin.choices)
        context |= {
            "sample": sample_rows(row),
            "themes": labelled(contents_by(row, "theme")[:PAGE], {}),
            "origins": labelled(contents_by(row, "origin"), origins),
        }
    return context


def labelled(lines, labels):
    return [
        {**line, "label": labels.get(line["value"], line["value"])} for line in lines
    ]
