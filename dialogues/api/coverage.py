"""What a project wants of each kind, what there is of it, and who changed the numbers."""

from datetime import datetime
from typing import NotRequired, TypedDict

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.dialogue_shapes import username
from dialogues.coverage_queries import heat_map
from dialogues.domain import quotas
from dialogues.domain.choosing import Kind
from dialogues.domain.turns import clean_text
from dialogues.models import Quota, QuotaChange
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import Body, integer, text, wrong
from dialogues.setting_queries import quota_changes

LONGEST = {"theme": 80, "emotion": 40, "age_band": 20}


class QuotaOut(TypedDict):
    """An empty field stands for any."""

    theme: str
    emotion: str
    age_band: str
    wanted: int


class QuotaIn(TypedDict):
    """What is left out stands for any; 0 lets the quota go."""

    theme: NotRequired[str]
    emotion: NotRequired[str]
    age_band: NotRequired[str]
    wanted: int


class QuotasIn(TypedDict):
    """All that is wanted; what is not named is let go."""

    quotas: list[QuotaIn]


class QuotasOut(TypedDict):
    quotas: int
    wanted: int


class QuotaChangeOut(TypedDict):
    theme: str
    emotion: str
    age_band: str
    before: int
    wanted: int
    by: str | None
    at: datetime


class CellOut(TypedDict):
    """An empty theme or emotion is the sum over all; wanted is null where unsaid."""

    theme: str
    emotion: str
    have: int
    wanted: int | None
    missing: int


class CoverageOut(TypedDict):
    """`made` are there or on their way; `unsaid` of them are without an emotion."""

    made: int
    wanted: int
    missing: int
    unsaid: int
    cells: list[CellOut]


class Quotas(ApiView):
    @described_page("What is wanted", QuotaOut, order="by theme, emotion and age")
    def get(self, request: Request, slug: str) -> Response:
        return page(
            request,
            member_or_404(request.user, slug, ADMIN).project.quotas.all(),
            lambda rows: [quota_out(row) for row in rows],
            order=("theme", "emotion", "age_band"),
        )

    @describe("Say how many of a kind are wanted", QuotaOut, takes=QuotaIn)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        kind, wanted = sent(request.data)
        quotas.set_quota(project, kind, wanted, by=request.user)
        return Response({**kind._asdict(), "wanted": wanted})


class ReplaceQuotas(ApiView):
    @describe("Say anew all that is wanted", QuotasOut, takes=QuotasIn)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        rows = request.data.get("quotas")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise wrong("quotas", _("Send a list of objects."))
        wanted: dict[Kind, int] = {}
        for row in rows:
            kind, many = sent(row)
            if kind in wanted:
                raise wrong("quotas", _("One kind stands there twice."))
            wanted[kind] = many
        quotas.set_quotas(project, wanted, by=request.user)
        kept = [many for many in wanted.values() if many]
        return Response({"quotas": len(kept), "wanted": sum(kept)})


class QuotaChanges(ApiView):
    @described_page("Who changed what is wanted", QuotaChangeOut, order="newest first")
    def get(self, request: Request, slug: str) -> Response:
        return page(
            request,
            quota_changes(member_or_404(request.user, slug, ADMIN).project),
            lambda rows: [quota_change_out(row) for row in rows],
            order=("-id",),
        )


class Coverage(ApiView):
    @describe("What there is beside what is wanted", CoverageOut, query=("age",))
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        age = clean_text(request.query_params.get("age", ""))
        found = heat_map(project, age=age, every_feeling=True)
        return Response(
            {
                **{name: found[name] for name in ("made", "wanted", "missing")},
                "unsaid": found["unsaid"],
                "cells": [
                    {
                        "theme": cell.kind.theme,
                        "emotion": cell.kind.emotion,
                        "have": cell.have,
                        "wanted": cell.wanted,
                        "missing": cell.missing,
                    }
                    for row in found["rows"]
                    for cell in row.cells
                ],
            },
        )


def sent(body: Body) -> tuple[Kind, int]:
    """A kind, as it is kept, and how many of it are wanted."""
    parts = {
        name: " ".join(text(body, name, longest=longest, default="").split())
        for name, longest in LONGEST.items()
    }
    wanted = integer(body, "wanted")
    if wanted > quotas.MOST_WANTED:
        raise wrong("wanted", _("Between 0 and %d can be wanted.") % quotas.MOST_WANTED)
    return Kind(**parts), wanted


def quota_out(quota: Quota) -> QuotaOut:
    return {
        "theme": quota.theme,
        "emotion": quota.emotion,
        "age_band": quota.age_band,
        "wanted": quota.wanted,
    }


def quota_change_out(change: QuotaChange) -> QuotaChangeOut:
    return {
        "theme": change.theme,
        "emotion": change.emotion,
        "age_band": change.age_band,
        "before": change.before,
        "wanted": change.wanted,
        "by": username(change.by),
        "at": change.at,
    }
