"""Ordering machine drafts, and how far they are."""

from typing import Any, NotRequired, TypedDict

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.batch_shapes import (
    BatchInFullOut,
    BatchOut,
    batch_in_full_out,
    batch_out,
)
from dialogues.domain import drafting
from dialogues.models import DraftBatch, Drafter, Project, Prompt, User
from dialogues.permissions import ADMIN
from dialogues.queries import visible_projects
from dialogues.rest import (
    ApiView,
    describe,
    described_page,
    member_or_404,
    once,
    page,
    row_or_404,
)
from dialogues.rest.entering import job_address
from dialogues.rest.fields import Body, amount, integer, text, wrong


class BatchIn(TypedDict):
    count: int
    prompt: NotRequired[str | None]
    drafter: NotRequired[str | None]
    budget: NotRequired[str | None]


class OrderedBatchOut(BatchOut):
    job: str


def batch_or_404(user: User, pk: Any) -> DraftBatch:
    rows = DraftBatch.objects.filter(project__in=visible_projects(user))
    return row_or_404(
        user,
        rows.select_related("prompt", "drafter", "ordered_by"),
        pk,
        ADMIN,
    )


class Batches(ApiView):
    @described_page("Batches of drafts", BatchOut, order="newest first")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        return page(
            request,
            project.batches.select_related("prompt", "drafter", "ordered_by"),
            lambda rows: [batch_out(row) for row in rows],
            order=("-created_at", "id"),
        )

    @describe("Order drafts", OrderedBatchOut, takes=BatchIn, status=202)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        batch = drafting.order_batch(
            project,
            count=integer(request.data, "count", least=1),
            prompt=named_prompt(project, request.data),
            drafter=named_drafter(project, request.data),
            budget=amount(request.data, "budget"),
            by=request.user,
        )
        job = job_address(request, batch.pk)
        return Response({**batch_out(batch), "job": job}, status=202)


def named_prompt(project: Project, body: Body) -> Prompt | None:
    """The latest version of the prompt that the body names, if it names one."""
    if body.get("prompt") is None:
        return None
    named = project.prompts.filter(name=text(body, "prompt")).order_by("-version")
    if prompt := named.first():
        return prompt
    raise wrong("prompt", _("There is no such prompt."))


def named_drafter(project: Project, body: Body) -> Drafter | None:
    if body.get("drafter") is None:
        return None
    if drafter := project.drafters.filter(name=text(body, "drafter")).first():
        return drafter
    raise wrong("drafter", _("There is no such drafter."))


class OneBatch(ApiView):
    @describe("A batch and how far it is", BatchInFullOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(batch_in_full_out(batch_or_404(request.user, pk)))


class CancelBatch(ApiView):
    @describe("Order no more calls of a batch", BatchInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        batch = batch_or_404(request.user, pk)
        drafting.cancel_batch(batch, by=request.user)
        return Response(batch_in_full_out(batch))
