"""The first pages: all my projects, and one project with everything that goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Avg, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogues.access import enter_project
from dialogues.feedback_queries import decided_for, often_said
from dialogues.models import Dialogue, Membership, Project
from dialogues.permissions import ADMIN, EXPERT, VOLUNTEER
from dialogues.queries import counts_by_status, memberships_of
from dialogues.reasons import linked_reasons
from dialogues.work_queries import held_assignment, returned_to
from reviewers.models import Review
from reviewers.queries import open_review
from reviewers.queue_queries import queue_for
from trainer.models import Run

MONTH, WEEK = timedelta(days=30), timedelta(days=7)
LATELY = 5


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A person with one project goes straight to it."""
    memberships = list(memberships_of(request.user).order_by("project__slug"))
    if len(memberships) == 1:
        return redirect("project", memberships[0].project.slug)
    return render(request, "home.html", {"memberships": memberships})


@login_required
def project_home(request: HttpRequest, slug: str) -> HttpResponse:
    project = enter_project(request, slug)
    membership = request.membership
    counts = counts_by_status(project)
    context: dict[str, Any] = {
        "project": project,
        "parts": flow_parts(project, counts, membership),
        "total": sum(counts.values()),
        "approved": counts[Dialogue.Status.APPROVED],
        "members": project.memberships.filter(ended_at=None).count(),
    }
    if VOLUNTEER in membership.roles:
        context["held"] = held_assignment(request.user, project)
        context["returned"] = returned_to(request.user, project)[:5]
        context["drafts_left"] = counts[Dialogue.Status.DRAFTED]
        context["decided"] = decided_for(request.user, project)[:LATELY]
        context["often"] = often_said(
            request.user,
            project,
            reasons=linked_reasons(project),
        )
    if EXPERT in membership.roles:
        context["open_review"] = open_review(request.user, project)
        context["queue"] = queue_for(request.user, project).count()
    if ADMIN in membership.roles:
        topics = project.topics.count()
        context["topics"] = topics
        context["figures"] = figures(project, counts, topics)
        context["batches"] = project.batches.all()[:3]
        context["releases"] = project.releases.all()[:3]
        # A run that waits has nothing to show yet.
        context["run"] = project.runs.exclude(status=Run.Status.QUEUED).first()
    return render(request, "project.html", context)


def figures(
    project: Project,
    counts: dict[str, int],
    topics: int,
) -> list[dict[str, Any]]:
    """The numbers that an admin looks at first, each with what it means."""
    now = timezone.now()
    approved = project.dialogues.filter(status=Dialogue.Status.APPROVED)
    this_week = approved.filter(updated_at__gte=now - WEEK).count()
    oldest = (
        project.dialogues.filter(status=Dialogue.Status.SUBMITTED)
        .order_by("updated_at")
        .values_list("updated_at", flat=True)
        .first()
    )
    spent = project.reviews.filter(
        status=Review.Status.DECIDED,
        by_bulk=False,
        decided_at__gte=now - MONTH,
    ).aggregate(mean=Avg(F("decided_at") - F("created_at")))["mean"]
    return [
        {
            "label": _("Approved"),
            "value": counts[Dialogue.Status.APPROVED],
            "note": _("%d this week") % this_week,
        },
        {
            "label": _("Waiting for review"),
            "value": counts[Dialogue.Status.SUBMITTED],
            "note": _("the oldest for %s") % timesince(oldest, now, depth=1)
            if oldest
            else _("none waits"),
        },
        {
            "label": _("Drafts not taken yet"),
            "value": counts[Dialogue.Status.DRAFTED],
            "note": ngettext("%d topic", "%d topics", topics) % topics,
        },
        {
            "label": _("Minutes of an expert for each dialogue"),
            "value": f"{spent.total_seconds() / 60:.1f}" if spent else "–",
            "note": _("mean of the last 30 days"),
        },
    ]


def flow_parts(
    project: Project,
    counts: dict[str, int],
    membership: Membership,
) -> list[dict[str, Any]]:
    """The flow of statuses as parts of one bar; x and width in percent."""
    total = sum(counts.values())
    may_list = {EXPERT, ADMIN} & set(membership.roles)
    dialogues = reverse("dialogues", args=[project.slug])
    parts, x = [], 0.0
    for status, count in counts.items():
        width = 100 * count / total if total else 0
        parts.append(
            {
                "status": status,
                "label": Dialogue.Status(status).label,
                "count": count,
                "x": f"{x:.3f}",
                "width": f"{width:.3f}",
                "url": f"{dialogues}?status={status}" if may_list else "",
            },
        )
        x += width
    return parts
