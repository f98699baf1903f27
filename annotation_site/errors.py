"""How a refusal, a missing permission or bad input is said, in HTML and in REST."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.fields import get_error_detail
from rest_framework.response import Response

from dialogues.history import Refused

logger = logging.getLogger(__name__)


def answer_broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke on our side, with an id that the log has beside it.

    No context processor runs: what broke may be what they ask.
    """
    fault = uuid.uuid4().hex[:12]
    # Django asks for this answer while it handles the exception.
    told = "Fault %s: %s %s", fault, request.method, request.path
    logger.error(*told, exc_info=True)  # noqa: LOG014
    if request.path.startswith("/api/"):
        detail = _("Something broke on our side. If you report it, name %s.") % fault
        body = {"code": "broken", "detail": detail, "id": fault}
        return JsonResponse(body, status=500)
    page = loader.get_template("500.html").render({"fault": fault})
    return HttpResponse(page, status=500)


class RefusalMiddleware:
    """Says a refusal (409) or bad input (400) in a sentence, as a page or to htmx."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self,
        request: HttpRequest,
        exception: Exception,
    ) -> HttpResponse | None:
        htmx = bool(request.headers.get("HX-Request"))
        if isinstance(exception, ValidationError):
            # htmx puts 409 and 422 into the page; another status would not be read.
            status_code = 422 if htmx else 400
            sentence = " ".join(exception.messages)
        elif isinstance(exception, Refused):
            status_code, sentence = 409, str(exception)
        else:
            return None
        way = getattr(exception, "extra", {}).get("way")
        context = {"refused": sentence, "code": status_code, "way": way}
        if htmx:
            response = render(request, "ui/refused.html", context, status=status_code)
            response["HX-Retarget"] = "#messages"
            response["HX-Reswap"] = "innerHTML"
            return response
        return render(request, "409.html", context, status=status_code)


def answer_api_error(
    exception: Exception,
    _context: dict[str, Any],
) -> Response | None:
    """Answer every error of the API as ``{code, detail, fields?}``."""
    if isinstance(exception, Refused):
        body = {"code": exception.code, "detail": str(exception), **exception.extra}
        return Response(body, status=status.HTTP_409_CONFLICT)
    if isinstance(exception, Http404):
        exception = exceptions.NotFound(_("There is nothing here that you may see."))
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied(str(exception) or None)
    elif isinstance(exception, ValidationError):
        exception = exceptions.ValidationError(get_error_detail(exception))
    if not isinstance(exception, exceptions.APIException):
        return None
    return Response(
        error_body(exception),
        status=exception.status_code,
        headers=error_headers(exception),
    )


def error_body(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        return {
            "code": "invalid",
            "detail": _("Please mend the fields named here."),
            "fields": error.detail,
        }
    return {"code": error.get_codes(), "detail": str(error.detail)}


def error_headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = f"{wait:.0f}"
    return headers
