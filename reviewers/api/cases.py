"""Safeguarding over REST, for marked members; and the door by which anybody calls them."""

from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import EventOut, event_out
from dialogues.domain.turns import Turn
from dialogues.models import User
from dialogues.peer_queries import read_by
from dialogues.rest import ApiView, describe, described_page, once, page, row_or_404
from dialogues.rest.fields import choice, flag, identifier, mapping, text, wrong
from reviewers.case_queries import marked_members, visible_cases
from reviewers.domain import cases
from reviewers.models import Case


class CaseOut(TypedDict):
    id: UUID
    project: str
    dialogue: UUID
    revision: UUID | None
    status: str
    category: str
    severity: str
    assignee: str | None
    about_a_real_person: bool
    noticed_at: datetime
    due_at: datetime


class SignatureOut(TypedDict):
    by: str
    revision: UUID
    elements: dict[str, str]
    note: str
    at: datetime


class CaseInFullOut(CaseOut):
    verbs: list[str]
    turns: list[Turn]
    signatures: list[SignatureOut]
    events: list[EventOut]


class SignIn(TypedDict):
    revision: UUID
    elements: dict[str, str]
    note: NotRequired[str]


class SortIn(TypedDict):
    category: str
    severity: str
    about_a_real_person: NotRequired[bool]


class AssignIn(TypedDict):
    to: str


class NoteIn(TypedDict):
    note: str


class ReportIn(TypedDict):
    text: str
    real_person: NotRequired[bool]
    turn: NotRequired[UUID]


def case_out(case: Case) -> CaseOut:
    return {
        "id": case.pk,
        "project": case.project.slug,
        "dialogue": case.dialogue_id,
        "revision": case.dialogue.head_id,
        "status": case.status,
        "category": case.category,
        "severity": case.severity,
        "assignee": case.assignee.username if case.assignee else None,
        "about_a_real_person": case.about_a_real_person,
        "noticed_at": case.noticed_at,
        "due_at": case.due_at,
    }


def case_in_full_out(case: Case, user: User) -> CaseInFullOut:
    head = case.dialogue.head
    return {
        **case_out(case),
        "verbs": case.verbs_for(user),
        "turns": head.turns if head else [],
        "signatures": [
            {
                "by": signature.by.username,
                "revision": signature.revision_id,
                "elements": signature.elements,
                "note": signature.note,
                "at": signature.at,
            }
            for signature in case.signatures.select_related("by")
        ],
        "events": [
            event_out(event, blind=False) for event in case.events.select_related("by")
        ],
    }


def case_or_404(user: User, pk: str) -> Case:
    return row_or_404(user, visible_cases(user), pk)


class Cases(ApiView):
    @described_page(
        "Safeguarding cases that one may see", CaseOut, order="latest first"
    )
    def get(self, request: Request) -> Response:
        return page(
            request,
            visible_cases(request.user),
            lambda rows: [case_out(row) for row in rows],
            order=("-created_at", "id"),
        )


class OneCase(ApiView):
    @describe("A case with its log; that it was read is in the log", CaseInFullOut)
    def get(self, request: Request, pk: str) -> Response:
        case = case_or_404(request.user, pk)
        cases.look(case, by=request.user)
        return Response(case_in_full_out(case, request.user))


class SignCase(ApiView):
    @describe("Sign that a revision answers the disclosure", CaseOut, takes=SignIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        case = case_or_404(request.user, pk)
        wanted = identifier(request.data, "revision")
        revision = case.dialogue.revisions.filter(pk=wanted).first()
        if revision is None:
            raise wrong("revision", _("The dialogue has no such revision."))
        cases.sign(
            case,
            revision=revision,
            elements=mapping(request.data, "elements"),
            note=text(request.data, "note", default=""),
            by=request.user,
        )
        return Response(case_out(case))


class SortCase(ApiView):
    @describe("Say what kind of matter it is", CaseOut, takes=SortIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        case = case_or_404(request.user, pk)
        cases.sort(
            case,
            category=choice(request.data, "category", Case.Category.values),
            severity=choice(request.data, "severity", Case.Severity.values),
            about_a_real_person=flag(request.data, "about_a_real_person"),
            by=request.user,
        )
        return Response(case_out(case))


class AssignCase(ApiView):
    @describe("Give the case to a marked member, or to nobody", CaseOut, takes=AssignIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        case = case_or_404(request.user, pk)
        username = text(request.data, "to")
        to = marked_members(case.project).filter(username=username).first()
        if username and to is None:
            raise wrong("to", _("Only members marked for safeguarding take a case."))
        cases.assign(case, to=to, by=request.user)
        return Response(case_out(case))


class CloseCase(ApiView):
    @describe("End a case, with the reason", CaseOut, takes=NoteIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        case = case_or_404(request.user, pk)
        cases.close(case, note=text(request.data, "note"), by=request.user)
        return Response(case_out(case))


class ReopenCase(ApiView):
    @describe("Take a closed case up again", CaseOut, takes=NoteIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        case = case_or_404(request.user, pk)
        cases.reopen(case, note=text(request.data, "note"), by=request.user)
        return Response(case_out(case))


class ReportDialogue(ApiView):
    @describe("Call the marked members to a dialogue", None, takes=ReportIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        dialogue = row_or_404(request.user, read_by(request.user), pk)
        turn = identifier(request.data, "turn") if request.data.get("turn") else None
        cases.report(
            dialogue,
            text=text(request.data, "text"),
            real_person=flag(request.data, "real_person"),
            turn=str(turn) if turn else None,
            by=request.user,
        )
        return Response(status=204)
