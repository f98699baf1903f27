"""The volunteer's desk: the next dialogue, what came back, and a topic of one's own."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from dialogues.access import enter_project
from dialogues.course_queries import course_ahead, guidelines_to_read
from dialogues.desk_queries import (
    approved_count,
    put_down_by,
    returned_with_notes,
    submitted_by,
    topics_to_write,
)
from dialogues.domain import editing, submission
from dialogues.heavy_queries import spared_of
from dialogues.next_queries import COUNTED, waiting_for
from dialogues.peer_queries import desk_shown
from dialogues.permissions import VOLUNTEER
from dialogues.queries import visible_dialogues
from dialogues.topic_queries import visible_topics
from dialogues.work_queries import held_assignment, once_held

TOPICS_SHOWN = 6


@login_required
def desk(request, slug):
    project = enter_project(request, slug, VOLUNTEER)
    q = request.GET.get("q", "").strip()[:100]
    spared = spared_of(request.user, project)
    peers = desk_shown(request.user, project, spared)
    context = {
        "project": project,
        "held": held_assignment(request.user, project),
        "waiting": waiting_for(request.user, project, spared),
        "peers": peers,
        "counted": COUNTED,
        "returned": returned_with_notes(request.user, project),
        "put_down": put_down_by(request.user, project),
        "submitted": submitted_by(request.user, project).exclude(
            pk__in=[one.dialogue_id for one in peers["points"]],
        )[:20],
        "approved": approved_count(request.user, project),
        "topics": topics_to_write(project, q)[:TOPICS_SHOWN],
        "q": q,
        "course": course_ahead(request.user, project),
        "guidelines_changed": guidelines_to_read(request.user, project),
        "sent": "sent" in request.GET,
    }
    return render(request, "dialogues/desk.html", context)


@login_required
@require_POST
def take_next(request, slug):
    project = enter_project(request, slug, VOLUNTEER)
    work = editing.claim_next(project, by=request.user)
    return redirect("assignment", work.pk) if work else redirect("desk", slug)


@login_required
@require_POST
def claim(request, pk):
    """Take one dialogue that the person knows: it came back, or they put it down."""
    row = get_object_or_404(once_held(request.user), pk=pk)
    work = editing.claim(row, by=request.user)
    return redirect("assignment", work.pk)


@login_required
@require_POST
def withdraw(request, pk):
    row = get_object_or_404(visible_dialogues(request.user), pk=pk)
    work = submission.withdraw(row, by=request.user)
    return redirect("assignment", work.pk)


@login_required
@require_POST
def write_from_topic(request, pk):
    topic = get_object_or_404(visible_topics(request.user), pk=pk)
    work = editing.write_from_topic(topic, by=request.user)
    return redirect("assignment", work.pk)
