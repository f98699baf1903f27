"""The versioned texts of a project, and who drafts from them."""

from typing import TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.text_shapes import (
    ChecklistOut,
    DrafterOut,
    PromptOut,
    checklist_out,
    drafter_out,
    prompt_out,
)
from dialogues.domain import projects
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import text

LONGEST_PROMPT = 20_000


class PromptIn(TypedDict):
    name: str
    text: str


class Prompts(ApiView):
    @described_page("Prompts, every version", PromptOut, order="by name, newest first")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        return page(
            request,
            project.prompts.select_related("created_by"),
            lambda rows: [prompt_out(row) for row in rows],
            order=("name", "-version"),
        )

    @describe("Write a new version of a prompt", PromptOut, takes=PromptIn, status=201)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        prompt = projects.revise_prompt(
            project,
            name=text(request.data, "name"),
            text=text(request.data, "text", longest=LONGEST_PROMPT),
            by=request.user,
        )
        return Response(prompt_out(prompt), status=201)


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
