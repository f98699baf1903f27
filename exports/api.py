"""Releases over REST: order one, watch it, fetch its files."""

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
from dialogues.rest.fields import integer, text
from exports.domain import files, releases
from exports.models import Release
from exports.queries import releases_of

SEED = 42


class ReleaseOut(TypedDict):
    id: UUID
    name: str
    status: str
    rows: dict[str, int]
    excluded: dict[str, int]
    sha256: str
    seed: int
    error: str
    by: str
    created_at: datetime


class OrderedReleaseOut(ReleaseOut):
    job: str


class ReleaseIn(TypedDict):
    name: str
    seed: NotRequired[int | None]


class FileOut(TypedDict):
    path: str
    rows: int
    sha256: str
    url: str


def release_out(release: Release) -> ReleaseOut:
    return {
        "id": release.pk,
        "name": release.name,
        "status": release.status,
        "rows": release.rows,
        "excluded": release.excluded,
        "sha256": release.sha256,
        "seed": release.seed,
        "error": release.error,
        "by": release.ordered_by.username,
        "created_at": release.created_at,
    }


def release_or_404(user: User, pk: Any) -> Release:
    rows = Release.objects.filter(project__in=visible_projects(user))
    rows = rows.select_related("project", "instruction", "ordered_by")
    return row_or_404(user, rows, pk, EXPERT, ADMIN)


class Releases(ApiView):
    @described_page("A project's releases", ReleaseOut, order="newest first")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT, ADMIN).project
        return page(
            request,
            releases_of(project),
            lambda rows: [release_out(row) for row in rows],
            order=("-created_at", "id"),
        )

    @describe(
        "Freeze what is approved",
        OrderedReleaseOut,
        takes=ReleaseIn,
        status=202,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        seeded = request.data.get("seed") is not None
        release = releases.order_release(
            project,
            name=text(request.data, "name"),
            seed=integer(request.data, "seed") if seeded else SEED,
            by=request.user,
        )
        job = job_address(request, release.pk)
        return Response({**release_out(release), "job": job}, status=202)


class OneRelease(ApiView):
    @describe("One release", ReleaseOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(release_out(release_or_404(request.user, pk)))


class ReleaseFiles(ApiView):
    @described_page("The files of a release", FileOut, order="by format")
    def get(self, request: Request, pk: str) -> Response:
        release = release_or_404(request.user, pk)
        results = [
            {**file, "url": request.build_absolute_uri(file["url"])}
            for file in files.release_files(release)
        ]
        return Response({"results": results, "next": None})
