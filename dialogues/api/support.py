"""A word with a supervisor over REST: asked, read, answered, taken back."""

from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain import support
from dialogues.models import Dialogue, Project, SupportCall, User
from dialogues.queries import visible_dialogues
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import identifier, text, wrong
from dialogues.support_queries import visible_calls


class CallOut(TypedDict):
    id: UUID
    project: str
    status: str
    by: str
    dialogue: UUID | None
    text: str
    answer: str
    created_at: datetime
    verbs: list[str]


class AskIn(TypedDict, total=False):
    text: str
    dialogue: UUID | None


class AnswerIn(TypedDict):
    text: str


def call_out(call: SupportCall, user: User) -> CallOut:
    return {
        "id": call.pk,
        "project": call.project.slug,
        "status": call.status,
        "by": call.asked_by.username,
        "dialogue": call.dialogue_id,
        "text": call.text,
        "answer": call.answer,
        "created_at": call.created_at,
        "verbs": call.verbs_for(user),
    }


def call_or_404(user: User, pk: Any) -> SupportCall:
    return get_object_or_404(visible_calls(user), pk=pk)


class SupportCalls(ApiView):
    @described_page(
        "One's own words to the supervisors; for marked members everybody's",
        CallOut,
        order="latest first",
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        return page(
            request,
            visible_calls(request.user).filter(project=project),
            lambda rows: [call_out(row, request.user) for row in rows],
            order=("-created_at", "id"),
        )

    @describe(
        "Ask for a word; one need not say why",
        CallOut,
        takes=AskIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        call = support.ask(
            project,
            text=text(request.data, "text", longest=support.LONGEST, default=""),
            dialogue=dialogue_named(request, project),
            by=request.user,
        )
        return Response(call_out(call, request.user), status=201)


def dialogue_named(request: Request, project: Project) -> Dialogue | None:
    """What the word is about, where the person may read it."""
    if not request.data.get("dialogue"):
        return None
    wanted = identifier(request.data, "dialogue")
    seen = visible_dialogues(request.user).filter(project=project, pk=wanted).first()
    if seen is None:
        raise wrong("dialogue", _("The project has no such dialogue."))
    return seen


class OneCall(ApiView):
    @describe("A word to the supervisors, and their answer", CallOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(call_out(call_or_404(request.user, pk), request.user))


class AnswerCall(ApiView):
    @describe("Answer who asked", CallOut, takes=AnswerIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        call = call_or_404(request.user, pk)
        words = text(request.data, "text", longest=support.LONGEST)
        support.answer(call, text=words, by=request.user)
        return Response(call_out(call, request.user))


class WithdrawCall(ApiView):
    @describe("Take one's own call back", CallOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        call = call_or_404(request.user, pk)
        support.withdraw(call, by=request.user)
        return Response(call_out(call, request.user))
