"""A project's reasons for sending a turn back over REST."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain.reasons import retire_reason, save_reason
from dialogues.models import Reason
from dialogues.permissions import ADMIN
from dialogues.reasons import reasons_of
from dialogues.rest import ApiView, describe, member_or_404, once
from dialogues.rest.fields import flag, integer, mapping, text, wrong

LARGEST_PLACE = 32767


class ReasonOut(TypedDict):
    code: str
    version: int
    position: int
    name: dict[str, str]
    sentence: dict[str, str]
    lesson: str
    critical: bool
    retired: bool
    created_at: datetime | None


class ReasonsOut(TypedDict):
    reasons: list[ReasonOut]


class ReasonIn(TypedDict):
    code: str
    position: int
    name: dict[str, str]
    sentence: NotRequired[dict[str, str]]
    lesson: NotRequired[str]
    critical: NotRequired[bool]
    seen: NotRequired[int | None]


class Reasons(ApiView):
    @describe(
        "What an expert may choose from; version 0 is built in",
        ReasonsOut,
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        return Response({"reasons": [reason_out(one) for one in reasons_of(project)]})

    @describe(
        "Write a reason or its next version; `seen` is the version it was made from",
        ReasonOut,
        takes=ReasonIn,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        body = request.data
        seen = body.get("seen")
        saved = save_reason(
            project,
            slug=text(body, "code", longest=60),
            position=position(body),
            name=texts(body, "name"),
            sentence=texts(body, "sentence"),
            lesson=text(body, "lesson", longest=60, default=""),
            critical=flag(body, "critical"),
            seen=None if seen is None else integer(body, "seen"),
            by=request.user,
        )
        return Response(reason_out(saved))


class EndReason(ApiView):
    @describe("Offer a reason no longer; what was said with it stays", ReasonOut)
    @once
    def post(self, request: Request, slug: str, name: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        return Response(reason_out(retire_reason(project, slug=name, by=request.user)))


def position(body: Any) -> int:
    value = integer(body, "position", least=1)
    if value > LARGEST_PLACE:
        raise wrong("position", _("Send a smaller number."))
    return value


def texts(body: Any, name: str) -> dict[str, str]:
    value = mapping(body, name)
    if set(value) - {"zh-hans", "en"} or not all(
        isinstance(one, str) for one in value.values()
    ):
        raise wrong(name, _("Write one text for each language."))
    return value


def reason_out(reason: Reason) -> ReasonOut:
    return {
        "code": reason.slug,
        "version": reason.version,
        "position": reason.position,
        "name": reason.name,
        "sentence": reason.sentence,
        "lesson": reason.lesson,
        "critical": reason.critical,
        "retired": reason.retired,
        "created_at": reason.created_at if reason.version else None,
    }
