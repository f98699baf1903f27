"""The versioned texts of a project, and who drafts from them."""

from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.text_shapes import (
    ChecklistOut,
    DrafterOut,
    checklist_out,
    drafter_out,
)
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, described_page, member_or_404, page


class Checklists(ApiView):
    @described_page("Checklists, every version", ChecklistOut, order="newest first")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        return page(
            request,
            project.checklists.prefetch_related("items"),
            lambda rows: [checklist_out(row) for row in rows],
            order=("-version",),
        )


class Drafters(ApiView):
    @described_page("The models that write drafts", DrafterOut, order="by name")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        return page(
            request,
            project.drafters.all(),
            lambda rows: [drafter_out(row) for row in rows],
            order=("name",),
        )
