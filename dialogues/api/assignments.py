"""The volunteer's road: take a dialogue, type, and hand it in."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import (
    AssignmentInFullOut,
    AssignmentOut,
    DialogueOut,
    TakenOut,
    assignment_in_full_out,
    assignment_out,
    dialogue_out,
    taken_out,
)
from dialogues.domain import editing, submission
from dialogues.domain.checklists import AnswerData, asked_items, clean_answers
from dialogues.domain.findings import Dismissal, clean_dismissals
from dialogues.domain.labels import DialogueLabel, clean_dialogue_labels
from dialogues.domain.turns import Turn, clean_turns
from dialogues.models import Assignment, User
from dialogues.permissions import VOLUNTEER
from dialogues.prepared import prepared
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import integer, text
from dialogues.work_queries import (
    own_assignment,
    own_assignments,
    own_assignments_to_write,
    own_work,
)


class WorkIn(TypedDict):
    version: int
    turns: list[Turn]
    answers: NotRequired[list[AnswerData]]
    dismissals: NotRequired[list[Dismissal]]
    labels: NotRequired[list[DialogueLabel]]


class VersionOut(TypedDict):
    version: int
    lease_until: datetime


class VersionIn(TypedDict):
    version: int


class ReasonIn(TypedDict):
    reason: str


def assignment_or_404(user: User, pk: Any) -> Assignment:
    for work in own_assignment(user, pk):
        return work
    raise Http404


def own_work_or_404(user: User, pk: UUID) -> Assignment:
    for work in _own_work(user, pk):
        return work
    raise Http404


@prepared
def _own_work(user: User, pk: UUID) -> QuerySet[Assignment]:
    return own_work(user).filter(pk=pk)


class Claim(ApiView):
    @describe("The dialogue one holds, else the next; 204 when none is left", TakenOut)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, VOLUNTEER).project
        work = editing.claim_next(project, by=request.user)
        return Response(taken_out(work)) if work else Response(status=204)


class Assignments(ApiView):
    @described_page("One's working copies", AssignmentOut, order="latest first")
    def get(self, request: Request) -> Response:
        return page(
            request,
            own_assignments(request.user),
            lambda rows: [assignment_out(row) for row in rows],
            order=("-created_at", "id"),
        )


class OneAssignment(ApiView):
    @describe(
        "One working copy, with the drafts that it is chosen from", AssignmentInFullOut
    )
    def get(self, request: Request, pk: str) -> Response:
        work = get_object_or_404(own_assignments_to_write(request.user), pk=pk)
        return Response(assignment_in_full_out(work))


class Work(ApiView):
    @describe(
        "Keep what was typed; 409 brings the newer work",
        VersionOut,
        takes=WorkIn,
    )
    def put(self, request: Request, pk: UUID) -> Response:
        work = own_work_or_404(request.user, pk)
        answers = request.data.get("answers", [])
        work = editing.save_work(
            work,
            seen=integer(request.data, "version"),
            turns=clean_turns(request.data.get("turns")),
            # Most saves come before the first answer.
            answers=clean_answers(
                answers,
                asked_items(work.project_id) if answers else (),
            ),
            dismissals=clean_dismissals(request.data["dismissals"])
            if "dismissals" in request.data
            else None,
            labels=clean_dialogue_labels(request.data["labels"])
            if "labels" in request.data
            else None,
            by=request.user,
        )
        return Response({"version": work.version, "lease_until": work.lease_until})


class Submit(ApiView):
    @describe("Hand it to the experts, as last saved", DialogueOut, takes=VersionIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        work = assignment_or_404(request.user, pk)
        submission.submit(work, seen=integer(request.data, "version"), by=request.user)
        return Response(dialogue_out(work.dialogue))


class GiveBack(ApiView):
    @describe("Put it back for others; what was typed is kept", DialogueOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        work = assignment_or_404(request.user, pk)
        editing.give_back(work, by=request.user)
        return Response(dialogue_out(work.dialogue))


class Skip(ApiView):
    @describe("Put it back and see it no more", DialogueOut, takes=ReasonIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        work = assignment_or_404(request.user, pk)
        editing.skip(work, reason=text(request.data, "reason"), by=request.user)
        return Response(dialogue_out(work.dialogue))


class Renew(ApiView):
    @describe("Keep it a little longer", AssignmentOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        work = assignment_or_404(request.user, pk)
        return Response(assignment_out(editing.renew(work, by=request.user)))
