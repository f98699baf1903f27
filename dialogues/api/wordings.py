"""Another wording of one turn, asked of a drafter while somebody edits."""

from typing import TypedDict
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain.wording import ask_wording
from dialogues.rest import ApiView, describe
from dialogues.rest.fields import identifier, text
from dialogues.rest.once import key_of_request
from dialogues.rewriting import LONGEST_WISH, WISHES
from dialogues.work_queries import own_assignments


class WishIn(TypedDict):
    """``wish`` is one of the known names, or own words of up to 200 characters."""

    turn: UUID
    wish: str


class WordingOut(TypedDict):
    """``sample`` where stored text answered and no model did; nothing is changed yet."""

    call: UUID
    turn: UUID
    text: str
    sample: bool


class AskWording(ApiView):
    @describe(
        f"Have a turn written anew: {', '.join(WISHES)}, or own words",
        WordingOut,
        takes=WishIn,
    )
    def post(self, request: Request, pk: str) -> Response:
        work = get_object_or_404(own_assignments(request.user), pk=pk)
        turn = identifier(request.data, "turn")
        # Done once by the call's own id: a row of a key would hold a transaction open.
        found = ask_wording(
            work,
            turn=str(turn),
            wish=text(request.data, "wish", longest=LONGEST_WISH),
            key=key_of_request(request) or "",
            by=request.user,
        )
        return Response(
            {
                "call": found.call.pk,
                "turn": turn,
                "text": found.text,
                "sample": found.sample,
            },
        )
