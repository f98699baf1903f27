"""The expert's page: one dialogue to read and to decide on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dialogues.access import enter_found
from dialogues.domain.checklists import current_items
from dialogues.history_queries import comments_for, findings_to_read
from dialogues.mentions import unnamed
from dialogues.models import ChecklistItem
from dialogues.permissions import EXPERT
from dialogues.reasons import reasons_of
from reviewers import forms, reading
from reviewers.case_queries import needs_signature
from reviewers.domain import decisions, reviewing
from reviewers.elements import ELEMENTS
from reviewers.models import Review
from reviewers.queries import base_revision, review_to_read
from reviewers.queue_queries import (
    handover_to,
    in_line_of,
    open_sitting,
    other_readers,
    sitting_shown,
)
from reviewers.queue_shown import Length, Line
from reviewers.second_reading import readings_before
from reviewers.sitting_words import done_in

DONE = {
    Review.Decision.APPROVE: gettext_lazy("Approved. Thank you."),
    Review.Decision.FIX: gettext_lazy(
        "Your wording is saved. Another expert decides now."
    ),
    Review.Decision.RETURN: gettext_lazy("Sent back with your note."),
    Review.Decision.REJECT: gettext_lazy("It will not be used. Your reason is kept."),
    Review.Decision.ESCALATE: gettext_lazy(
        "Reported. Two members marked for it decide now."
    ),
}
KEPT = gettext_lazy("Your decision is kept. The dialogue is in review.")


@login_required
def review(request, pk):
    row = own_review_or_404(request, pk)
    items = current_items(row.project)
    base = base_revision(row)
    findings = findings_to_read(request.user, row.dialogue, row.revision_id)
    # Before the decision nobody is named, nor called by name.
    comments = unnamed(comments_for(request.user, row.dialogue))
    shown = reading.passages(row, base, findings, comments)
    sitting = open_sitting(request.user, row.project)
    line = Line(request.user, row.project, sitting, reading=row.dialogue_id)
    context = {
        "review": row,
        "project": row.project,
        "dialogue": row.dialogue,
        "base": base,
        "passages": shown,
        "drafter": drafter_of(row),
        "three_ways": any(passage["ways"] for passage in shown),
        "changes": sum(passage["pair"]["changed"] for passage in shown),
        "items": [i for i in items if i.scope == ChecklistItem.Scope.DIALOGUE],
        "turn_items": [i for i in items if i.scope == ChecklistItem.Scope.TURN],
        "replies": [
            (number, turn)
            for number, turn in enumerate(row.revision.turns, start=1)
            if turn["role"] == "assistant"
        ],
        "findings": findings,
        "other_findings": reading.of_no_turn(findings, shown),
        "other_comments": reading.of_no_turn(comments, shown),
        "answers": reading.compared_answers(row),
        "marked": request.membership.safeguarding,
        "unsigned": request.membership.safeguarding and needs_signature(row),
        "elements": ELEMENTS,
        # The same at every turn, so written once.
        "reason_options": render_to_string(
            "reviewers/_reason_options.html",
            {"reasons": reasons_of(row.project)},
        ),
        "readings": readings_before(row),
        "peer_points": reading.said_by_peers(row),
        "deciding": row.status == Review.Status.CLAIMED,
        "sitting": sitting
        and sitting_shown(sitting, in_line_of(sitting, request.user, row.project)),
        "handed_by": handover_to(request.user, row),
        "others": other_readers(row),
        "queue": line.first(Length.BESIDE),
    }
    return render(request, "reviewers/review.html", context)


@login_required
@require_POST
def decide_review(request, pk):
    row = own_review_or_404(request, pk)
    decision = forms.read_decision(request.POST)
    decisions.decide(
        row,
        revision=get_object_or_404(
            row.dialogue.revisions,
            pk=request.POST.get("revision") or None,
        ),
        decision=decision,
        answers=forms.read_answers(row, request.POST),
        comments=forms.read_comments(row, request.POST),
        elements=forms.read_elements(request.POST),
        turns=(
            forms.read_turns(row, request.POST)
            if decision in (Review.Decision.FIX, Review.Decision.RETURN)
            else None
        ),
        by=request.user,
    )
    waits = row.status == Review.Status.IN_REVIEW
    messages.success(request, KEPT if waits else DONE[decision])
    # The page posts through htmx, so that a refusal leaves everything as it was typed.
    response = HttpResponse(status=204)
    response["HX-Redirect"] = after(request, row.project)
    return response


def after(request, project):
    """Where one goes on: in a sitting to its next dialogue, else to the queue."""
    sitting = open_sitting(request.user, project)
    following = sitting and reviewing.claim_next(project, by=request.user)
    if following:
        return reverse("review", args=[following.pk])
    if sitting:
        messages.info(request, done_in(sitting))
    return reverse("reviews", args=[project.slug])


def drafter_of(review):
    """Who drafted it; like the author's name for after the decision only."""
    draft = review.dialogue.draft
    decided = review.status == Review.Status.DECIDED
    return str(draft.drafter) if draft and decided else ""


def own_review_or_404(request, pk):
    return enter_found(request, review_to_read(request.user, pk), EXPERT)
