"""The expert's road over REST: take what waits, read it, decide."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain.checklists import AnswerData, clean_answers, current_items
from dialogues.domain.commenting import clean_comments
from dialogues.domain.submission import CommentData
from dialogues.domain.turns import Turn, clean_turns
from dialogues.models import Revision, User
from dialogues.prepared import prepared
from dialogues.rest import ApiView, describe, described_page, once, page
from dialogues.rest.fields import choice, identifier, mapping, wrong
from reviewers.domain import decisions, reviewing
from reviewers.models import Review
from reviewers.queries import base_revisions, own_reviews
from reviewers.second_reading import Reading, readings


class ReviewOut(TypedDict):
    id: UUID
    dialogue: UUID
    revision: UUID
    status: str
    decision: str
    turns: list[Turn]
    base_turns: list[Turn]
    lease_until: datetime
    decided_at: datetime | None
    # For the third reader, who chooses between two, and nobody else.
    readings: NotRequired[list[Reading]]


class DecidedOut(ReviewOut):
    dialogue_status: str


class DecisionIn(TypedDict):
    revision: UUID
    decision: str
    answers: NotRequired[list[AnswerData]]
    comments: NotRequired[list[CommentData]]
    turns: NotRequired[list[Turn] | None]
    elements: NotRequired[dict[str, str]]


def reviews_out(reviews: list[Review]) -> list[ReviewOut]:
    bases = base_revisions(reviews)
    return [
        {
            "id": review.pk,
            "dialogue": review.dialogue_id,
            "revision": review.revision_id,
            "status": review.status,
            "decision": review.decision,
            "turns": review.revision.turns,
            "base_turns": bases[review.pk].turns if review.pk in bases else [],
            "lease_until": review.lease_until,
            "decided_at": review.decided_at,
            **({"readings": both} if (both := readings(review)) else {}),
        }
        for review in reviews
    ]


def review_or_404(user: User, pk: Any) -> Review:
    for review in _own_review(user, pk):
        return review
    raise Http404


@prepared
def _own_review(user: User, pk: UUID) -> QuerySet[Review]:
    return own_reviews(user).filter(pk=pk)


class Reviews(ApiView):
    @described_page("One's reviews", ReviewOut, order="latest first")
    def get(self, request: Request) -> Response:
        return page(
            request,
            own_reviews(request.user),
            reviews_out,
            order=("-created_at", "id"),
        )


class OneReview(ApiView):
    @describe("One review", ReviewOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(reviews_out([review_or_404(request.user, pk)])[0])


class GiveBackReview(ApiView):
    @describe("Leave the decision to another expert", ReviewOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        review = review_or_404(request.user, pk)
        reviewing.give_back(review, by=request.user)
        return Response(reviews_out([review])[0])


class Decide(ApiView):
    @describe("Decide on the revision that was read", DecidedOut, takes=DecisionIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        review = review_or_404(request.user, pk)
        body = request.data
        wanted = identifier(body, "revision")
        revision: Revision | None = review.revision
        if wanted != review.revision_id:
            revision = review.dialogue.revisions.filter(pk=wanted).first()
        if revision is None:
            raise wrong("revision", _("The dialogue has no such revision."))
        given = body.get("turns")
        decisions.decide(
            review,
            revision=revision,
            decision=choice(body, "decision", Review.Decision.values),
            answers=clean_answers(
                body.get("answers", []),
                current_items(review.project),
            ),
            comments=clean_comments(body.get("comments", []), revision),
            turns=None if given is None else clean_turns(given),
            elements=mapping(body, "elements"),
            by=request.user,
        )
        [decided] = reviews_out([review])
        return Response({**decided, "dialogue_status": review.dialogue.status})
