"""What people say of a dialogue: threads, whom they call, and what is settled."""

from typing import NotRequired, TypedDict

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import CommentOut, comment_out
from dialogues.api.dialogues import dialogue_or_404
from dialogues.decision_queries import is_blind
from dialogues.domain import commenting
from dialogues.history_queries import comments_for
from dialogues.models import Comment, Resolution, User
from dialogues.notice_queries import callable_by
from dialogues.queries import visible_dialogues
from dialogues.rest import ApiView, describe, described_page, once, page
from dialogues.rest.fields import identifier, text, wrong


class CommentIn(TypedDict):
    text: str
    turn: NotRequired[str | None]
    code: NotRequired[str]
    parent: NotRequired[str | None]


class SaidOut(CommentOut):
    not_reached: list[str]


class PersonOut(TypedDict):
    username: str
    name: str


def comment_or_404(user: User, pk: str) -> Comment:
    rows = Comment.objects.filter(dialogue__in=visible_dialogues(user))
    return get_object_or_404(
        rows.select_related("dialogue__project", "dialogue__head", "by", "parent__by"),
        pk=pk,
    )


class Comments(ApiView):
    @described_page(
        "What people said of it; who still decides sees no names",
        CommentOut,
        order="oldest first",
    )
    def get(self, request: Request, pk: str) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        blind = is_blind(request.user, dialogue)
        settled = Prefetch("resolutions", Resolution.objects.order_by("id"))
        return page(
            request,
            comments_for(request.user, dialogue).prefetch_related(settled),
            lambda rows: [comment_out(row, blind=blind) for row in rows],
            order=("at", "id"),
        )

    @describe(
        "Say something about its latest revision, or answer a comment; @name calls a member",
        SaidOut,
        takes=CommentIn,
        status=201,
    )
    @once
    def post(self, request: Request, pk: str) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        parent = None
        if request.data.get("parent") is not None:
            wanted = identifier(request.data, "parent")
            parent = (
                dialogue.comments.select_related("parent").filter(pk=wanted).first()
            )
            if parent is None:
                raise wrong("parent", _("There is no such comment here."))
        [comment] = commenting.clean_comments([request.data], dialogue.head)
        said = commenting.comment_on(dialogue, comment, parent=parent, by=request.user)
        body = {
            **comment_out(said, blind=False),
            "not_reached": commenting.not_reached(said),
        }
        return Response(body, status=201)


class ResolveComment(ApiView):
    @describe("Call its thread settled", CommentOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        comment = comment_or_404(request.user, pk)
        commenting.resolve(comment, by=request.user)
        return settled_thread(comment, request.user)


class ReopenComment(ApiView):
    @describe("Take its settled thread up again", CommentOut)
    @once
    def post(self, request: Request, pk: str) -> Response:
        comment = comment_or_404(request.user, pk)
        commenting.reopen(comment, by=request.user)
        return settled_thread(comment, request.user)


def settled_thread(comment: Comment, user: User) -> Response:
    blind = is_blind(user, comment.dialogue)
    return Response(comment_out(comment.parent or comment, blind=blind))


class People(ApiView):
    @described_page(
        "Whom one may call in a comment on it",
        PersonOut,
        order="by user name",
        query=("q",),
    )
    def get(self, request: Request, pk: str) -> Response:
        dialogue = dialogue_or_404(request.user, pk)
        begins = text({"q": request.query_params.get("q", "")}, "q", longest=150)
        people = callable_by(request.user, dialogue)
        return page(
            request,
            people.filter(username__istartswith=begins) if begins else people,
            lambda rows: [{"username": one.username, "name": str(one)} for one in rows],
            order=("username",),
        )
