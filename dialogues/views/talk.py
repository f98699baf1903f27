"""What people say to each other about a dialogue: the part of its page for threads."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dialogues.access import enter_row
from dialogues.decision_queries import is_blind
from dialogues.domain import commenting
from dialogues.models import Comment
from dialogues.queries import visible_dialogues
from dialogues.threads import threads_of, turn_numbers


@login_required
@require_POST
def say(request, pk):
    dialogue = own_dialogue(request, pk)
    sent = {"text": request.POST.get("text"), "turn": request.POST.get("turn") or None}
    [comment] = commenting.clean_comments([sent], dialogue.head)
    said = commenting.comment_on(dialogue, comment, by=request.user)
    return show_talk(request, dialogue, said=said)


@login_required
@require_POST
def answer(request, pk):
    parent = own_comment(request, pk)
    [comment] = commenting.clean_comments([{"text": request.POST.get("text")}], None)
    said = commenting.comment_on(
        parent.dialogue,
        comment,
        parent=parent,
        by=request.user,
    )
    return show_talk(request, parent.dialogue, said=said)


@login_required
@require_POST
def resolve(request, pk):
    comment = own_comment(request, pk)
    commenting.resolve(comment, by=request.user)
    return show_talk(request, comment.dialogue, settled=comment)


@login_required
@require_POST
def reopen(request, pk):
    comment = own_comment(request, pk)
    commenting.reopen(comment, by=request.user)
    return show_talk(request, comment.dialogue, settled=comment)


def own_dialogue(request, pk):
    rows = visible_dialogues(request.user).select_related("project", "topic", "head")
    return enter_row(request, rows, pk)


def own_comment(request, pk):
    rows = Comment.objects.filter(dialogue__in=visible_dialogues(request.user))
    rows = rows.select_related(
        "dialogue__project", "dialogue__head", "parent__dialogue"
    )
    return get_object_or_404(rows, pk=pk)


def show_talk(request, dialogue, *, said=None, settled=None):
    context = talk_context(request.user, dialogue)
    context["said"] = said
    context["settled"] = settled
    if said and (names := commenting.not_reached(said)):
        context["not_reached"] = _(", ").join(f"@{name}" for name in names)
    return render(request, "dialogues/_talk.html", context)


def talk_context(user, dialogue, *, blind=None, numbers=None):
    """What the threads of a dialogue need, on its page and after each swap."""
    head = dialogue.head.turns if dialogue.head else []
    if numbers is None:
        numbers = turn_numbers(dialogue.revisions.order_by("number"))
    return {
        "dialogue": dialogue,
        "project": dialogue.project,
        "threads": threads_of(
            dialogue,
            user=user,
            blind=is_blind(user, dialogue) if blind is None else blind,
            numbers=numbers,
        ),
        "turns": [
            {**turn, "label": dialogue.project.label_for(turn["role"])} for turn in head
        ],
    }
