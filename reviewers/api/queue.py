"""The expert's queue over REST: what waits, a set for the time one has, leaving one."""

from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.models import Dialogue
from dialogues.permissions import EXPERT
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import integer, text, wrong
from reviewers.api.reviews import ReviewOut, review_or_404, reviews_out
from reviewers.domain import reviewing, sittings
from reviewers.queries import open_review
from reviewers.queue_queries import (
    BY_NEED,
    IN_SITTING,
    Narrowing,
    narrowed,
    open_sitting,
    other_readers,
    waiting_line,
    why_pressing,
)


class WaitingOut(TypedDict):
    dialogue: UUID
    topic: str
    theme: str
    emotion: str
    waiting_since: datetime
    why: list[str]


class NarrowingIn(TypedDict, total=False):
    theme: str
    emotion: str
    why: str


class SittingIn(NarrowingIn):
    minutes: int


class PlaceOut(TypedDict):
    dialogue: UUID
    seconds: int


class SittingOut(TypedDict):
    minutes: int
    until: datetime
    dialogues: list[PlaceOut]


class SkipIn(TypedDict):
    reason: str


class HandoverIn(TypedDict):
    to: str
    note: NotRequired[str]


class Queue(ApiView):
    @described_page(
        "What waits for this expert, and why it is pressing; in a set only what is in it",
        WaitingOut,
        order="as on the page: disclosed, handed over, riskiest, oldest; a set as laid out",
        query=("theme", "emotion", "why"),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT).project
        sitting = open_sitting(request.user, project)
        held = open_review(request.user, project)
        line = waiting_line(request.user, project, sitting=sitting, held=held)
        if not sitting:
            line = narrowed(line, Narrowing.asked(request.query_params))
        return page(
            request,
            line.select_related("topic", "head__risk"),
            lambda rows: [waiting_out(row) for row in rows],
            order=IN_SITTING if sitting else BY_NEED,
        )


class ClaimReview(ApiView):
    @describe(
        "The review one has open, else the next; 204 when none waits",
        ReviewOut,
        takes=NarrowingIn,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT).project
        review = reviewing.claim_next(
            project,
            narrowing=Narrowing.asked(request.data),
            by=request.user,
        )
        return Response(reviews_out([review])[0]) if review else Response(status=204)


class Sitting(ApiView):
    @describe(
        "Keep as many of the most pressing as fit the minutes",
        SittingOut,
        takes=SittingIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT).project
        sitting = sittings.begin(
            project,
            minutes=integer(request.data, "minutes", least=1),
            narrowing=Narrowing.asked(request.data),
            by=request.user,
        )
        out: SittingOut = {
            "minutes": sitting.minutes,
            "until": sitting.until,
            "dialogues": [
                {"dialogue": place.dialogue_id, "seconds": place.seconds}
                for place in sitting.places.all()
            ],
        }
        return Response(out, status=201)


class EndSitting(ApiView):
    @describe("Let others read what is left of one's set", status=204)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT).project
        sittings.end(project, by=request.user)
        return Response(status=204)


class SkipReview(ApiView):
    @describe("Leave it to others for a reason", ReviewOut, takes=SkipIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        review = review_or_404(request.user, pk)
        reviewing.skip(review, reason=text(request.data, "reason"), by=request.user)
        return Response(reviews_out([review])[0])


class HandOverReview(ApiView):
    @describe("Ask another expert to read it", ReviewOut, takes=HandoverIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        review = review_or_404(request.user, pk)
        name = text(request.data, "to", longest=150)
        note = text(request.data, "note", longest=500, default="")
        to = other_readers(review).filter(username=name).first()
        if to is None:
            raise wrong("to", _("Choose who should read it."))
        reviewing.hand_over(review, to=to, note=note, by=request.user)
        return Response(reviews_out([review])[0])


def waiting_out(row: Dialogue) -> WaitingOut:
    return {
        "dialogue": row.pk,
        "topic": str(row),
        "theme": row.topic.theme if row.topic else "",
        "emotion": row.emotion,
        "waiting_since": row.head.created_at,
        "why": why_pressing(row),
    }
