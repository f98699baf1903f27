"""Ordering machine drafts, stopping and resuming them, and what they will cost."""

from typing import Any, NotRequired, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.batch_shapes import (
    BatchInFullOut,
    BatchOut,
    DraftOut,
    EstimateOut,
    batch_in_full_out,
    batch_out,
    estimate_out,
)
from dialogues.domain import batches, budget, drafting, repairing
from dialogues.drafting_queries import drafts_shown
from dialogues.models import Draft, DraftBatch, Drafter, Project, Prompt, Topic, User
from dialogues.permissions import ADMIN
from dialogues.prompt_queries import prompt_to_order
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
from dialogues.rest.fields import (
    Body,
    amount,
    flag,
    identifiers,
    integer,
    text,
    wrong,
)
from dialogues.topic_queries import topics_chosen


class ShareIn(TypedDict):
    name: str
    share: NotRequired[int]


class BatchIn(TypedDict):
    """`topics` are ids; `topics_with`, `theme`, `emotion` and `age` narrow the choice."""

    count: int
    prompt: NotRequired[str | None]
    drafter: NotRequired[str | None]
    drafters: NotRequired[list[ShareIn]]
    candidates: NotRequired[int]
    budget: NotRequired[str | None]
    token_budget: NotRequired[int | None]
    topics: NotRequired[list[str]]
    topics_with: NotRequired[str]
    theme: NotRequired[str]
    emotion: NotRequired[str]
    age: NotRequired[str]
    fill_gaps: NotRequired[bool]
    trial: NotRequired[bool]


class CapIn(TypedDict):
    """What is left out stays; null takes the cap away."""

    budget: NotRequired[str | None]
    token_budget: NotRequired[int | None]


class EstimateIn(TypedDict):
    count: int
    prompt: NotRequired[str | None]
    drafter: NotRequired[str | None]
    drafters: NotRequired[list[ShareIn]]
    candidates: NotRequired[int]


class RepairIn(TypedDict):
    turns: list[dict[str, Any]]


class RepairedOut(TypedDict):
    dialogue: str


class OrderedBatchOut(BatchOut):
    job: str


BATCHES = DraftBatch.objects.select_related("prompt", "ordered_by").prefetch_related(
    "shares__drafter",
)


def batch_or_404(user: User, pk: Any) -> DraftBatch:
    rows = BATCHES.filter(project__in=visible_projects(user))
    return row_or_404(user, rows, pk, ADMIN)


class Batches(ApiView):
    @described_page("Batches of drafts", BatchOut, order="newest first")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        return page(
            request,
            BATCHES.filter(project=project),
            lambda rows: [batch_out(row) for row in rows],
            order=("-created_at", "id"),
        )

    @describe("Order drafts", OrderedBatchOut, takes=BatchIn, status=202)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        body = request.data
        batch = drafting.order_batch(
            project,
            budget=amount(body, "budget"),
            token_budget=whole(body, "token_budget"),
            topics=named_topics(project, body),
            fill_gaps=flag(body, "fill_gaps"),
            trial=flag(body, "trial"),
            by=request.user,
            **what_is_ordered(project, body),
        )
        job = job_address(request, batch.pk)
        ordered = BATCHES.get(pk=batch.pk)
        return Response({**batch_out(ordered), "job": job}, status=202)


class EstimateBatch(ApiView):
    @describe("What an order of drafts would take", EstimateOut, takes=EstimateIn)
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        found = budget.estimate(project, **what_is_ordered(project, request.data))
        return Response(estimate_out(found))


def what_is_ordered(project: Project, body: Body) -> dict[str, Any]:
    return {
        "count": integer(body, "count", least=1),
        "prompt": named_prompt(project, body),
        "drafters": named_drafters(project, body),
        "candidates": whole(body, "candidates") or 1,
    }


def whole(body: Body, name: str) -> int | None:
    return None if body.get(name) is None else integer(body, name, least=1)


