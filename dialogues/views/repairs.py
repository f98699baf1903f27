"""Replies that became no dialogue: seen by reason, put right by hand, asked for again."""

from itertools import cycle

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.access import enter_project, enter_row
from dialogues.domain import repairing
from dialogues.domain.replies import parsed
from dialogues.domain.turns import ROLES, clean_text, new_turn
from dialogues.drafting_queries import (
    can_be_asked_again,
    drafts_listed,
    drafts_shown,
    repair_reasons,
    repairs,
)
from dialogues.models import Draft
from dialogues.permissions import ADMIN

PAGE = 30
# As many as one answer to a browser can wait for.
MOST_AT_ONCE = 500


@login_required
@require_safe
def repairs_page(request, slug):
    project = enter_project(request, slug, ADMIN)
    reason = clean_text(request.GET.get("reason", ""))
    rows = drafts_listed(repairs(project), problem=reason)
    context = {
        "project": project,
        "reason": reason,
        "reasons": repair_reasons(project),
        "all": repairs(project).count(),
        "again": min(can_be_asked_again(rows).count(), MOST_AT_ONCE),
        "batches": can_be_asked_again(rows)
        .order_by()
        .values("batch")
        .distinct()
        .count(),
        "most": MOST_AT_ONCE,
        "page": Paginator(rows.order_by("-updated_at", "id"), PAGE).get_page(
            request.GET.get("page"),
        ),
    }
    return render(request, "dialogues/repairs.html", context)


@login_required
@require_POST
def draft_all_again(request, slug):
    """Every draft of a reason once more; each that cannot be is told."""
    project = enter_project(request, slug, ADMIN)
    reason = clean_text(request.POST.get("reason", ""))
    rows = can_be_asked_again(drafts_listed(repairs(project), problem=reason))
    report = repairing.draft_all_again(rows[:MOST_AT_ONCE], by=request.user)
    asked = ngettext(
        "%d draft is asked for again.",
        "%d drafts are asked for again.",
        report.asked,
    )
    messages.success(request, asked % report.asked)
    for sentence in report.refused:
        messages.warning(request, sentence)
    return redirect("repairs", project.slug)


@login_required
@require_POST
def draft_again(request, pk):
    row = enter_draft(request, pk)
    again = repairing.draft_again(row, by=request.user)
    return redirect("draft", again.pk)


@login_required
@require_http_methods(["GET", "POST"])
def repair_draft(request, pk):
    """The reply beside a transcript that is read again while one types."""
    row = enter_draft(request, pk)
    text = request.POST.get("text")
    shown = preview_context(row, transcript_of(row) if text is None else text)
    if request.method == "POST" and shown["both"]:
        read = parsed(row.project, text)
        dialogue = repairing.repair(
            row,
            turns=[new_turn(turn.role, turn.text) for turn in read.turns],
            by=request.user,
        )
        messages.success(
            request,
            ngettext(
                "A dialogue of %d turn waits for a volunteer.",
                "A dialogue of %d turns waits for a volunteer.",
                len(read.turns),
            )
            % len(read.turns),
        )
        return redirect(following(row) or reverse("dialogue", args=[dialogue.pk]))
    context = {
        "project": row.project,
        "draft": row,
        "verbs": row.verbs_for(request.user),
        "guessed": text is None and is_without_names(row),
        **shown,
    }
    # What was typed is shown again where it is no dialogue yet.
    status = 200 if text is None else 422
    return render(request, "dialogues/repair.html", context, status=status)


@login_required
@require_POST
def repair_preview(request, pk):
    """The part of the page that shows the turns in what was typed."""
    row = enter_draft(request, pk)
    context = preview_context(row, request.POST.get("text", ""))
    return render(request, "dialogues/repair.html#preview", context)


def enter_draft(request, pk):
    rows = Draft.objects.select_related(
        "project", "topic", "batch__prompt", "answer", "drafter"
    )
    return enter_row(request, drafts_shown(request.user, rows), pk, ADMIN)


def following(row):
    """The next one to repair, so that many are done one after the other."""
    later = repairs(row.project).filter(status=Draft.Status.UNUSABLE)
    found = later.order_by("-updated_at", "id").first()
    return reverse("repair_draft", args=[found.pk]) if found else None


def transcript_of(row):
    """What was read as lines with names, or the reply as it came."""
    label = row.project.label_for
    if row.turns:
        return "\n".join(f"{label(one['role'])}：{one['text']}" for one in row.turns)
    if is_without_names(row):
        lines = [line.strip() for line in row.answer.reply.splitlines()]
        return "\n".join(
            f"{label(role)}：{line}"
            for role, line in zip(cycle(ROLES), filter(None, lines), strict=False)
        )
    return row.answer.reply if row.answer else ""


def is_without_names(row):
    """Whether the lines can only be given to the speakers in turn."""
    codes = {problem["code"] for problem in row.problems}
    return bool(
        row.answer
        and "no_speakers" in codes
        and not codes & {"refusal", "empty", "too_long"}
        and not row.turns
        and len(row.answer.reply.split("\n")) > 1
    )


def preview_context(row, text):
    found = parsed(row.project, text)
    roles = {turn.role for turn in found.turns if turn.text.strip()}
    return {
        "project": row.project,
        "text": text,
        "turns": found.turns,
        "problems": found.problems,
        "dropped": [part for part in found.dropped if part.strip()],
        "both": roles == {"user", "assistant"},
    }
