"""The label schemes of a project, every version, and writing them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import username
from dialogues.domain import label_schemes
from dialogues.domain.label_schemes import LANGUAGES, LabelData, written_labels
from dialogues.domain.turns import clean_text
from dialogues.label_queries import scheme_named
from dialogues.models import LabelScheme
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import Body, choice, flag, integer, text, wrong

HIGHEST_POSITION = 32767


class LabelSchemeOut(TypedDict):
    """A version of a scheme; names and help by language."""

    slug: str
    version: int
    position: int
    name: dict[str, str]
    help: dict[str, str]
    target: str
    role: str
    exclusive: bool
    required: bool
    retired: bool
    labels: list[LabelData]
    by: str | None
    created_at: datetime


class LabelSchemeIn(TypedDict):
    """``seen`` is the version it was made from, null for a new scheme."""

    slug: str
    seen: NotRequired[int | None]
    position: int
    name: dict[str, str]
    help: NotRequired[dict[str, str]]
    target: str
    role: str
    exclusive: NotRequired[bool]
    required: NotRequired[bool]
    labels: list[LabelData]


class LabelSchemes(ApiView):
    @described_page(
        "Label schemes, every version",
        LabelSchemeOut,
        order="by short name, newest first",
        query=("slug",),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        rows = project.label_schemes.select_related("created_by")
        if name := clean_text(request.query_params.get("slug", "")):
            rows = rows.filter(slug=name)
        return page(
            request,
            rows.prefetch_related("labels"),
            lambda rows: [label_scheme_out(row) for row in rows],
            order=("slug", "-version"),
        )

    @describe(
        "Write a version of a label scheme",
        LabelSchemeOut,
        takes=LabelSchemeIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        body = request.data
        position = integer(body, "position", least=1)
        if position > HIGHEST_POSITION:
            raise wrong("position", _("Send a whole number, %d or more.") % 1)
        scheme = label_schemes.save_scheme(
            project,
            slug=text(body, "slug", longest=60),
            position=position,
            name=by_language(body, "name"),
            help=by_language(body, "help"),
            target=choice(body, "target", LabelScheme.Target.values),
            role=choice(body, "role", LabelScheme.Role.values),
            exclusive="exclusive" in body and flag(body, "exclusive"),
            required="required" in body and flag(body, "required"),
            labels=labels_of(body.get("labels")),
            seen=None if body.get("seen") is None else integer(body, "seen", least=1),
            by=request.user,
        )
        return Response(label_scheme_out(scheme), status=201)


class RetireLabelScheme(ApiView):
    @describe("Label with it no longer; what was labelled stays", LabelSchemeOut)
    @once
    def post(self, request: Request, slug: str, name: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        scheme = scheme_named(project, name)
        if scheme is None:
            raise Http404
        retired = label_schemes.retire_scheme(scheme, by=request.user)
        return Response(label_scheme_out(retired))


def label_scheme_out(scheme: LabelScheme) -> LabelSchemeOut:
    return {
        "slug": scheme.slug,
        "version": scheme.version,
        "position": scheme.position,
        "name": dict(scheme.name),
        "help": dict(scheme.help),
        "target": scheme.target,
        "role": scheme.role,
        "exclusive": scheme.exclusive,
        "required": scheme.required,
        "retired": scheme.retired,
        "labels": written_labels(scheme),
        "by": username(scheme.created_by),
        "created_at": scheme.created_at,
    }


def by_language(body: Body, name: str) -> dict[str, str]:
    value = body.get(name, {})
    if not isinstance(value, Mapping) or not set(value) <= set(LANGUAGES):
        raise wrong(name, _("Write one text for each language."))
    return {language: text(value, language) for language in value}


def labels_of(raw: Any) -> list[LabelData]:
    """The labels of a scheme as a client sent them."""
    if not isinstance(raw, list) or not all(isinstance(one, Mapping) for one in raw):
        raise wrong("labels", _("Send the labels as a list."))
    try:
        return [_label(one) for one in raw]
    except ValidationError as fault:
        raise wrong("labels", " ".join(fault.messages)) from None


def _label(one: Body) -> LabelData:
    after = one.get("after", [])
    if not isinstance(after, list) or not all(isinstance(x, str) for x in after):
        raise wrong("after", _("Send the labels as a list."))
    return {
        "slug": text(one, "slug", longest=60),
        "name": by_language(one, "name"),
        "help": by_language(one, "help"),
        "colour": text(one, "colour", default=""),
        "key": text(one, "key", default=""),
        "after": [clean_text(slug) for slug in after],
        "retired": "retired" in one and flag(one, "retired"),
    }
