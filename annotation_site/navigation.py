"""What every page knows: the project one is in and where one can go from here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dialogues.models import Membership
from dialogues.permissions import ADMIN, EXPERT, VOLUNTEER

# Each place: the name of its address, its label, and who goes there.
PLACES = [
    ("project", _("Project"), {VOLUNTEER, EXPERT, ADMIN}),
    ("desk", _("Desk"), {VOLUNTEER}),
    ("reviews", _("Review"), {EXPERT}),
    ("dialogues", _("Dialogues"), {EXPERT, ADMIN}),
    ("topics", _("Topics"), {ADMIN}),
    ("batches", _("Drafting"), {ADMIN}),
    ("releases", _("Datasets"), {ADMIN}),
    ("runs", _("Training"), {ADMIN}),
    ("members", _("Members"), {ADMIN}),
]


def site(request: HttpRequest) -> dict[str, Any]:
    membership = current_membership(request)
    return {
        "sample_endpoint": settings.SAMPLE_ENDPOINT,
        "membership": membership,
        "current_project": membership.project if membership else None,
        "navigation": places_for(membership, request.path) if membership else [],
    }


def current_membership(request: HttpRequest) -> Membership | None:
    """The person's place in the project of this page, or in their only project."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    memberships = user.memberships.filter(ended_at=None).select_related("project")
    if project := getattr(request, "project", None):
        return memberships.filter(project=project).first()
    only = list(memberships[:2])
    return only[0] if len(only) == 1 else None


def places_for(membership: Membership, path: str) -> list[dict[str, Any]]:
    places = []
    for name, label, roles in PLACES:
        if roles & set(membership.roles):
            url = reverse(name, args=[membership.project.slug])
            current = path == url if name == "project" else path.startswith(url)
            places.append({"label": label, "url": url, "current": current})
    return places
