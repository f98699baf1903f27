"""The figures of agreement and second opinions over REST."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogues import dialogue_or_404
from dialogues.permissions import ADMIN, EXPERT
from dialogues.rest import ApiView, describe, member_or_404, once
from dialogues.rest.fields import integer, text, wrong
from reviewers.agreement_queries import latest_report, volunteers_of
from reviewers.agreement_shown import ShownFigure, shown
from reviewers.domain import second_edits, second_opinions
from reviewers.second_queries import percent_of


class AgreementOut(TypedDict):
    counted_at: datetime | None
    figures: list[ShownFigure]


class SecondOpinionsOut(TypedDict):
    percent: int


class ReasonIn(TypedDict):
    reason: str


class ReleasedOut(TypedDict):
    status: str


class SecondEditsIn(TypedDict):
    to: str
    count: int


class SecondEditsOut(TypedDict):
    dialogues: list[UUID]


class Agreement(ApiView):
    @describe("How far people agree; experts read letters for others", AgreementOut)
    def get(self, request: Request, slug: str) -> Response:
        membership = member_or_404(request.user, slug, EXPERT, ADMIN)
        report = latest_report(membership.project)
        out: AgreementOut = {
            "counted_at": report.at if report else None,
            "figures": shown(membership, report),
        }
        return Response(out)


class SecondOpinions(ApiView):
    @describe("How many dialogues two experts read, in percent", SecondOpinionsOut)
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT, ADMIN).project
        return Response({"percent": percent_of(project)})

    @describe("Say how many", SecondOpinionsOut, takes=SecondOpinionsOut)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        percent = integer(request.data, "percent")
        second_opinions.set_share(project, percent=min(percent, 101), by=request.user)
        return Response({"percent": percent_of(project)})


class ReleaseDialogue(ApiView):
    @describe(
        "Let what was said so far count without another reading",
        ReleasedOut,
        takes=ReasonIn,
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        member_or_404(request.user, dialogue.project.slug, ADMIN)
        reason = text(request.data, "reason")
        second_opinions.release(dialogue, reason=reason, by=request.user)
        dialogue.refresh_from_db()
        return Response({"status": dialogue.status})


class SecondEdits(ApiView):
    @describe(
        "Keep for a volunteer some drafts that others have edited, to compare the two",
        SecondEditsOut,
        takes=SecondEditsIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        name = text(request.data, "to", longest=150)
        to = volunteers_of(project).filter(username=name).first()
        if to is None:
            raise wrong("to", _("Choose a volunteer of this project."))
        opened = second_edits.ask(
            project,
            to=to,
            count=integer(request.data, "count", least=1),
            by=request.user,
        )
        return Response({"dialogues": [one.pk for one in opened]}, status=201)
