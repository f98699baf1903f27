"""Batches of drafts: the list, one batch while it goes on, and one draft."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dialogues.access import enter_project, enter_row
from dialogues.batch_forms import CapForm
from dialogues.domain import batches as verbs
from dialogues.domain.conversations import is_turn_by_turn
from dialogues.domain.replies import parsed
from dialogues.domain.turns import clean_text
from dialogues.drafting_queries import (
    batch_state,
    batches_listed,
    drafters_on_hand,
    drafts_listed,
    drafts_shown,
    problem_counts,
    repairs,
)
from dialogues.models import Draft, DraftBatch, Prompt
from dialogues.permissions import ADMIN

PAGE = 50
# The order in which one looks at them.
SHOWN = (
    Draft.Status.DRAFTED,
    Draft.Status.CANDIDATE,
    Draft.Status.UNCHOSEN,
    Draft.Status.GATHERED,
    Draft.Status.TRIED,
    Draft.Status.UNUSABLE,
    Draft.Status.FAILED,
    Draft.Status.CANCELLED,
    Draft.Status.CALLING,
    Draft.Status.QUEUED,
)


@login_required
@require_safe
def batches(request, slug):
    project = enter_project(request, slug, ADMIN)
    context = {
        "project": project,
        "repairs": repairs(project).count(),
        "drafters": drafters_on_hand(project).count(),
        "page": Paginator(batches_listed(project), PAGE).get_page(
            request.GET.get("page"),
        ),
    }
    return render(request, "dialogues/batches.html", context)


@login_required
@require_safe
def batch(request, pk):
    row = enter_batch(request, pk)
    return render(request, "dialogues/batch.html", batch_context(request, row))


@login_required
@require_safe
def batch_panel(request, pk):
    """The part of the page that draws itself anew while drafts come in."""
    row = enter_batch(request, pk)
    context = batch_context(request, row)
    return render(request, "dialogues/batch.html#panel", context)


@login_required
@require_POST
def pause_batch(request, pk):
    row = enter_batch(request, pk)
    verbs.pause_batch(row, by=request.user)
    return redirect("batch", row.pk)


@login_required
@require_POST
def resume_batch(request, pk):
    row = enter_batch(request, pk)
    verbs.resume_batch(row, by=request.user)
    return redirect("batch", row.pk)


@login_required
@require_POST
def cancel_batch(request, pk):
    row = enter_batch(request, pk)
    verbs.cancel_batch(row, by=request.user)
    return redirect("batch", row.pk)


@login_required
@require_POST
def set_cap(request, pk):
    row = enter_batch(request, pk)
    form = CapForm(request.POST)
    if form.is_valid():
        verbs.set_cap(row, by=request.user, **form.cleaned_data)
        return redirect("batch", row.pk)
    context = batch_context(request, row) | {"cap": form}
    return render(request, "dialogues/batch.html", context, status=422)


@login_required
@require_safe
def draft(request, pk):
    """What was asked for and became of it, with every call."""
    rows = Draft.objects.select_related(
        "project",
        "topic",
        "batch__prompt",
        "answer",
        "drafter",
    )
    row = enter_row(request, drafts_shown(request.user, rows), pk, ADMIN)
    context = {
        "draft": row,
        "calls": row.calls.order_by("step", "attempt"),
        "project": row.project,
        "made": row.dialogues.first(),
        "siblings": row.batch.drafts.filter(slot=row.slot)
        .select_related("drafter")
        .order_by("candidate"),
        "reading": reading_of(row),
        "events": row.events.select_related("by"),
        "verbs": row.verbs_for(request.user),
        "repairable": repairs(row.project).filter(pk=row.pk).exists(),
    }
    return render(request, "dialogues/draft.html", context)


def enter_batch(request, pk):
    rows = DraftBatch.objects.select_related(
        "project",
        "prompt",
        "ordered_by",
    ).prefetch_related("shares__drafter")
    return enter_row(request, rows, pk, ADMIN)


def batch_context(request, row):
    status = clean_text(request.GET.get("status", ""))
    problem = clean_text(request.GET.get("problem", ""))
    state = batch_state(row)
    return {
        "project": row.project,
        "batch": row,
        "progress": state,
        "outcomes": [
            {"status": one.value, "label": one.label, "count": state[one.value]}
            for one in SHOWN
            if state[one.value] or one.value == status
        ],
        "problems": problem_counts(row.drafts.all()),
        "status": status,
        "problem": problem,
        "verbs": row.verbs_for(request.user),
        "cap": CapForm(
            initial={"budget": row.budget, "token_budget": row.token_budget},
        ),
        "page": Paginator(
            drafts_listed(
                drafts_shown(request.user, row.drafts.all()),
                status=status,
                problem=problem,
            ),
            PAGE,
        ).get_page(request.GET.get("page")),
    }


def reading_of(row):
    """The reply read once more: its turns, what set them apart, what is in none."""
    no_dialogue = (Prompt.Kind.PERSONAS, Prompt.Kind.REWRITE_TURN)
    if row.answer is None or row.batch.prompt.kind in no_dialogue:
        return None
    if is_turn_by_turn(row):
        return None
    found = parsed(
        row.project,
        row.answer.reply,
        finish_reason=row.answer.finish_reason,
    )
    return {
        "turns": found.turns,
        "problems": found.problems,
        "dropped": [part for part in found.dropped if part.strip()],
        "markers": list(dict.fromkeys(marker.strip() for marker in found.markers)),
    }
