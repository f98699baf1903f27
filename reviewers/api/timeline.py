"""What happened to a dialogue over REST, and restoring a revision of it."""

from typing import TypedDict
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import RevisionOut, revision_out
from dialogues.api.dialogues import dialogue_or_404
from dialogues.rest import ApiView, describe, member_or_404, once
from dialogues.rest.fields import identifier, wrong
from reviewers.domain import restoring
from reviewers.timeline import Entry, timeline


class TimelineOut(TypedDict):
    entries: list[Entry]


class RestoreIn(TypedDict):
    revision: UUID


class Timeline(ApiView):
    @describe(
        "Everything that happened, the latest first; who still decides sees no names",
        TimelineOut,
    )
    def get(self, request: Request, pk: str) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        membership = member_or_404(request.user, dialogue.project.slug)
        entries = timeline(dialogue, user=request.user, membership=membership)
        return Response({"entries": entries})


class Restore(ApiView):
    @describe(
        "Make an earlier revision the latest again, as a new one",
        RevisionOut,
        takes=RestoreIn,
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        wanted = identifier(request.data, "revision")
        revision = dialogue.revisions.filter(pk=wanted).first()
        if revision is None:
            raise wrong("revision", _("The dialogue has no such revision."))
        restored = restoring.restore(dialogue, revision=revision, by=request.user)
        return Response(revision_out(restored, blind=False))
