"""What happened to a dialogue, any two of its revisions compared, and restoring one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import IntegerField
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialogues.access import enter_row
from dialogues.comparing import aligned
from dialogues.decision_queries import is_blind
from dialogues.queries import visible_dialogues
from reviewers.domain import restoring
from reviewers.timeline import timeline


@login_required
@require_safe
def dialogue_timeline(request, pk):
    row = own_dialogue(request, pk)
    revisions = list(row.revisions.select_related("author").order_by("number"))
    older, newer = two_of(request, revisions)
    blind = is_blind(request.user, row)
    void = {one.revision_id for one in row.approvals.all()} - {row.head_id}
    for revision in revisions:
        revision.void = revision.pk in void
    context = {
        "project": row.project,
        "dialogue": row,
        "revisions": revisions,
        "older": older,
        "newer": newer,
        "pairs": aligned(older.turns, newer.turns) if older and newer else [],
        "entries": timeline(row, user=request.user, membership=request.membership),
        "blind": blind,
        "may_restore": restoring.may_restore(row, by=request.user),
    }
    return render(request, "reviewers/timeline.html", context)


@login_required
@require_POST
def restore_revision(request, pk):
    row = own_dialogue(request, pk)
    number = IntegerField(min_value=1).clean(request.POST.get("number"))
    revision = get_object_or_404(row.revisions, number=number)
    restored = restoring.restore(row, revision=revision, by=request.user)
    messages.success(
        request,
        _("Revision %(old)d stands here again, as revision %(new)d.")
        % {"old": revision.number, "new": restored.number},
    )
    return redirect("dialogue_timeline", row.pk)


def own_dialogue(request, pk):
    rows = visible_dialogues(request.user).select_related("project", "topic", "head")
    return enter_row(request, rows, pk)


def two_of(request, revisions):
    """The revisions that the address names, else the latest beside the one before."""
    if not revisions:
        return None, None
    by_number = {str(one.number): one for one in revisions}
    newer = by_number.get(request.GET.get("to", ""), revisions[-1])
    before = revisions[max(revisions.index(newer) - 1, 0)]
    return by_number.get(request.GET.get("from", ""), before), newer
