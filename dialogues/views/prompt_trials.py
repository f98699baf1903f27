"""A test run of a prompt: three drafts side by side, none of which becomes a dialogue."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dialogues.access import enter_project, enter_row
from dialogues.checks.registry import run_checks
from dialogues.checks.words import words_of
from dialogues.domain import gathering, prompting
from dialogues.domain.findings import project_setting
from dialogues.drafting_queries import batch_progress, drafts_shown
from dialogues.models import DraftBatch, DraftEvent, Prompt, Revision
from dialogues.permissions import ADMIN
from dialogues.personas import judge_novelty
from dialogues.prompt_queries import latest_prompt
from dialogues.wording_queries import wish_label


@login_required
@require_POST
def try_prompt(request, slug, name):
    project = enter_project(request, slug, ADMIN)
    prompt = latest_prompt(project, name)
    if prompt is None:
        raise Http404
    batch = prompting.try_prompt(prompt, by=request.user)
    return redirect("trial", batch.pk)


@login_required
@require_safe
def trial(request, pk):
    row = enter_row(request, trials(), pk, ADMIN)
    return render(request, "dialogues/prompt_trial.html", trial_context(request, row))


@login_required
@require_safe
def trial_panel(request, pk):
    """The part of the page that draws itself anew until all three are there."""
    row = enter_row(request, trials(), pk, ADMIN)
    context = trial_context(request, row)
    return render(request, "dialogues/prompt_trial.html#panel", context)


def trials():
    return DraftBatch.objects.filter(trial=True).select_related("project", "prompt")


def trial_context(request, batch):
    drafts = drafts_shown(
        request.user,
        batch.drafts.select_related("project", "topic", "answer"),
    )
    progress = batch_progress(batch)
    asks_for_people = batch.prompt.kind == Prompt.Kind.PERSONAS
    rewrites = batch.prompt.kind == Prompt.Kind.REWRITE_TURN
    asked = turns_asked(drafts) if rewrites else {}
    return {
        "project": batch.project,
        "batch": batch,
        "progress": progress,
        "going": progress["done"] < progress["total"],
        "results": [
            {
                "draft": draft,
                "asked": asked.get(draft.pk),
                "findings": findings_anew(batch.project, draft, asked[draft.pk])
                if rewrites
                else findings_in(batch.project, draft.turns),
                "spent": spent_on(draft),
                "people": people_in(draft) if asks_for_people else [],
            }
            for draft in drafts.prefetch_related("calls").order_by("created_at", "id")
        ],
    }


def spent_on(draft):
    """All calls of a draft together: turn by turn each reply is one."""
    calls = draft.calls.all()
    costs = [call.cost for call in calls if call.cost is not None]
    return {
        "sent": sum(call.prompt_tokens or 0 for call in calls),
        "written": sum(call.completion_tokens or 0 for call in calls),
        "cost": sum(costs) if costs else None,
    }


def people_in(draft):
    """Whom a reply tells of, and who of them the project does not know yet."""
    if draft.answer is None:
        return []
    found = gathering.people_in(draft.answer)
    return judge_novelty(found, gathering.known_people(draft.project))


def turns_asked(drafts):
    """By draft the dialogue, the turn and the wish that it was asked with."""
    orders = {
        event.draft_id: event.data
        for event in DraftEvent.objects.filter(draft__in=drafts, verb="order")
    }
    texts = Revision.objects.in_bulk({data["revision"] for data in orders.values()})
    asked = {}
    for draft, data in orders.items():
        revision = texts[UUID(data["revision"])]
        turn = next(turn for turn in revision.turns if turn["id"] == data["turn"])
        asked[draft] = {
            "turns": revision.turns,
            "turn": turn,
            "wish": wish_label(data["wish"]),
        }
    return asked


def findings_anew(project, draft, asked):
    """What the checks would say of the new words, in the place of the old."""
    if not draft.turns:
        return []
    place, [anew] = asked["turn"]["id"], draft.turns
    turns = [
        {**turn, "text": anew["text"]} if turn["id"] == place else turn
        for turn in asked["turns"]
    ]
    return findings_in(project, turns, only=place)


def findings_in(project, turns, only=None):
    """What the checks would say of a draft, were it a dialogue, or of one turn in it."""
    if not turns:
        return []
    setting = project_setting(project)
    found = [
        (check.code, check.severity, noticed.data)
        for check, noticed in run_checks(turns, setting)
        if only in {None, noticed.turn}
    ]
    counted = {}
    for code, severity, data in found:
        row = counted.setdefault(
            code,
            {**words_of(code, data), "severity": severity, "count": 0},
        )
        row["count"] += 1
    return list(counted.values())
