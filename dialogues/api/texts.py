"""The checklists of a project, every version."""

from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.text_shapes import ChecklistOut, checklist_out
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
