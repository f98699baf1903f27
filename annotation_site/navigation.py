"""What every page knows: the project one is in and where one can go from here."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dialogues.models import Membership, Notice
from dialogues.notice_queries import memberships_with_unread
from dialogues.permissions import ADMIN, EXPERT, VOLUNTEER

# Each place: the name of its address, its label, who goes there, and the pages below it.
PLACES = [
    (
        "project",
        _("Project"),
        {VOLUNTEER, EXPERT, ADMIN},
        {"sign_offs", "sign_off", "sign_off_named"},
    ),
    (
        "desk",
        _("Desk"),
        {VOLUNTEER},
        {
            "assignment",
            "feedback",
            "own_work",
            "own_way",
            "support",
            "proposals",
            "peer_reading",
        },
    ),
    # Only where the project has one.
    ("course", _("Course"), {VOLUNTEER}, {"lesson", "lesson_try"}),
    (
        "reviews",
        _("Review"),
        {EXPERT},
        {"review", "normings", "new_norming", "norming", "norming_place"},
    ),
    # No role leads there: only the mark for safeguarding.
    ("cases", _("Safeguarding"), set(), {"case", "case_help_lines"}),
    (
        "agreement",
        _("Agreement"),
        {EXPERT, ADMIN},
        {"agreement_dialogues"},
    ),
    ("boards", _("Boards"), {EXPERT, ADMIN}, set()),
    (
        "dialogues",
        _("Dialogues"),
        {EXPERT, ADMIN},
        {"dialogue", "duplicates", "bulks", "bulk", "new_bulk"},
    ),
    ("topics", _("Topics"), {ADMIN}, set()),
    ("imports", _("Files"), {ADMIN}, {"import_file", "sources", "source"}),
    (
        "batches",
        _("Drafting"),
        {ADMIN},
        {
            "batch",
            "order_drafts",
            "draft",
            "drafters",
            "drafter",
            "new_drafter",
            "coverage",
            "repairs",
            "wordings",
            "repair_draft",
            "prompts",
            "prompt",
            "new_prompt",
            "compare_prompts",
            "trial",
        },
    ),
    ("releases", _("Datasets"), {ADMIN}, {"release"}),
    ("runs", _("Training"), {ADMIN}, {"run", "playground"}),
    (
        "setup",
        _("Setup"),
        {ADMIN},
        {
            "checklist",
            "certificates",
            "course_editing",
            "edit_guidelines",
            "edit_label_scheme",
            "edit_lesson",
            "edit_reason",
            "heavy_categories",
            "instruction",
            "label_schemes",
            "lesson_version",
            "members",
            "new_label_scheme",
            "new_lesson",
            "new_reason",
            "peer_stage",
            "reasons",
        },
    ),
]


def site(request: HttpRequest) -> dict[str, Any]:
    membership = current_membership(request)
    match = request.resolver_match
    page = match.url_name if match else ""
    return {
        "sample_endpoint": settings.SAMPLE_ENDPOINT,
        "membership": membership,
        "current_project": membership.project if membership else None,
        # A part of a page shows no count, and so asks for none.
        "unread": cache(partial(unread_count, request, membership)),
        "navigation": places_for(membership, page) if membership else [],
    }


def current_membership(request: HttpRequest) -> Membership | None:
    """The person's place in the project of this page, or in their only project."""
    if membership := getattr(request, "membership", None):
        return membership
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    if project := getattr(request, "project", None):
        return memberships_with_unread(user).filter(project=project).first()
    only = list(memberships_with_unread(user)[:2])
    if only:
        request.unread = only[0].unread
    return only[0] if len(only) == 1 else None


def unread_count(request: HttpRequest, membership: Membership | None) -> int:
    """How many notices the person has not seen; mostly it came with the membership."""
    if membership is not None and hasattr(membership, "unread"):
        return membership.unread
    if hasattr(request, "unread"):
        return request.unread
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    return Notice.objects.filter(user=user, read_at=None).count()


def places_for(membership: Membership, page: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": reverse(name, args=[membership.project.slug]),
            "current": page == name or page in below,
        }
        for name, label, roles, below in PLACES
        if name != "course" or membership.has_course
        if roles & set(membership.roles) or (membership.safeguarding and not roles)
    ]
