"""The door for what was typed after a dialogue was freed."""

from typing import NotRequired, TypedDict
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain import late
from dialogues.domain.checklists import AnswerData, asked_items, clean_answers
from dialogues.domain.findings import Dismissal, clean_dismissals
from dialogues.domain.labels import DialogueLabel, clean_dialogue_labels
from dialogues.domain.turns import Turn, clean_turns
from dialogues.rest import ApiView, describe, once
from dialogues.rest.fields import flag, integer
from dialogues.work_queries import own_work


class LateWorkIn(TypedDict):
    version: int
    turns: list[Turn]
    answers: NotRequired[list[AnswerData]]
    dismissals: NotRequired[list[Dismissal]]
    labels: NotRequired[list[DialogueLabel]]
    offer: NotRequired[bool]


class LateWorkOut(TypedDict):
    version: int
    kept: bool
    may_claim: bool
    open: UUID | None
    offers: bool
    offered: bool


class LateWork(ApiView):
    @describe(
        "Keep in one's own copy what was typed after it ended; offer it to who has "
        "the dialogue now",
        LateWorkOut,
        takes=LateWorkIn,
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        work = get_object_or_404(own_work(request.user), pk=pk)
        standing = late.keep_late_words(
            work,
            seen=integer(request.data, "version"),
            turns=clean_turns(request.data.get("turns")),
            answers=clean_answers(
                request.data.get("answers", []),
                asked_items(work.project_id),
            ),
            dismissals=clean_dismissals(request.data["dismissals"])
            if "dismissals" in request.data
            else None,
            labels=clean_dialogue_labels(request.data["labels"])
            if "labels" in request.data
            else None,
            offer="offer" in request.data and flag(request.data, "offer"),
            by=request.user,
        )
        return Response(standing)