def named_topics(project: Project, body: Body) -> QuerySet[Topic] | None:
    """The topics that the body names or describes; nothing where it leaves all open."""
    narrowed = {
        name: text(body, name, longest=100, default="")
        for name in ("topics_with", "theme", "emotion", "age")
    }
    if body.get("topics") is None and not any(narrowed.values()):
        return None
    found = topics_chosen(
        project,
        words=narrowed["topics_with"],
        theme=narrowed["theme"],
        emotion=narrowed["emotion"],
        age_band=narrowed["age"],
    )
    if body.get("topics") is not None:
        found = found.filter(pk__in=identifiers(body, "topics"))
    return found


def named_prompt(project: Project, body: Body) -> Prompt | None:
    """The version in use of the prompt that the body names, if it names one."""
    if body.get("prompt") is None:
        return None
    if prompt := prompt_to_order(project, text(body, "prompt")):
        return prompt
    raise wrong("prompt", _("There is no such prompt."))


def named_drafters(project: Project, body: Body) -> drafting.Shares | None:
    """One by name, or several with their shares; nothing for the project's first."""
    if body.get("drafters") is None:
        if body.get("drafter") is None:
            return None
        return [(find_drafter(project, "drafter", text(body, "drafter")), 1)]
    rows = body["drafters"]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise wrong("drafters", _("Send a list of names with shares."))
    return [
        (
            find_drafter(project, "drafters", text(row, "name")),
            whole(row, "share") or 1,
        )
        for row in rows
    ]


def find_drafter(project: Project, field: str, name: str) -> Drafter:
    if drafter := project.drafters.filter(name=name).first():
        return drafter
    raise wrong(field, _("There is no such drafter."))


class OneBatch(ApiView):
    @describe("A batch and how far it is", BatchInFullOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(batch_in_full_out(batch_or_404(request.user, pk)))


class CancelBatch(ApiView):
    @describe("Order no more calls of a batch", BatchInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        batches.cancel_batch(batch_or_404(request.user, pk), by=request.user)
        return Response(batch_in_full_out(batch_or_404(request.user, pk)))


class PauseBatch(ApiView):
    @describe("Order no more calls of a batch for now", BatchInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        batches.pause_batch(batch_or_404(request.user, pk), by=request.user)
        return Response(batch_in_full_out(batch_or_404(request.user, pk)))


class ResumeBatch(ApiView):
    @describe("Go on with a batch that was paused", BatchInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        batches.resume_batch(batch_or_404(request.user, pk), by=request.user)
        return Response(batch_in_full_out(batch_or_404(request.user, pk)))


class BatchCap(ApiView):
    @describe("Raise or lower what a batch may spend", BatchInFullOut, takes=CapIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        batch = batch_or_404(request.user, pk)
        body = request.data
        if not {"budget", "token_budget"} & set(body):
            raise wrong("budget", _("Send an amount."))
        batches.set_cap(
            batch,
            budget=amount(body, "budget") if "budget" in body else batch.budget,
            token_budget=whole(body, "token_budget")
            if "token_budget" in body
            else batch.token_budget,
            by=request.user,
        )
        return Response(batch_in_full_out(batch_or_404(request.user, pk)))


def draft_or_404(user: User, pk: Any) -> Draft:
    rows = Draft.objects.filter(project__in=visible_projects(user))
    return row_or_404(user, drafts_shown(user, rows), pk, ADMIN)


class DraftAgain(ApiView):
    @describe(
        "Ask for another draft instead of one that is of no use", DraftOut, status=202
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        draft = draft_or_404(request.user, pk)
        again = repairing.draft_again(draft, by=request.user)
        return Response(
            {
                "id": again.pk,
                "batch": again.batch_id,
                "status": again.status,
                "candidate": again.candidate,
            },
            status=202,
        )


class RepairDraft(ApiView):
    @describe(
        "Open a dialogue from turns read by a person",
        RepairedOut,
        takes=RepairIn,
        status=201,
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        draft = draft_or_404(request.user, pk)
        turns = request.data.get("turns")
        dialogue = repairing.repair(draft, turns=turns, by=request.user)
        return Response({"dialogue": str(dialogue.pk)}, status=201)
