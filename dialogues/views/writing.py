"""The page on which a volunteer writes, and the doors that lead away from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import IntegerField
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dialogues.access import enter_found
from dialogues.candidate_queries import candidates_for
from dialogues.domain import editing, submission
from dialogues.domain.checklists import answers_of
from dialogues.lineage import texts_before
from dialogues.models import Answer, ChecklistItem
from dialogues.returned import comments_on, peer_points, return_event
from dialogues.views.desk_parts import (
    digest_of,
    kept,
    render_parts,
    shared_context,
)
from dialogues.views.heavy import after_submitting, content_note, why_shown
from dialogues.work_queries import (
    claimable_dialogues,
    held_assignment,
    own_assignment,
    work_to_write,
)


@never_cache
@login_required
def assignment(request, pk):
    work = own_work(request, pk, work_to_write)
    if work.ended_by_verb == "submit":
        return redirect("dialogue", work.dialogue_id)
    held = held_assignment(request.user, work.project) if work.ended_at else work
    if work.ended_at and held and held.dialogue_id == work.dialogue_id:
        return redirect("assignment", held.pk)
    if heavy := content_note(work):
        context = {
            "project": work.project,
            "assignment": work,
            "categories": heavy,
            "go_on": reverse("go_on_heavy", args=[work.pk]),
            "leave": reverse("not_today", args=[work.pk]),
        }
        return render(request, "dialogues/content_note.html", context)
    shared = shared_context(work.project)
    context = {
        **shared,
        **writing_context(work, shared["items"]),
        "parts": not work.ended_at
        and parts_address(work.project, shared, request.user),
        "held": held,
        "why": why_shown(work),
        "after": after_submitting(work),
        "may_claim": work.ended_at
        and not held
        and claimable_dialogues(request.user, work.project)
        .filter(pk=work.dialogue_id)
        .exists(),
    }
    return render(request, "dialogues/desk_write.html", context)


@login_required
@require_POST
def submit(request, pk):
    work = own_work(request, pk)
    seen = IntegerField(min_value=0).clean(request.POST.get("version"))
    submission.submit(work, seen=seen, by=request.user)
    work.dialogue.refresh_from_db(fields=["head"])
    return redirect(after_submitting(work))


@login_required
@require_POST
def give_back(request, pk):
    work = own_work(request, pk)
    editing.give_back(work, by=request.user)
    messages.info(request, _("Given back. What you typed is kept."))
    return redirect("desk", work.project.slug)


@login_required
@require_POST
def skip(request, pk):
    work = own_work(request, pk)
    editing.skip(work, reason=request.POST.get("reason", ""), by=request.user)
    messages.info(request, _("Put aside. You will not be given this one again."))
    return redirect("desk", work.project.slug)


@login_required
@require_POST
def renew(request, pk):
    editing.renew(own_work(request, pk), by=request.user)
    return redirect("assignment", pk)


def own_work(request, pk, found=own_assignment):
    return enter_found(request, found(request.user, pk))


def parts_address(project, shared, user):
    digest = digest_of(render_parts(project, shared, user=user))
    return reverse("desk_parts", args=[project.slug, digest])


def writing_context(work, items):
    answers = {(given["item"], given["turn"]): given for given in work.answers}
    sent_back = return_event(work)
    suggestion = (sent_back and sent_back.data.get("suggestion")) or []
    comments = comments_on(work) if sent_back else peer_points(work)
    base = texts_of(work.base)
    older = older_revisions(work)
    compared = own_before(work, older) or work.base
    before = texts_before(compared.turns, work.turns) if compared else {}
    candidates = [] if work.ended_at else candidates_for(work)
    drafted = {t["id"]: t["text"] for one in candidates for t in one["turns"]}
    wordings = {
        turn["id"]: turn["text"]
        for turn in suggestion
        if base.get(turn["id"]) != turn["text"]
    }
    asked_of_turns = [i for i in items if i.scope == ChecklistItem.Scope.TURN]
    present = {turn["id"] for turn in work.turns}
    return {
        "project": work.project,
        "assignment": work,
        "dialogue": work.dialogue,
        "turns": [
            {
                **turn,
                "label": work.project.label_for(turn["role"]),
                "kept": kept(turn),
                "old": before.get(turn["id"], drafted.get(turn["id"])),
                "asks": asks(asked_of_turns, answers, turn["id"]),
                "comments": [c for c in comments if str(c.turn) == turn["id"]],
                "wording": wordings.get(turn["id"]),
            }
            for turn in work.turns
        ],
        "base_turns": beside(texts_of(compared), before),
        "older": older,
        "compared": compared,
        "reworded": compared != work.base,
        "head_turns": [{"id": key} for key in base],
        "items": asks(items, answers, None),
        "sent_back": sent_back,
        "refused": refused_by(sent_back.by, work, items) if sent_back else [],
        "points": bool(comments) and not sent_back,
        "suggestion": suggestion,
        "candidates": candidates,
        "comments": [c for c in comments if str(c.turn) not in present],
    }


def texts_of(revision):
    return {turn["id"]: turn["text"] for turn in revision.turns} if revision else {}


def beside(compared, before):
    """The turns before, without the words that stand on the page beside their turn."""
    return [
        {"id": key} if before.get(key) == text else {"id": key, "text": text}
        for key, text in compared.items()
    ]


def asks(items, answers, turn):
    """The questions of one place, each with the answer given there."""
    return [{**answers.get((item.slug, turn), {}), "item": item} for item in items]


def refused_by(expert, work, items):
    """The questions that who sent it back answered with no, each with its place."""
    named = {item.slug: item for item in items}
    numbers = {turn["id"]: at for at, turn in enumerate(work.base.turns, start=1)}
    return [
        {**one, "item": named[one["item"]], "number": numbers.get(one["turn"])}
        for one in answers_of(work.base, expert)
        if one["value"] == Answer.Value.NO and one["item"] in named
    ]


def older_revisions(work):
    """What the text can be compared with, where there is more than one."""
    rows = work.dialogue.revisions.defer("turns").order_by("number")
    found = list(rows) if work.base and work.base.number > 1 else []
    return found if len(found) > 1 else []


def own_before(work, older):
    """Where somebody reworded what its author handed in: what that was."""
    if work.base is None or work.base.author_id in (None, work.holder_id):
        return None
    own = [one for one in older if one.author_id == work.holder_id]
    return own[-1] if own else None
