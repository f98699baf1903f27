"""What the checks find in a working copy while it is typed; nothing is kept."""

from typing import NotRequired, TypedDict

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.checks.words import words_of
from dialogues.domain.findings import check_work
from dialogues.domain.turns import Turn, clean_turns
from dialogues.rest import ApiView, describe
from dialogues.rest.fields import texts
from dialogues.work_queries import own_assignments


class TypingIn(TypedDict):
    """All turns as they stand, and which of them are to be looked at; else all."""

    turns: list[Turn]
    changed: NotRequired[list[str]]


class NoticedOut(TypedDict):
    code: str
    severity: str
    turn: str | None
    start: int | None
    end: int | None
    words: str
    whole: bool
    title: str
    explanation: str
    fix: str


class CheckedOut(TypedDict):
    findings: list[NoticedOut]


class CheckTyping(ApiView):
    @describe(
        "What the checks find in these turns, and in the dialogue as a whole",
        CheckedOut,
        takes=TypingIn,
    )
    def post(self, request: Request, pk: str) -> Response:
        work = get_object_or_404(own_assignments(request.user), pk=pk)
        turns, changed = clean_turns(request.data.get("turns")), None
        if "changed" in request.data:
            changed = set(texts(request.data, "changed"))
        found = check_work(work, turns, changed=changed)
        findings: list[NoticedOut] = [
            {
                "code": check.code,
                "severity": check.severity,
                "turn": noticed.turn,
                "start": noticed.start,
                "end": noticed.end,
                "words": about.words,
                "whole": check.whole,
                **words_of(check.code, noticed.data),
            }
            for check, noticed, about in found
        ]
        return Response({"findings": findings})
