"""Proposals of topics, what is wanted, and what members wish for themselves, over REST."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.assignments import assignment_or_404
from dialogues.api.dialogue_shapes import DialogueOut, dialogue_out
from dialogues.api.text_shapes import TopicOut, topic_out
from dialogues.domain import editing, needs, proposals, well_being
from dialogues.heavy_queries import categories_of, heavy_today, standing_of
from dialogues.models import Membership, Proposal, User
from dialogues.permissions import ADMIN
from dialogues.proposal_queries import visible_proposals
from dialogues.rest import (
    ApiView,
    describe,
    described_page,
    member_or_404,
    once,
    page,
    row_or_404,
)
from dialogues.rest.fields import integer, text, texts
from dialogues.topic_queries import visible_topics


class ProposalOut(TypedDict):
    id: UUID
    text: str
    theme: str
    situation: str
    status: str
    answer: str
    topic: UUID | None
    by: str
    created_at: datetime


class ProposalIn(TypedDict):
    text: str
    theme: NotRequired[str]
    situation: NotRequired[str]


class AcceptIn(TypedDict):
    theme: NotRequired[str]
    answer: NotRequired[str]


class DeclineIn(TypedDict):
    answer: str


class PriorityIn(TypedDict):
    priority: int


class HeavyOut(TypedDict):
    slug: str
    name: str
    note: str


class CareOut(TypedDict):
    categories: list[HeavyOut]
    avoid: list[str]
    heavy_a_day: int | None
    may_take_heavy: bool
    limit: int | None
    taken_today: int


class CareIn(TypedDict):
    avoid: list[str]
    heavy_a_day: NotRequired[int | None]


def proposal_out(row: Proposal) -> ProposalOut:
    return {
        "id": row.pk,
        "text": row.text,
        "theme": row.theme,
        "situation": row.situation,
        "status": row.status,
        "answer": row.answer,
        "topic": row.topic_id,
        "by": row.by.get_username(),
        "created_at": row.created_at,
    }


def proposal_or_404(user: User, pk: Any) -> Proposal:
    return get_object_or_404(visible_proposals(user), pk=pk)


class Proposals(ApiView):
    @described_page(
        "One's proposals of topics; for admins everybody's",
        ProposalOut,
        order="latest first",
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        return page(
            request,
            visible_proposals(request.user).filter(project=project),
            lambda rows: [proposal_out(row) for row in rows],
            order=("-created_at", "id"),
        )

    @describe("Propose a topic", ProposalOut, takes=ProposalIn, status=201)
    @once
    def post(self, request: Request, slug: str) -> Response:
        row = proposals.propose(
            member_or_404(request.user, slug).project,
            text=text(request.data, "text"),
            theme=text(request.data, "theme", default=""),
            situation=text(request.data, "situation", default=""),
            by=request.user,
        )
        return Response(proposal_out(row), status=201)


class AcceptProposal(ApiView):
    @describe("Make a topic of it", ProposalOut, takes=AcceptIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        row = proposal_or_404(request.user, pk)
        proposals.accept(
            row,
            theme=text(request.data, "theme", default=row.theme),
            answer=text(request.data, "answer", default=""),
            by=request.user,
        )
        return Response(proposal_out(row))


class DeclineProposal(ApiView):
    @describe("Do not take it up, and say why", ProposalOut, takes=DeclineIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        row = proposal_or_404(request.user, pk)
        proposals.decline(row, answer=text(request.data, "answer"), by=request.user)
        return Response(proposal_out(row))


class WithdrawProposal(ApiView):
    @describe("Take one's own proposal back", ProposalOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        row = proposal_or_404(request.user, pk)
        proposals.withdraw(row, by=request.user)
        return Response(proposal_out(row))


class TopicPriority(ApiView):
    @describe(
        "Say how soon it is wanted: 0 when it comes to it, 1 soon, 2 before all others",
        TopicOut,
        takes=PriorityIn,
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        rows = visible_topics(request.user).select_related("source")
        topic = row_or_404(request.user, rows, pk, ADMIN)
        priority = integer(request.data, "priority")
        needs.set_priority(topic, priority, by=request.user)
        return Response(topic_out(topic))


class NotToday(ApiView):
    @describe("Leave a heavy dialogue for another day", DialogueOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        work = assignment_or_404(request.user, pk)
        editing.not_today(work, by=request.user)
        return Response(dialogue_out(work.dialogue))


class Care(ApiView):
    @describe("What is heavy here, and what one is spared", CareOut)
    def get(self, request: Request, slug: str) -> Response:
        return Response(care_out(member_or_404(request.user, slug)))

    @describe("Say what one would rather not read", CareOut, takes=CareIn)
    @once
    def post(self, request: Request, slug: str) -> Response:
        membership = member_or_404(request.user, slug)
        measure = request.data.get("heavy_a_day")
        well_being.choose_care(
            membership,
            avoid=texts(request.data, "avoid"),
            heavy_a_day=None
            if measure is None
            else integer(request.data, "heavy_a_day"),
            by=request.user,
        )
        return Response(care_out(membership))


def care_out(membership: Membership) -> CareOut:
    project = membership.project
    standing = standing_of(membership.user, project)
    return {
        "categories": [
            {"slug": one.slug, "name": str(one.name), "note": str(one.note)}
            for one in categories_of(project)
        ],
        "avoid": standing.care.avoid,
        "heavy_a_day": standing.care.heavy_a_day,
        "may_take_heavy": standing.may_take_heavy,
        "limit": standing.limit,
        "taken_today": heavy_today(membership.user, project)["taken"],
    }
