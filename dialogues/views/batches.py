"""Ordering machine drafts, and watching them come."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.access import enter_project, enter_row
from dialogues.domain import batches as stopping
from dialogues.domain import drafting
from dialogues.forms import BatchForm
from dialogues.models import Draft, DraftBatch
from dialogues.permissions import ADMIN
from dialogues.queries import batch_progress, topics_with

PAGE = 50


@login_required
@require_http_methods(["GET", "POST"])
def batches(request, slug):
    project = enter_project(request, slug, ADMIN)
    form = BatchForm(
        request.POST or None,
        project=project,
        initial={"words": request.GET.get("words", "")},
    )
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        batch = drafting.order_batch(
            project,
            count=form.cleaned_data["count"],
            prompt=form.cleaned_data["prompt"],
            budget=form.cleaned_data["budget"],
            topics=topics_with(project, words) if words else None,
            by=request.user,
        )
        return redirect("batch", batch.pk)
    context = {
        "project": project,
        "form": form,
        "drafter": project.drafters.filter(retired_at=None).order_by("pk").first(),
        "page": Paginator(
            project.batches.select_related("prompt", "ordered_by").prefetch_related(
                "shares__drafter",
            ),
            PAGE,
        ).get_page(request.GET.get("page")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dialogues/batches.html", context, status=status)


@login_required
def batch(request, pk):
    row = enter_row(request, DraftBatch.objects.select_related("project"), pk, ADMIN)
    return render(request, "dialogues/batch.html", batch_context(request, row))


@login_required
def batch_panel(request, pk):
    """The part of the page that draws itself anew while drafts come in."""
    row = enter_row(request, DraftBatch.objects.select_related("project"), pk, ADMIN)
    context = batch_context(request, row)
    return render(request, "dialogues/batch.html#panel", context)


@login_required
@require_POST
def cancel_batch(request, pk):
    row = enter_row(request, DraftBatch.objects.select_related("project"), pk, ADMIN)
    stopping.cancel_batch(row, by=request.user)
    return redirect("batch", row.pk)


@login_required
def draft(request, pk):
    """What was asked for and became of it, with every call."""
    row = enter_row(
        request,
        Draft.objects.select_related(
            "project",
            "topic",
            "batch__prompt",
            "answer",
            "drafter",
        ),
        pk,
        ADMIN,
    )
    context = {
        "draft": row,
        "calls": row.calls.all(),
        "project": row.project,
        "made": row.dialogues.first(),
    }
    return render(request, "dialogues/draft.html", context)


def batch_context(request, row):
    return {
        "project": row.project,
        "batch": row,
        "progress": batch_progress(row),
        "verbs": row.verbs_for(request.user),
        "page": Paginator(
            row.drafts.select_related("topic", "answer").order_by(
                "status", "created_at", "id"
            ),
            PAGE,
        ).get_page(request.GET.get("page")),
    }
