"""The expert's queue: what waits, a set for the time one has, and leaving a dialogue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import IntegerField
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dialogues.access import enter_project
from dialogues.domain.turns import clean_text
from dialogues.permissions import EXPERT
from reviewers.domain import reviewing, sittings
from reviewers.queries import lately_decided, open_review
from reviewers.queue_queries import (
    WHY,
    Narrowing,
    in_line_of,
    open_sitting,
    other_readers,
    sitting_shown,
    why_pressing,
)
from reviewers.queue_shown import Length, Line
from reviewers.sitting_words import done_in
from reviewers.views.reviews import own_review_or_404

MINUTES = (10, 20, 30, 60)


@login_required
def reviews(request, slug):
    project = enter_project(request, slug, EXPERT)
    chosen = Narrowing.asked(request.GET)
    sitting = open_sitting(request.user, project)
    held = open_review(request.user, project)
    line = Line(
        request.user,
        project,
        sitting,
        # A set is not narrowed.
        Narrowing() if sitting else chosen,
        reading=held.dialogue_id if held else None,
    )
    context = {
        "project": project,
        "open_review": held,
        "sitting": sitting
        and sitting_shown(sitting, in_line_of(sitting, request.user, project)),
        "chosen": chosen,
        "narrowed": any(chosen),
        "reasons": WHY.items(),
        **line.counted(),
        "queue": [
            {
                "dialogue": dialogue,
                "why": [WHY[code] for code in why_pressing(dialogue)],
            }
            for dialogue in line.first(Length.PAGE)
        ],
        "minutes": MINUTES,
        "decided": lately_decided(request.user, project),
    }
    return render(request, "reviewers/reviews.html", context)


@login_required
@require_POST
def claim_review(request, slug):
    project = enter_project(request, slug, EXPERT)
    review = reviewing.claim_next(
        project,
        narrowing=Narrowing.asked(request.POST),
        by=request.user,
    )
    if review is None:
        messages.info(request, _("Nothing waits for you now."))
        return redirect("reviews", project.slug)
    return redirect("review", review.pk)


@login_required
@require_POST
def begin_sitting(request, slug):
    project = enter_project(request, slug, EXPERT)
    sittings.begin(
        project,
        minutes=IntegerField(min_value=1).clean(request.POST.get("minutes")),
        narrowing=Narrowing.asked(request.POST),
        by=request.user,
    )
    return redirect("reviews", project.slug)


@login_required
@require_POST
def end_sitting(request, slug):
    project = enter_project(request, slug, EXPERT)
    sitting = open_sitting(request.user, project)
    sittings.end(project, by=request.user)
    if said := sitting and done_in(sitting):
        messages.info(request, said)
    return redirect("reviews", project.slug)


@login_required
@require_POST
def give_back_review(request, pk):
    row = own_review_or_404(request, pk)
    reviewing.give_back(row, by=request.user)
    return redirect("reviews", row.project.slug)


@login_required
@require_POST
def skip_review(request, pk):
    row = own_review_or_404(request, pk)
    reviewing.skip(row, reason=request.POST.get("reason", ""), by=request.user)
    messages.info(request, _("Left to others. You will not be offered it again."))
    return redirect("reviews", row.project.slug)


@login_required
@require_POST
def hand_over_review(request, pk):
    row = own_review_or_404(request, pk)
    name = clean_text(request.POST.get("to", ""))
    to = other_readers(row).filter(username=name).first()
    if to is None:
        raise ValidationError(_("Choose who should read it."))
    reviewing.hand_over(row, to=to, note=request.POST.get("note", ""), by=request.user)
    messages.info(
        request,
        _("Handed to %(name)s, who finds it first in the queue.") % {"name": to},
    )
    return redirect("reviews", row.project.slug)
