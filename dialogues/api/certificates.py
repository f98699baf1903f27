"""Hours in writing over REST: asked for by who worked them, found again by their code."""

from datetime import date, datetime
from typing import TypedDict

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain import certificates
from dialogues.models import Certificate
from dialogues.path_queries import visible_certificates
from dialogues.permissions import VOLUNTEER
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import text


class CertificateOut(TypedDict):
    code: str
    project: str
    username: str
    name: str
    minutes: int
    dialogues: int
    first_day: date
    last_day: date
    issued_at: datetime


class CertificateIn(TypedDict):
    name: str


def certificate_out(paper: Certificate) -> CertificateOut:
    return {
        "code": paper.code,
        "project": paper.membership.project.slug,
        "username": paper.membership.user.username,
        "name": paper.name,
        "minutes": paper.minutes,
        "dialogues": paper.dialogues,
        "first_day": paper.first_day,
        "last_day": paper.last_day,
        "issued_at": paper.issued_at,
    }


class Certificates(ApiView):
    @described_page("One's own certificates", CertificateOut, order="latest first")
    def get(self, request: Request, slug: str) -> Response:
        membership = member_or_404(request.user, slug)
        return page(
            request,
            visible_certificates(request.user).filter(membership=membership),
            lambda rows: [certificate_out(row) for row in rows],
            order=("-issued_at", "-id"),
        )

    @describe(
        "Put one's hours so far in writing; without new ones it is the same paper",
        CertificateOut,
        takes=CertificateIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        membership = member_or_404(request.user, slug, VOLUNTEER)
        name = text(request.data, "name", longest=200)
        paper = certificates.issue(membership, name=name, by=request.user)
        return Response(certificate_out(paper), status=201)


class OneCertificate(ApiView):
    @describe(
        "One's own, or as an admin any of the project, by its code", CertificateOut
    )
    def get(self, request: Request, code: str) -> Response:
        rows = visible_certificates(request.user)
        return Response(certificate_out(get_object_or_404(rows, code=code.upper())))
