"""The first pages: all my projects, and one project with everything that goes on."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dialogues.access import enter_project
from dialogues.models import Dialogue, Membership, Project
from dialogues.permissions import ADMIN, EXPERT, VOLUNTEER
from dialogues.queries import counts_by_status, held_assignment, returned_to
from reviewers.queries import open_review, queue_for


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A person with one project goes straight to it."""
    memberships = list(
        request.user.memberships.filter(ended_at=None)
        .select_related("project")
        .order_by("project__slug"),
    )
    if len(memberships) == 1:
        return redirect("project", memberships[0].project.slug)
    return render(request, "home.html", {"memberships": memberships})


@login_required
def project_home(request: HttpRequest, slug: str) -> HttpResponse:
    project = enter_project(request, slug)
    membership = project.memberships.get(user=request.user)
    counts = counts_by_status(project)
    context: dict[str, Any] = {
        "project": project,
        "parts": flow_parts(project, counts, membership),
        "total": sum(counts.values()),
        "members": project.memberships.filter(ended_at=None).count(),
    }
    if VOLUNTEER in membership.roles:
        context["held"] = held_assignment(request.user, project)
        context["returned"] = returned_to(request.user, project)[:5]
        context["drafts_left"] = counts[Dialogue.Status.DRAFTED]
    if EXPERT in membership.roles:
        context["open_review"] = open_review(request.user, project)
        context["queue"] = queue_for(request.user, project).count()
    if ADMIN in membership.roles:
        context["batches"] = project.batches.select_related("drafter")[:3]
        context["releases"] = project.releases.all()[:3]
        context["run"] = project.runs.first()
        context["topics"] = project.topics.count()
    return render(request, "project.html", context)


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
