"""Finding a project's dialogues, and reading one with its history."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from dialogues.access import enter_project
from dialogues.models import Dialogue
from dialogues.permissions import ADMIN, EXPERT
from dialogues.queries import dialogues_listed, visible_dialogues

PAGE = 50


@login_required
def dialogues(request, slug):
    project = enter_project(request, slug, EXPERT, ADMIN)
    chosen = {name: request.GET.get(name, "") for name in ("status", "theme", "q")}
    context = {
        "project": project,
        "chosen": chosen,
        "statuses": Dialogue.Status.choices,
        "themes": project.topics.exclude(theme="")
        .order_by("theme")
        .values_list("theme", flat=True)
        .distinct(),
        "page": Paginator(dialogues_listed(project, **chosen), PAGE).get_page(
            request.GET.get("page"),
        ),
    }
    return render(request, "dialogues/dialogues.html", context)


@login_required
def dialogue(request, pk):
    row = get_object_or_404(
        visible_dialogues(request.user).select_related("project", "topic", "head"),
        pk=pk,
    )
    request.project = row.project
    revisions = list(row.revisions.select_related("author").order_by("number"))
    for before, revision in zip([None, *revisions], revisions, strict=False):
        revision.compared = compared(before.turns if before else None, revision.turns)
    context = {
        "project": row.project,
        "dialogue": row,
        "revisions": revisions[::-1],
        "events": row.events.select_related("by").order_by("-id"),
        "comments": row.comments.select_related("by"),
        "findings": row.head.findings.filter(dismissed_at=None) if row.head else [],
        "approvals": row.approvals.select_related("by"),
    }
    return render(request, "dialogues/dialogue.html", context)


def compared(before, turns):
    """Each turn beside its text in the revision before, by lineage.

    ``old`` is empty where the turn is new; what was taken out comes last.
    """
    if before is None:
        return [{"turn": turn, "old": turn["text"], "changed": False} for turn in turns]
    texts = {turn["id"]: turn["text"] for turn in before}
    kept = {turn["id"] for turn in turns}
    rows = [
        {
            "turn": turn,
            "old": texts.get(turn["id"], ""),
            "changed": texts.get(turn["id"]) != turn["text"],
        }
        for turn in turns
    ]
    return rows + [
        {"turn": {**turn, "text": ""}, "old": turn["text"], "changed": True}
        for turn in before
        if turn["id"] not in kept
    ]
