"""Verbs for many dialogues over REST: preview, order, watch, stop, put back."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.models import User
from dialogues.permissions import ADMIN, EXPERT
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
from dialogues.rest.fields import choice, mapping, text
from reviewers.bulk_queries import (
    BulkReport,
    bulks_of,
    open_to_it,
    report_of,
    rows_of,
    samples_of,
)
from reviewers.domain import bulks as verbs
from reviewers.models import Bulk, BulkRow


class BulkIn(TypedDict):
    """``options`` is `{to}`, `{reason, text}`, `{theme}` or `{priority}`, as the verb
    wants it; ``filters`` has the names that the list of dialogues has in its address.
    """

    verb: str
    options: NotRequired[dict[str, Any]]
    filters: NotRequired[dict[str, str]]


class BulkOut(TypedDict):
    id: UUID
    status: str
    verb: str
    options: dict[str, Any]
    filters: dict[str, str]
    total: int
    undoes: UUID | None
    by: str
    created_at: datetime


class BulkInFullOut(BulkOut):
    """``open`` is how many are at a status from which the verb starts."""

    open: int
    samples: list[UUID]
    report: BulkReport


class OrderedBulkOut(BulkOut):
    job: str


class BulkRowOut(TypedDict):
    number: int
    dialogue: UUID
    outcome: str
    code: str
    sentence: str
    before: dict[str, Any]
    at: datetime | None


def bulk_out(bulk: Bulk) -> BulkOut:
    return {
        "id": bulk.pk,
        "status": bulk.status,
        "verb": bulk.verb,
        "options": bulk.options,
        "filters": bulk.filters,
        "total": bulk.total,
        "undoes": bulk.undoes_id,
        "by": bulk.ordered_by.username,
        "created_at": bulk.created_at,
    }


def bulk_in_full_out(bulk: Bulk, user: User) -> BulkInFullOut:
    return {
        **bulk_out(bulk),
        "open": open_to_it(bulk),
        "samples": [row.dialogue_id for row in samples_of(bulk, by=user)],
        "report": report_of(bulk),
    }


def bulk_or_404(user: User, pk: Any) -> Bulk:
    rows = Bulk.objects.filter(project__in=visible_projects(user))
    return row_or_404(user, rows.select_related("ordered_by"), pk, EXPERT, ADMIN)


class Bulks(ApiView):
    @described_page(
        "What was ordered for many dialogues", BulkOut, order="newest first"
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT, ADMIN).project
        return page(
            request,
            bulks_of(project),
            lambda rows: [bulk_out(row) for row in rows],
            order=("-created_at", "id"),
        )

    @describe(
        "Preview a verb for all that a filter finds; nothing is done before the order",
        BulkInFullOut,
        takes=BulkIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT, ADMIN).project
        filters = mapping(request.data, "filters")
        bulk = verbs.preview(
            project,
            verb=choice(request.data, "verb", Bulk.Verb.values),
            options=mapping(request.data, "options"),
            filters={
                name: text(filters, name, longest=200, default="")
                for name in verbs.FILTERS
            },
            by=request.user,
        )
        return Response(bulk_in_full_out(bulk, request.user), status=201)


class OneBulk(ApiView):
    @describe("A verb for many dialogues, and how far it is", BulkInFullOut)
    def get(self, request: Request, pk: str) -> Response:
        bulk = bulk_or_404(request.user, pk)
        return Response(bulk_in_full_out(bulk, request.user))


class OrderBulk(ApiView):
    @describe("Carry out what was previewed", OrderedBulkOut, status=202)
    @once
    def post(self, request: Request, pk: str) -> Response:
        bulk = bulk_or_404(request.user, pk)
        verbs.order(bulk, by=request.user)
        job = job_address(request, bulk.pk)
        return Response({**bulk_out(bulk), "job": job}, status=202)


class CancelBulk(ApiView):
    @describe("Do no more of it; what is done stays", BulkInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        bulk = bulk_or_404(request.user, pk)
        verbs.cancel(bulk, by=request.user)
        return Response(bulk_in_full_out(bulk, request.user))


class UndoBulk(ApiView):
    @describe(
        "Preview the reverse for what has not changed since", BulkInFullOut, status=201
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        undo = verbs.preview_undo(bulk_or_404(request.user, pk), by=request.user)
        return Response(bulk_in_full_out(undo, request.user), status=201)


class BulkRows(ApiView):
    @described_page(
        "What became of each dialogue",
        BulkRowOut,
        order="as they were previewed",
        query=("outcome",),
    )
    def get(self, request: Request, pk: str) -> Response:
        bulk = bulk_or_404(request.user, pk)
        return page(
            request,
            rows_of(bulk, request.query_params.get("outcome", ""), by=request.user),
            lambda rows: [row_out(row) for row in rows],
            order=("number",),
        )


def row_out(row: BulkRow) -> BulkRowOut:
    return {
        "number": row.number,
        "dialogue": row.dialogue_id,
        "outcome": row.outcome,
        "code": row.code,
        "sentence": row.sentence,
        "before": row.before,
        "at": row.at,
    }
