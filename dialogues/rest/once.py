"""A verb that is asked for twice with one ``Idempotency-Key`` is done once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.models import IdempotentAnswer

LONGEST_KEY = 200
# A client that has not asked again by then never will.
KEPT = timedelta(days=7)
REPLAYED = {"Idempotent-Replay": "true"}
Post = Callable[..., Response]


class KeyUsedBefore(exceptions.APIException):
    """The key belongs to another request."""

    status_code = 422
    default_code = "idempotency_key_used"
    default_detail = gettext_lazy(
        "This Idempotency-Key was used for another request. Take a new one.",
    )


def forget_old_answers() -> None:
    """Let go of the answers that nobody will ask for again."""
    IdempotentAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()


def once(post: Post) -> Post:
    """Let a POST with a key it has seen repeat the answer that it gave.

    The key's row is written first, in the transaction of the verb: a second request
    waits for the first, then finds its answer; after a refusal the key is free again.
    """

    @wraps(post)
    def answer(view: Any, request: Request, **address: Any) -> Response:
        key = key_of_request(request)
        if key is None:
            return post(view, request, **address)
        digest = digest_of(request)
        with transaction.atomic():
            answered, new = IdempotentAnswer.objects.get_or_create(
                user=request.user,
                key=key,
                defaults={"request": digest, "status": 0},
            )
            if not new:
                return _replay(answered, digest)
            response = post(view, request, **address)
            answered.status = response.status_code
            answered.body = json.loads(JSONRenderer().render(response.data) or "null")
            answered.save(update_fields=["status", "body"])
        return response

    return answer


def key_of_request(request: Request) -> str | None:
    """The key that came with a request, where one came."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and (not 0 < len(key) <= LONGEST_KEY or not key.isprintable()):
        raise exceptions.ValidationError(
            {"Idempotency-Key": [_("Send 1 to %d characters.") % LONGEST_KEY]},
        )
    return key


def _replay(answered: IdempotentAnswer, digest: str) -> Response:
    if answered.request != digest:
        raise KeyUsedBefore
    return Response(answered.body, status=answered.status, headers=REPLAYED)


def digest_of(request: Request) -> str:
    """What makes two requests the same: method, address and what they send."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type.startswith("multipart/"):
        for name, value in sorted(request.data.items()):
            digest.update(f"{name}\n".encode())
            if isinstance(value, UploadedFile):
                for chunk in value.chunks():
                    digest.update(chunk)
                value.seek(0)
            else:
                digest.update(value.encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()
