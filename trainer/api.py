"""Training runs over REST: order one, watch it, stop it, go on."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _
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
from dialogues.rest.fields import identifier, mapping, text, wrong
from exports.models import Release
from trainer.domain import runs
from trainer.models import Run
from trainer.queries import log_tail_of, metrics_of

LOG_LINES = 200


class RunOut(TypedDict):
    id: UUID
    number: int
    status: str
    recipe: str
    release: UUID
    metrics: dict[str, Any]
    error: str
    by: str
    created_at: datetime
    updated_at: datetime


class OrderedRunOut(RunOut):
    job: str


class RunIn(TypedDict):
    release: UUID
    recipe: str
    overrides: NotRequired[dict[str, Any] | None]


class MetricOut(TypedDict, total=False):
    step: int
    loss: float


class LogOut(TypedDict):
    lines: list[str]


def run_out(run: Run) -> RunOut:
    return {
        "id": run.pk,
        "number": run.number,
        "status": run.status,
        "recipe": run.recipe,
        "release": run.release_id,
        "metrics": run.metrics,
        "error": run.error,
        "by": run.ordered_by.username,
        "created_at": run.created_at,
        "updated_at": run.updated_at,
    }


def run_or_404(user: User, pk: Any, *roles: str) -> Run:
    rows = Run.objects.filter(project__in=visible_projects(user))
    return row_or_404(
        user,
        rows.select_related("project", "release", "ordered_by"),
        pk,
        *roles,
    )


class Runs(ApiView):
    @described_page("A project's training runs", RunOut, order="newest first")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT, ADMIN).project
        return page(
            request,
            project.runs.select_related("ordered_by"),
            lambda rows: [run_out(row) for row in rows],
            order=("-number",),
        )

    @describe("Train on a release", OrderedRunOut, takes=RunIn, status=202)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        wanted = identifier(request.data, "release")
        release = Release.objects.filter(project=project, pk=wanted).first()
        if release is None:
            raise wrong("release", _("The project has no such release."))
        run = runs.queue_run(
            release,
            recipe=text(request.data, "recipe"),
            overrides=mapping(request.data, "overrides"),
            by=request.user,
        )
        job = job_address(request, run.pk)
        return Response({**run_out(run), "job": job}, status=202)


class OneRun(ApiView):
    @describe("One training run", RunOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(run_out(run_or_404(request.user, pk, EXPERT, ADMIN)))


class RunMetrics(ApiView):
    @described_page(
        "What it measured, as the engine wrote it", MetricOut, order="steps"
    )
    def get(self, request: Request, pk: str) -> Response:
        run = run_or_404(request.user, pk, EXPERT, ADMIN)
        return Response({"results": metrics_of(run), "next": None})


class RunLog(ApiView):
    @describe("The last lines that it printed", LogOut)
    def get(self, request: Request, pk: str) -> Response:
        run = run_or_404(request.user, pk, EXPERT, ADMIN)
        return Response({"lines": log_tail_of(run, LOG_LINES)})


class CancelRun(ApiView):
    @describe("Stop a run; it writes a checkpoint first", RunOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        run = run_or_404(request.user, pk, ADMIN)
        runs.cancel_run(run, by=request.user)
        return Response(run_out(run))


class ResumeRun(ApiView):
    @describe("Go on from the newest checkpoint", OrderedRunOut, status=202)
    @once
    def post(self, request: Request, pk: str) -> Response:
        run = run_or_404(request.user, pk, ADMIN)
        runs.resume_run(run, by=request.user)
        job = job_address(request, run.pk)
        return Response({**run_out(run), "job": job}, status=202)
