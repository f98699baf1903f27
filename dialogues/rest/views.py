"""The view that every address of the API is, kept lean because people type into it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dialogues.domain.turns import clean_text


class TooLarge(exceptions.APIException):
    """A body that nobody types."""

    status_code = 413
    default_code = "too_large"
    default_detail = gettext_lazy("This is too large. Send less at once.")


class OneFormat(BaseContentNegotiation):
    """The API speaks JSON, whatever a client says that it would like."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        content_type = request.content_type.partition(";")[0].strip().lower()
        for parser in parsers:
            if parser.media_type == content_type:
                return parser
        return None

    def select_renderer(
        self,
        _request: Request,
        renderers: Any,
        _suffix: str | None = None,
    ) -> Any:
        return renderers[0], renderers[0].media_type


class ObjectParser(BaseParser):
    """Reads a body as one JSON object."""

    media_type = "application/json"

    def parse(self, stream: Any, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        try:
            sent = json.loads(stream.read().decode(), parse_constant=_refuse_constant)
            data = _storable(sent)
        except (ValueError, RecursionError):
            raise exceptions.ParseError(_("This is not valid JSON.")) from None
        if not isinstance(data, dict):
            raise exceptions.ParseError(_("Send one JSON object."))
        return data


def _storable(value: Any) -> Any:
    """The same with every text cleaned, wherever it stands."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {clean_text(name): _storable(one) for name, one in value.items()}
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


class ApiView(APIView):
    """Parse, call one verb, present; ``annotation_site.errors`` says what went wrong."""

    parser_classes = [ObjectParser]
    content_negotiation_class = OneFormat
    largest_upload = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        uploads = request.content_type.startswith("multipart/")
        largest = (
            self.largest_upload if uploads else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
        if int(request.META.get("CONTENT_LENGTH") or 0) > largest:
            raise TooLarge
        if not uploads:
            # Before a parser takes it: a repeated verb is known by its bytes.
            _ = request.body
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, RequestDataTooBig):
            exc = TooLarge()
        elif isinstance(exc, SuspiciousOperation):
            exc = exceptions.ParseError(str(exc))
        return super().handle_exception(exc)


class NotThere(ApiView):
    """Every address that the API does not have."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404
