"""Dialogues, and what is known and said of each."""

from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import (
    AssignmentOut,
    DialogueInFullOut,
    DialogueOut,
    EventOut,
    FindingOut,
    RevisionOut,
    assignment_out,
    dialogue_in_full_out,
    dialogue_out,
    event_out,
    finding_out,
    revision_out,
)
from dialogues.decision_queries import is_blind
from dialogues.domain import submission
from dialogues.history_queries import events_for, findings_for
from dialogues.list_queries import dialogues_listed
from dialogues.models import Dialogue, Finding, User
from dialogues.notice_queries import names_called_in
from dialogues.permissions import ADMIN, EXPERT
from dialogues.prepared import prepared
from dialogues.queries import visible_dialogues
from dialogues.rest import (
    ApiView,
    describe,
    described_page,
    member_or_404,
    need_place,
    once,
    page,
)
from dialogues.rest.fields import text, wrong


class ReasonIn(TypedDict):
    reason: str


def dialogue_or_404(user: User, pk: UUID) -> Dialogue:
    for dialogue in _visible_dialogue(user, pk):
        need_place(user, dialogue.project_id)
        return dialogue
    raise Http404


@prepared
def _visible_dialogue(user: User, pk: UUID) -> QuerySet[Dialogue]:
    rows = visible_dialogues(user).select_related("project", "topic", "head")
    return rows.filter(pk=pk)


class Dialogues(ApiView):
    @described_page(
        "A project's dialogues; volunteers see those that they worked on",
        DialogueOut,
        order="latest change first",
        query=("status", "theme", "q"),
    )
    def get(self, request: Request, slug: str) -> Response:
        membership = member_or_404(request.user, slug)
        wanted = {
            name: text({name: request.query_params.get(name, "")}, name, longest=200)
            for name in ("status", "theme", "q")
        }
        if wanted["status"] and wanted["status"] not in Dialogue.Status.values:
            raise wrong("status", _("There is no such status."))
        rows = dialogues_listed(request.user, membership.project, **wanted)
        if not {EXPERT, ADMIN} & set(membership.roles):
            rows = rows.filter(pk__in=visible_dialogues(request.user).values("pk"))
        return page(
            request,
            rows.select_related(None).select_related("topic"),
            lambda rows: [dialogue_out(row) for row in rows],
            order=("-updated_at", "id"),
        )


class OneDialogue(ApiView):
    @describe("A dialogue, with what one may do", DialogueInFullOut)
    def get(self, request: Request, pk: UUID) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        return Response(dialogue_in_full_out(dialogue, request.user))


class Revisions(ApiView):
    @described_page(
        "Its revisions; who still decides sees no names",
        RevisionOut,
        order="by number",
    )
    def get(self, request: Request, pk: UUID) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        blind = is_blind(request.user, dialogue)
        return page(
            request,
            dialogue.revisions.select_related("author"),
            lambda rows: [revision_out(row, blind=blind) for row in rows],
            order=("number",),
        )


class Events(ApiView):
    @described_page(
        "Its history; who still decides sees no names",
        EventOut,
        order="as it happened",
    )
    def get(self, request: Request, pk: UUID) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        blind = is_blind(request.user, dialogue)
        names = names_called_in(dialogue) if blind else []
        return page(
            request,
            events_for(request.user, dialogue),
            lambda rows: [event_out(row, blind=blind, names=names) for row in rows],
            order=("id",),
        )


class Findings(ApiView):
    @described_page(
        "What was noticed in its latest revision; who still decides sees no names",
        FindingOut,
        order="oldest first",
    )
    def get(self, request: Request, pk: UUID) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        blind = is_blind(request.user, dialogue)
        findings = findings_for(request.user, dialogue)
        return page(
            request,
            findings.select_related("by", "dismissed_by"),
            lambda rows: [finding_out(row, blind=blind) for row in rows],
            order=("created_at", "id"),
        )


class DismissFinding(ApiView):
    @describe("Note that a finding is a false alarm", FindingOut, takes=ReasonIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        finding = finding_or_404(request.user, pk)
        reason = text(request.data, "reason")
        submission.dismiss_finding(finding, reason=reason, by=request.user)
        return Response(finding_out(finding, blind=False))


def finding_or_404(user: User, pk: str) -> Finding:
    rows = Finding.objects.filter(revision__dialogue__in=visible_dialogues(user))
    return get_object_or_404(rows.select_related("revision__dialogue", "by"), pk=pk)


class Withdraw(ApiView):
    @describe("Take one's submission back, until an expert opened it", AssignmentOut)
    @once
    def post(self, request: Request, pk: UUID) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        return Response(assignment_out(submission.withdraw(dialogue, by=request.user)))


class Reopen(ApiView):
    @describe("Let a decided dialogue be decided again", DialogueOut, takes=ReasonIn)
    @once
    def post(self, request: Request, pk: UUID) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        reason = text(request.data, "reason")
        submission.reopen(dialogue, reason=reason, by=request.user)
        return Response(dialogue_out(dialogue))
