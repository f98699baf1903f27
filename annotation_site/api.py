"""How far work is that takes long, whichever room does it."""

from typing import Any, TypedDict
from uuid import UUID

from django.http import Http404
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.batch_shapes import batch_report
from dialogues.import_queries import report_of, visible_imports
from dialogues.models import DraftBatch, Import
from dialogues.permissions import ADMIN
from dialogues.queries import projects_as
from dialogues.rest import ApiView, describe
from exports.models import Release
from exports.queries import visible_releases
from reviewers.bulk_queries import report_of as bulk_report_of
from reviewers.bulk_queries import visible_bulks
from reviewers.models import Bulk
from trainer.models import Run
from trainer.queries import progress_of, run_report, visible_runs

# A job is queued or running until it is done, failed, cancelled or interrupted.
STATUSES = {
    "building": "running",
    "trying": "running",
    "uploaded": "queued",
    "previewed": "queued",
    "ready": "done",
    "withdrawn": "done",
}


class JobOut(TypedDict):
    id: UUID
    status: str
    done: int
    total: int | None
    result: dict[str, Any]


class Job(ApiView):
    @describe(
        "How far a job is: drafts, a file, many dialogues, a release or a training run",
        JobOut,
    )
    def get(self, request: Request, pk: str) -> Response:
        ordered = projects_as(request.user, ADMIN)
        batches = DraftBatch.objects.filter(project__in=ordered)
        for rows, look in (
            (batches, look_at_batch),
            (visible_imports(request.user).select_related("source"), look_at_import),
            (visible_releases(request.user), look_at_release),
            (visible_runs(request.user), look_at_run),
            (visible_bulks(request.user), look_at_bulk),
        ):
            if row := rows.filter(pk=pk).first():
                status = STATUSES.get(row.status, row.status)
                return Response({"id": row.pk, "status": status, **look(row)})
        raise Http404


def look_at_batch(batch: DraftBatch) -> dict[str, Any]:
    report = batch_report(batch)
    return {"done": report["done"], "total": report["requested"], "result": report}


def look_at_import(row: Import) -> dict[str, Any]:
    return {
        "done": row.size if row.status == "done" else row.counts.get("bytes", 0),
        "total": row.size,
        "result": {**report_of(row), "error": str(row.why)},
    }


def look_at_release(release: Release) -> dict[str, Any]:
    rows = sum(release.rows.values())
    return {
        "done": rows,
        "total": rows if release.status == Release.Status.READY else None,
        "result": {
            "release": str(release.pk),
            "name": release.name,
            "rows": release.rows,
            "excluded": release.excluded,
            "sha256": release.sha256,
            "error": release.error,
        },
    }


def look_at_run(run: Run) -> dict[str, Any]:
    progress = progress_of(run)
    return {
        "done": progress.get("step") or 0,
        "total": progress.get("max_steps"),
        "result": {**run_report(run), "error": run.error},
    }


def look_at_bulk(bulk: Bulk) -> dict[str, Any]:
    report = bulk_report_of(bulk)
    done = report["done"] + report["refused"]
    return {"done": done, "total": bulk.total, "result": report}


class Schema(SpectacularJSONAPIView):
    """The OpenAPI description; it is no secret."""

    authentication_classes = ()


def only_api_addresses(endpoints: list[Any]) -> list[Any]:
    """Keep what pages download by the same means out of the description."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/")]
