"""Versions that wait for an expert over REST, and the expert's word about them."""

from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import username
from dialogues.domain import sign_offs
from dialogues.models import SignOff
from dialogues.permissions import ADMIN, EXPERT
from dialogues.rest import (
    ApiView,
    describe,
    described_page,
    member_or_404,
    once,
    page,
)
from dialogues.rest.fields import choice, text
from dialogues.sign_off_queries import name_of, named_version, waiting


class SignOffOut(TypedDict):
    """What was done with a version; `name` is empty where a project has one text."""

    id: UUID
    kind: str
    name: str
    version: int
    act: str
    by: str | None
    at: datetime
    note: str


class DecisionIn(TypedDict):
    """`signed`, or `returned` with a note that says what is to be changed."""

    decision: str
    note: NotRequired[str]


class SignOffs(ApiView):
    @described_page(
        "The versions that wait for an expert to sign them",
        SignOffOut,
        order="oldest first",
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT, ADMIN).project
        return page(
            request,
            waiting(project),
            lambda rows: [sign_off_out(row) for row in rows],
            order=("at", "id"),
        )


class SignPrompt(ApiView):
    @describe("Sign a prompt", SignOffOut, takes=DecisionIn, status=201)
    @once
    def post(self, request: Request, slug: str, name: str, version: int) -> Response:
        return decided_on(request, slug, "prompt", version, name)


class SignLesson(ApiView):
    @describe("Sign a lesson", SignOffOut, takes=DecisionIn, status=201)
    @once
    def post(self, request: Request, slug: str, name: str, version: int) -> Response:
        return decided_on(request, slug, "lesson", version, name)


class SignChecklist(ApiView):
    @describe("Sign a checklist", SignOffOut, takes=DecisionIn, status=201)
    @once
    def post(self, request: Request, slug: str, version: int) -> Response:
        return decided_on(request, slug, "checklist", version)


class SignGuidelines(ApiView):
    @describe("Sign the guidelines", SignOffOut, takes=DecisionIn, status=201)
    @once
    def post(self, request: Request, slug: str, version: int) -> Response:
        return decided_on(request, slug, "guideline", version)


class SignInstruction(ApiView):
    @describe("Sign the instruction", SignOffOut, takes=DecisionIn, status=201)
    @once
    def post(self, request: Request, slug: str, version: int) -> Response:
        return decided_on(request, slug, "instruction", version)


def decided_on(
    request: Request,
    slug: str,
    kind: str,
    version: int,
    name: str = "",
) -> Response:
    """Do what an expert says of one version."""
    project = member_or_404(request.user, slug, EXPERT).project
    row = named_version(project, kind, name, version)
    if row is None:
        raise Http404
    kept = sign_offs.decide(
        row,
        decision=choice(request.data, "decision", sign_offs.DECISIONS),
        note=text(request.data, "note", longest=sign_offs.LONGEST_NOTE, default=""),
        by=request.user,
    )
    return Response(sign_off_out(kept), status=201)


def sign_off_out(row: SignOff) -> SignOffOut:
    return {
        "id": row.pk,
        "kind": row.kind,
        "name": name_of(row.version),
        "version": row.version.version,
        "act": row.act,
        "by": username(row.by),
        "at": row.at,
        "note": row.note,
    }
