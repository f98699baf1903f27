"""Volunteers read each other's dialogues before the experts, over REST."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import NoteOut
from dialogues.api.dialogues import dialogue_or_404
from dialogues.decision_queries import is_blind
from dialogues.domain import peer_reading, peer_stage
from dialogues.domain.commenting import clean_comments
from dialogues.domain.turns import Turn
from dialogues.heavy_queries import categories_of, heavy_in
from dialogues.models import Dialogue, PeerReading, Project, User
from dialogues.peer_queries import own_readings, stage_of, stage_shown
from dialogues.peer_shown import said_in
from dialogues.permissions import ADMIN, VOLUNTEER
from dialogues.rest import ApiView, describe, member_or_404, once
from dialogues.rest.fields import choice, flag, integer, text


class StageOut(TypedDict):
    on: bool
    level: str
    days: int


class PointIn(TypedDict):
    turn: NotRequired[UUID | None]
    text: str


class PointOut(TypedDict):
    turn: UUID | None
    text: str


class PointsIn(TypedDict):
    points: list[PointIn]


class ReasonIn(TypedDict):
    reason: str


class PeerReadingOut(TypedDict):
    id: UUID
    dialogue: UUID
    revision: UUID
    status: str
    turns: list[Turn]
    points: list[PointOut]
    lease_until: datetime | None
    heavy: bool
    content_note: list[NoteOut]


class PeerReadingOfOut(TypedDict):
    """Empty where the experts may have it; ``points`` while its author looks at some."""

    until: datetime | None
    points: bool


def stage_out(project: Project) -> StageOut:
    stage = stage_of(project)
    return {"on": stage.on, "level": stage.level, "days": stage.days}


def reading_out(row: PeerReading) -> PeerReadingOut:
    """A reading; its author is named nowhere."""
    notes = heavy_in(row.dialogue, categories_of(row.project)) if row.heavy else []
    return {
        "id": row.pk,
        "dialogue": row.dialogue_id,
        "revision": row.revision_id,
        "status": row.status,
        "turns": row.revision.turns,
        "points": [{"turn": one.turn, "text": one.text} for one in said_in(row)],
        "lease_until": row.lease_until,
        "heavy": row.heavy,
        "content_note": [
            {"name": str(one.name), "note": str(one.note)} for one in notes
        ],
    }


def reading_of_out(user: User, dialogue: Dialogue) -> PeerReadingOfOut:
    shown = stage_shown(user, dialogue, blind=is_blind(user, dialogue))
    return {"until": shown.get("until"), "points": shown.get("points", False)}


def reading_or_404(user: User, pk: Any) -> PeerReading:
    return get_object_or_404(own_readings(user), pk=pk)


class PeerStage(ApiView):
    @describe("Whether volunteers read first, and how long one waits", StageOut)
    def get(self, request: Request, slug: str) -> Response:
        return Response(stage_out(member_or_404(request.user, slug).project))

    @describe("Say whether they do", StageOut, takes=StageOut)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        peer_stage.set_stage(
            project,
            on=flag(request.data, "on"),
            level=choice(request.data, "level", ["editor", "senior"]),
            days=min(integer(request.data, "days"), 31),
            by=request.user,
        )
        return Response(stage_out(project))


class ClaimPeerReading(ApiView):
    @describe(
        "What one reads for another, else the next; 204 when none waits",
        PeerReadingOut,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, VOLUNTEER).project
        row = peer_reading.take_next(project, by=request.user)
        return Response(reading_out(row)) if row else Response(status=204)


class OnePeerReading(ApiView):
    @describe("What one reads, or read, for another", PeerReadingOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(reading_out(reading_or_404(request.user, pk)))


class FinishPeerReading(ApiView):
    @describe(
        "Say what its author should look at; no points when nothing is to add",
        PeerReadingOut,
        takes=PointsIn,
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        row = reading_or_404(request.user, pk)
        points = clean_comments(request.data.get("points"), row.revision)
        peer_reading.finish(row, points=points, by=request.user)
        return Response(reading_out(row))


class GiveBackPeerReading(ApiView):
    @describe("Leave it to another volunteer", status=204)
    @once
    def post(self, request: Request, pk: str) -> Response:
        row = reading_or_404(request.user, pk)
        peer_reading.give_back(row, by=request.user)
        return Response(status=204)


class SkipPeerReading(ApiView):
    @describe("Leave it to others and see it no more", takes=ReasonIn, status=204)
    @once
    def post(self, request: Request, pk: str) -> Response:
        row = reading_or_404(request.user, pk)
        reason = text(request.data, "reason")
        peer_reading.skip(row, reason=reason, by=request.user)
        return Response(status=204)


class PeerNotToday(ApiView):
    @describe("Leave a heavy one for another day", status=204)
    @once
    def post(self, request: Request, pk: str) -> Response:
        row = reading_or_404(request.user, pk)
        peer_reading.not_today(row, by=request.user)
        return Response(status=204)


class PeerReadingOf(ApiView):
    @describe(
        "Whether volunteers still have a dialogue, and until when", PeerReadingOfOut
    )
    def get(self, request: Request, pk: str) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        return Response(reading_of_out(request.user, dialogue))


class LeaveAsItIs(ApiView):
    @describe("Let the experts have one's dialogue, points or not", PeerReadingOfOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        peer_stage.leave_as_it_is(dialogue, by=request.user)
        return Response(reading_of_out(request.user, dialogue))
