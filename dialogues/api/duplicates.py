"""The near-copies of a project, pair by pair."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.duplicate_queries import near_copies
from dialogues.models import Finding
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, described_page, member_or_404, page


class NearCopyOut(TypedDict):
    """`dialogue` was found to be like `other`; of two alike each may name the other."""

    finding: UUID
    dialogue: UUID
    other: UUID
    percent: int
    at: datetime


class Duplicates(ApiView):
    @described_page(
        "Dialogues that say nearly the same",
        NearCopyOut,
        order="as they were noticed",
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        return page(
            request,
            near_copies(request.user, project),
            lambda rows: [near_copy_out(row) for row in rows],
            order=("created_at", "id"),
        )


def near_copy_out(finding: Finding) -> NearCopyOut:
    return {
        "finding": finding.pk,
        "dialogue": finding.revision.dialogue_id,
        "other": UUID(finding.data["dialogue"]),
        "percent": finding.data["percent"],
        "at": finding.created_at,
    }
