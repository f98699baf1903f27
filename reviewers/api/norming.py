"""Norming sessions over REST: open one, vote blind, read what is in view, talk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain.turns import Turn
from dialogues.models import User
from dialogues.permissions import ADMIN, EXPERT
from dialogues.rest import (
    ApiView,
    describe,
    described_page,
    member_or_404,
    once,
    page,
    row_or_404,
)
from dialogues.rest.fields import flag, integer, mapping, text, texts, wrong
from reviewers import norming_forms, norming_shown
from reviewers.domain import norming as verbs
from reviewers.models import Norming, NormingPlace
from reviewers.norming_queries import own_open_places, places_of, visible_normings
from reviewers.norming_shown import Figure, Round


class NormingOut(TypedDict):
    id: UUID
    project: str
    status: str
    named: bool
    opened_by: str
    created_at: datetime
    figures: dict[str, list[Figure]]


class WordOut(TypedDict):
    by: str
    text: str
    at: datetime


class PlaceOut(TypedDict):
    """One text; ``rounds`` and ``words`` are empty until the votes are in view."""

    number: int
    dialogue: UUID
    revision: UUID
    turns: list[Turn]
    open: bool
    rounds: list[Round]
    words: list[WordOut]


class NormingInFullOut(NormingOut):
    verbs: list[str]
    experts: list[str]
    round: int
    places: list[PlaceOut]


class OpenNormingIn(TypedDict):
    experts: list[str]
    dialogues: NotRequired[list[UUID]]
    count: NotRequired[int]
    named: NotRequired[bool]


class VoteIn(TypedDict):
    number: int
    decision: str
    answers: dict[str, str]
    sentence: str


class SayIn(TypedDict):
    number: int
    text: str


def norming_out(norming: Norming) -> NormingOut:
    in_view = {str(number) for number in norming_shown.rounds_in_view(norming)}
    return {
        "id": norming.pk,
        "project": norming.project.slug,
        "status": norming.status,
        "named": norming.named,
        "opened_by": norming.opened_by.username,
        "created_at": norming.created_at,
        "figures": {
            number: found
            for number, found in norming.figures.items()
            if number in in_view
        },
    }


def norming_in_full_out(norming: Norming, user: User) -> NormingInFullOut:
    places = list(places_of(norming).select_related("revision"))
    results = norming_shown.results(norming, places)
    mine = {one.pk for one in own_open_places(user, norming)}
    return {
        **norming_out(norming),
        "verbs": norming.verbs_for(user),
        "experts": [
            seat.expert.username for seat in norming.seats.select_related("expert")
        ],
        "round": norming.round,
        "places": [
            {
                "number": place.position,
                "dialogue": place.dialogue_id,
                "revision": place.revision_id,
                "turns": place.revision.turns,
                "open": place.pk in mine,
                "rounds": results[place.pk],
                "words": [
                    {"by": word.by.username, "text": word.text, "at": word.at}
                    for word in place.words.select_related("by")
                ]
                if results[place.pk]
                else [],
            }
            for place in places
        ],
    }


def norming_or_404(user: User, pk: str) -> Norming:
    return row_or_404(user, visible_normings(user), pk, EXPERT, ADMIN)


def place_of(norming: Norming, data: dict[str, Any]) -> NormingPlace:
    number = integer(data, "number", least=1)
    rows = places_of(norming).filter(position=number)
    place = rows.first() if number < 1000 else None
    if place is None:
        raise wrong("number", _("The session has no such dialogue."))
    place.norming = norming
    return place


def full(norming: Norming, request: Request, status: int = 200) -> Response:
    norming.refresh_from_db()
    return Response(norming_in_full_out(norming, request.user), status=status)


class Normings(ApiView):
    @described_page("Norming sessions of a project", NormingOut, order="latest first")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT, ADMIN).project
        return page(
            request,
            visible_normings(request.user).filter(project=project),
            lambda rows: [norming_out(row) for row in rows],
            order=("-created_at", "id"),
        )

    @describe(
        "Invite experts to vote blind on the same dialogues",
        NormingInFullOut,
        takes=OpenNormingIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, EXPERT, ADMIN).project
        data = request.data
        opened = verbs.open_norming(
            project,
            experts=norming_forms.read_experts(project, texts(data, "experts")),
            dialogues=norming_forms.read_dialogues(
                request.user,
                project,
                texts(data, "dialogues"),
            )
            if data.get("dialogues") is not None
            else None,
            count=integer(data, "count", least=1) if "count" in data else verbs.USUAL,
            named=flag(data, "named"),
            by=request.user,
        )
        return full(opened, request, 201)


class OneNorming(ApiView):
    @describe("A session; no vote before all are in view", NormingInFullOut)
    def get(self, request: Request, pk: str) -> Response:
        norming = norming_or_404(request.user, pk)
        return Response(norming_in_full_out(norming, request.user))


class VoteInNorming(ApiView):
    @describe("Vote on one text, once and for good", NormingInFullOut, takes=VoteIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        norming = norming_or_404(request.user, pk)
        verbs.vote(
            place_of(norming, request.data),
            decision=text(request.data, "decision"),
            answers=mapping(request.data, "answers"),
            sentence=text(request.data, "sentence"),
            by=request.user,
        )
        return full(norming, request)


class SayInNorming(ApiView):
    @describe("Talk about a text in view", NormingInFullOut, takes=SayIn)
    @once
    def post(self, request: Request, pk: str) -> Response:
        norming = norming_or_404(request.user, pk)
        place = place_of(norming, request.data)
        verbs.say(place, text=text(request.data, "text"), by=request.user)
        return full(norming, request)


class RevealNorming(ApiView):
    @describe("Bring the first votes into view", NormingInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        return moved(request, pk, verbs.reveal)


class AskNormingAgain(ApiView):
    @describe("Begin the second vote, blind again", NormingInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        return moved(request, pk, verbs.ask_again)


class CloseNorming(ApiView):
    @describe("End a session; both rounds stay in view", NormingInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        return moved(request, pk, verbs.close)


class CancelNorming(ApiView):
    @describe("Call a session off; its votes are shown to nobody", NormingInFullOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        return moved(request, pk, verbs.cancel)


def moved(request: Request, pk: str, verb: Callable[..., None]) -> Response:
    norming = norming_or_404(request.user, pk)
    verb(norming, by=request.user)
    return full(norming, request)
