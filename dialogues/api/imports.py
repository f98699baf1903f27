"""Bringing files in, and what became of them."""

import json
from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain import imports as verbs
from dialogues.domain.sources import MAY, Terms
from dialogues.import_queries import ImportReport, report_of
from dialogues.intake.formats.registry import FORMATS
from dialogues.models import Import, User
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
from dialogues.rest.fields import Body, choice, text, wrong
from dialogues.rest.views import ObjectParser

# What the parts of a form may take beside the file itself.
ROOM_FOR_THE_FORM = 64 * 1024
ROLES = ("user", "assistant")


class ImportIn(TypedDict):
    """A form with these fields; ``file`` is the file itself."""

    file: str
    kind: NotRequired[str]
    format: NotRequired[str]
    arrive_as: NotRequired[str]
    source: NotRequired[str]
    licence: NotRequired[str]
    may: NotRequired[str]
    speakers: NotRequired[str]
    columns: NotRequired[str]


class ImportOut(TypedDict):
    id: UUID
    status: str
    kind: str
    format: str
    file: str
    size: int
    arrive_as: str
    source: str
    by: str | None
    created_at: datetime


class OrderedImportOut(ImportOut):
    job: str


class ImportInFullOut(ImportOut):
    report: ImportReport
    error: str


def import_out(row: Import) -> ImportOut:
    return {
        "id": row.pk,
        "status": row.status,
        "kind": row.kind,
        "format": row.format or row.options.get("detected", ""),
        "file": row.file_name,
        "size": row.size,
        "arrive_as": row.arrive_as,
        "source": row.source.name if row.source else row.options.get("source", ""),
        "by": row.ordered_by.username if row.ordered_by else None,
        "created_at": row.created_at,
    }


def import_in_full_out(row: Import) -> ImportInFullOut:
    return {**import_out(row), "report": report_of(row), "error": str(row.why)}


def import_or_404(user: User, pk: Any) -> Import:
    rows = Import.objects.filter(project__in=visible_projects(user))
    return row_or_404(user, rows.select_related("source", "ordered_by"), pk, ADMIN)


class Imports(ApiView):
    parser_classes = [ObjectParser, MultiPartParser]
    largest_upload = settings.LARGEST_IMPORT + ROOM_FOR_THE_FORM

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Files are large: who sends one is known before a byte of it is read."""
        super().initial(request, *args, **kwargs)
        self.project = member_or_404(request.user, kwargs["slug"], ADMIN).project
        request._request.largest_upload = self.largest_upload  # noqa: SLF001

    @described_page("Files that came in", ImportOut, order="newest first")
    def get(self, request: Request, slug: str) -> Response:
        return page(
            request,
            self.project.imports.select_related("source", "ordered_by"),
            lambda rows: [import_out(row) for row in rows],
            order=("-created_at", "id"),
        )

    @describe("Bring a file in", OrderedImportOut, takes=ImportIn, status=202)
    @once
    def post(self, request: Request, slug: str) -> Response:
        if not (file := request.FILES.get("file")):
            raise wrong("file", _("Send a file."))
        name = text({"file": file.name}, "file")
        plan = plan_of(request.data)
        with transaction.atomic():
            row = verbs.receive(
                self.project, file, name=name, plan=plan, by=request.user
            )
            verbs.order(row, by=request.user)
        job = job_address(request, row.pk)
        return Response({**import_out(row), "job": job}, status=202)


def plan_of(body: Body) -> verbs.Plan:
    """What the form says of its file."""
    plan: verbs.Plan = {}
    if body.get("kind"):
        plan["kind"] = choice(body, "kind", Import.Kind.values)
    if body.get("format"):
        plan["format"] = choice(body, "format", list(FORMATS))
    if body.get("arrive_as"):
        plan["arrive_as"] = choice(body, "arrive_as", verbs.ARRIVE_AS)
    if body.get("source"):
        plan["source"] = text(body, "source", longest=200)
    if "licence" in body or "may" in body:
        plan["terms"] = terms_of(body)
    plan["speakers"] = named(body, "speakers")
    if set(plan["speakers"].values()) - set(ROLES):
        raise wrong("speakers", _("Choose one of: %s.") % ", ".join(ROLES))
    plan["columns"] = named(body, "columns")
    return plan


def terms_of(body: Body) -> Terms:
    """The licence, and what is allowed as words with commas between."""
    said = text(body, "may", default="")
    words = {"train": MAY[0], "redistribute": MAY[1], "commercial": MAY[2]}
    allowed = [word.strip() for word in said.split(",") if word.strip()]
    if set(allowed) - set(words):
        raise wrong("may", _("Choose one of: %s.") % ", ".join(words))
    return {
        "licence": text(body, "licence", longest=200, default=""),
        "may_train": "train" in allowed,
        "may_redistribute": "redistribute" in allowed,
        "may_use_commercially": "commercial" in allowed,
    }


def named(body: Body, name: str) -> dict[str, str]:
    """A field that holds a JSON object of texts."""
    try:
        found = json.loads(text(body, name, default="{}", longest=20_000) or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(
        isinstance(value, str) for value in found.values()
    ):
        raise wrong(name, _("Send an object."))
    return found


class OneImport(ApiView):
    @describe("A file and what became of it", ImportInFullOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(import_in_full_out(import_or_404(request.user, pk)))


class CancelImport(ApiView):
    @describe("Take no more of a file in", ImportInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        row = import_or_404(request.user, pk)
        verbs.cancel(row, by=request.user)
        return Response(import_in_full_out(row))
