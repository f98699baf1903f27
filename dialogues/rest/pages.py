"""Lists, one page at a time: ``{results, next}`` with a cursor in a stated order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

PAGE = 50
LONGEST_PAGE = 200


def page(
    request: Request,
    rows: QuerySet[Any],
    present: Callable[[list[Any]], list[Any]],
    *,
    order: tuple[str, ...],
) -> Response:
    """One page of the rows in this order; its last field is unique.

    ``present`` turns the page's rows into what is sent.
    """
    limit = _limit(request)
    rows = rows.order_by(*order)
    if cursor := request.query_params.get("cursor"):
        rows = rows.filter(_after(order, _opened(cursor, order)))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Response(
        {
            "results": present(found[:limit]),
            "next": _address(request, order, last) if last else None,
        },
    )


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(PAGE))
    limit = int(given) if given.isdecimal() and len(given) < 4 else 0
    if not 1 <= limit <= LONGEST_PAGE:
        raise ValidationError(
            {"limit": [_("A page has 1 to %d rows.") % LONGEST_PAGE]},
        )
    return limit


def _after(order: tuple[str, ...], values: list[str]) -> Q:
    """Everything behind these values, with the first field weighing most."""
    behind, same = Q(), Q()
    for field, value in zip(order, values, strict=True):
        name = field.removeprefix("-")
        comparison = "lt" if field.startswith("-") else "gt"
        behind |= same & Q(**{f"{name}__{comparison}": value})
        same &= Q(**{name: value})
    return behind


def _address(request: Request, order: tuple[str, ...], last: Model) -> str:
    cursor = signing.dumps([_value(last, field) for field in order], salt=_salt(order))
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _value(row: Model, field: str) -> str:
    value: Any = row
    for name in field.removeprefix("-").split("__"):
        value = getattr(value, name)
    return str(value)


def _opened(cursor: str, order: tuple[str, ...]) -> list[str]:
    try:
        values: list[str] = signing.loads(cursor, salt=_salt(order))
    except signing.BadSignature:
        raise ValidationError(
            {"cursor": [_("This cursor belongs to no list. Begin without one.")]},
        ) from None
    return values


def _salt(order: tuple[str, ...]) -> str:
    return f"cursor {' '.join(order)}"
