"""The models that write drafts: listed, named, changed, tried, retired."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import username
from dialogues.api.text_shapes import DrafterOut, drafter_out
from dialogues.domain import drafters
from dialogues.domain.drafter_trials import try_drafter
from dialogues.models import Drafter, DrafterChange, User
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import Body, amount, integer, mapping, text, wrong
from dialogues.setting_queries import drafter_changes

TEXTS = ("endpoint", "key_name", "model", "currency")
AMOUNTS = ("prompt_price", "completion_price")
LIMITS = ("requests_per_minute", "tokens_per_minute")
NUMBERS = ("concurrency", "longest_reply")


class DrafterChangeIn(TypedDict):
    """`key_name` names a key of the environment or of the secrets file; never a key."""

    endpoint: NotRequired[str]
    key_name: NotRequired[str]
    model: NotRequired[str]
    parameters: NotRequired[dict[str, Any]]
    prompt_price: NotRequired[str]
    completion_price: NotRequired[str]
    currency: NotRequired[str]
    concurrency: NotRequired[int]
    requests_per_minute: NotRequired[int | None]
    tokens_per_minute: NotRequired[int | None]
    longest_reply: NotRequired[int]


class DrafterIn(DrafterChangeIn):
    name: str


class TriedDrafterOut(TypedDict):
    """The first words of a draft, or why there are none."""

    answered: bool
    text: str
    error: str
    model: str
    seconds: float | None
    cost: str | None


class DrafterChangeOut(TypedDict):
    """`before` and `after` hold the fields that were set; `act` add, change or retire."""

    act: str
    before: dict[str, Any]
    after: dict[str, Any]
    by: str | None
    at: datetime


class Drafters(ApiView):
    @described_page("The models that write drafts", DrafterOut, order="by name")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        return page(
            request,
            project.drafters.all(),
            lambda rows: [drafter_out(row) for row in rows],
            order=("name",),
        )

    @describe("Name a drafter", DrafterOut, takes=DrafterIn, status=201)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        drafter = drafters.add_drafter(
            project,
            name=text(request.data, "name", longest=60),
            by=request.user,
            **sent(request.data),
        )
        return Response(drafter_out(drafter), status=201)


class ChangeDrafter(ApiView):
    @describe("Change a drafter from now on", DrafterOut, takes=DrafterChangeIn)
    @once
    def post(self, request: Request, slug: str, name: str) -> Response:
        drafter = drafter_or_404(request.user, slug, name)
        drafters.change_drafter(drafter, by=request.user, **sent(request.data))
        return Response(drafter_out(drafter))


class DrafterChanges(ApiView):
    @described_page("Who set what of a drafter", DrafterChangeOut, order="newest first")
    def get(self, request: Request, slug: str, name: str) -> Response:
        return page(
            request,
            drafter_changes(drafter_or_404(request.user, slug, name)),
            lambda rows: [drafter_change_out(row) for row in rows],
            order=("-id",),
        )


class RetireDrafter(ApiView):
    @describe("Order no more of a drafter", DrafterOut)
    @once
    def post(self, request: Request, slug: str, name: str) -> Response:
        drafter = drafter_or_404(request.user, slug, name)
        drafters.retire_drafter(drafter, by=request.user)
        return Response(drafter_out(drafter))


class TryDrafter(ApiView):
    @describe("Make one small call to a drafter", TriedDrafterOut)
    def post(self, request: Request, slug: str, name: str) -> Response:
        drafter = drafter_or_404(request.user, slug, name)
        tried = try_drafter(drafter, by=request.user)
        call = tried.call
        return Response(
            {
                "answered": not tried.error,
                "text": call.reply if call else "",
                "error": tried.error,
                "model": (call and call.answered_by) or drafter.model,
                "seconds": call.seconds if call else None,
                "cost": str(call.cost) if call and call.cost is not None else None,
            },
        )


def drafter_or_404(user: User, slug: str, name: str) -> Drafter:
    project = member_or_404(user, slug, ADMIN).project
    return get_object_or_404(project.drafters.select_related("project"), name=name)


def drafter_change_out(change: DrafterChange) -> DrafterChangeOut:
    return {
        "act": change.act,
        "before": change.before,
        "after": change.after,
        "by": username(change.by),
        "at": change.at,
    }


def sent(body: Body) -> dict[str, Any]:
    """The fields that the body names, each of its kind; others are not touched."""
    if unknown := set(body) - {
        "name",
        "parameters",
        *TEXTS,
        *AMOUNTS,
        *LIMITS,
        *NUMBERS,
    }:
        raise wrong(min(unknown), _("A drafter has no such field."))
    found: dict[str, Any] = {}
    found |= {name: text(body, name, longest=300) for name in TEXTS if name in body}
    found |= {name: amount(body, name) for name in AMOUNTS if name in body}
    found |= {name: integer(body, name, least=1) for name in NUMBERS if name in body}
    for name in LIMITS:
        if name in body:
            limit = body[name]
            found[name] = None if limit is None else integer(body, name, least=1)
    if "parameters" in body:
        found["parameters"] = mapping(body, "parameters")
    return found
