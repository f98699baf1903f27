"""The figures of the boards over REST."""

from typing import TypedDict

from django.core.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.permissions import ADMIN, EXPERT
from dialogues.rest import ApiView, describe, member_or_404
from reviewers.boards_shown import BoardFigure, figures, shown_to


class BoardsOut(TypedDict):
    by: str
    figures: list[BoardFigure]


class Boards(ApiView):
    @describe(
        "How much, how old, how often sent back, how long, and for admins how dear",
        BoardsOut,
        query=("by", "theme", "prompt", "drafter", "first", "last"),
    )
    def get(self, request: Request, slug: str) -> Response:
        membership = member_or_404(request.user, slug, EXPERT, ADMIN)
        form, shown = shown_to(membership, request.query_params)
        if shown is None:
            raise ValidationError(
                {name: list(said) for name, said in form.errors.items()}
            )
        out: BoardsOut = {"by": shown.asked.by, "figures": figures(shown)}
        return Response(out)
