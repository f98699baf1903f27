"""Reading a dialogue with its history."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dialogues.access import enter_row
from dialogues.candidate_queries import drafts_offered, named
from dialogues.comparing import aligned
from dialogues.decision_queries import answers_of_dialogue, is_blind
from dialogues.desk_queries import way_to_write
from dialogues.domain import noticing, submission
from dialogues.domain.candidates import turns_taken
from dialogues.history_queries import events_for, findings_for
from dialogues.mentions import without_names
from dialogues.models import Answer, Dialogue, Finding, Notice
from dialogues.notice_queries import names_called_in
from dialogues.peer_queries import stage_shown
from dialogues.permissions import ADMIN, VOLUNTEER
from dialogues.queries import visible_dialogues
from dialogues.threads import turn_numbers
from dialogues.views.talk import talk_context

Status = Dialogue.Status
TO_WRITE = (Status.DRAFTED, Status.EDITING, Status.RETURNED)


@login_required
def dialogue(request, pk):
    # Whoever reads the dialogue has seen what the notices about it tell.
    noticing.mark_read(Notice.objects.filter(user=request.user, dialogue=pk))
    row = enter_row(
        request,
        visible_dialogues(request.user).select_related("project", "topic", "head"),
        pk,
    )
    revisions = list(row.revisions.select_related("author").order_by("number"))
    numbers = turn_numbers(revisions)
    for before, revision in zip([None, *revisions], revisions, strict=False):
        revision.pairs = aligned(
            before.turns if before else None,
            revision.turns,
        )
    blind = is_blind(request.user, row)
    answers = Answer.objects.none() if blind else answers_of_dialogue(row)
    for revision in revisions:
        revision.given = [one for one in answers if one.revision_id == revision.pk]
    mark_approvals(row, revisions, blind=blind)
    talk = talk_context(request.user, row, blind=blind, numbers=numbers)
    events = list(events_for(request.user, row).order_by("-id"))
    if blind:
        names = names_called_in(row)
        for event in events:
            event.note = without_names(event.note, names)
    findings = list(findings_for(request.user, row))
    for one in [*findings, *answers]:
        one.number = numbers.get(str(one.turn))
    held, may_take = None, False
    if row.status in TO_WRITE and VOLUNTEER in request.membership.roles:
        held, may_take = way_to_write(request.user, row)
    context = {
        "project": row.project,
        "dialogue": row,
        "held": held,
        "may_take": may_take,
        "revisions": revisions[::-1],
        "events": events,
        "findings": findings,
        "blind": blind,
        "drafts": drafts_weighed(row, request.membership, blind=blind),
        "peer": stage_shown(request.user, row, blind=blind),
        "verbs": row.verbs_for(request.user),
    }
    return render(request, "dialogues/dialogue.html", {**talk, **context})


def mark_approvals(row, revisions, *, blind):
    """Say at each revision who approved it, or that a later one made that void."""
    given = list(row.approvals.select_related("by").order_by("at"))
    for revision in revisions:
        by = [str(one.by) for one in given if one.revision_id == revision.pk]
        revision.void = bool(by) and revision.pk != row.head_id
        revision.approved_by = "" if blind else _(", ").join(by)


def drafts_weighed(row, membership, *, blind):
    """The drafts that its writer chose from, for admins who are not to decide on it."""
    if blind or ADMIN not in membership.roles or not row.draft_id:
        return {}
    drafts = named(drafts_offered(row).select_related("drafter"))
    for draft in drafts.values():
        draft.taken = turns_taken(draft, row.head.turns)
    return drafts


@login_required
@require_POST
def reopen(request, pk):
    row = get_object_or_404(visible_dialogues(request.user), pk=pk)
    submission.reopen(row, reason=request.POST.get("reason", ""), by=request.user)
    return redirect("dialogue", row.pk)


@login_required
@require_POST
def dismiss_finding(request, pk):
    finding = get_object_or_404(
        Finding.objects.select_related("revision__dialogue"),
        pk=pk,
        revision__dialogue__in=visible_dialogues(request.user),
    )
    reason = request.POST.get("reason", "")
    submission.dismiss_finding(finding, reason=reason, by=request.user)
    return redirect("dialogue", finding.revision.dialogue_id)
