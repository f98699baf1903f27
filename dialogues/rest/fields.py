"""Reading a client's body field by field; what is wrong is said of its field."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogues.domain.turns import clean_text

Body = Mapping[str, Any]
LARGEST_INTEGER = 2**31 - 1
DIGITS = 8


def text(
    body: Body, name: str, *, longest: int = 2000, default: str | None = None
) -> str:
    value = body.get(name, default)
    if not isinstance(value, str):
        raise wrong(name, _("Send a text.") if name in body else _("This is missing."))
    if len(value) > longest:
        raise wrong(name, _("This has at most %d characters.") % longest)
    return clean_text(value)


def choice(body: Body, name: str, known: Collection[str]) -> str:
    value = text(body, name)
    if value not in known:
        raise wrong(name, _("Choose one of: %s.") % ", ".join(known))
    return value


def integer(body: Body, name: str, *, least: int = 0) -> int:
    value = body.get(name)
    if type(value) is not int or not least <= value <= LARGEST_INTEGER:
        raise wrong(name, _("Send a whole number, %d or more.") % least)
    return value


def amount(body: Body, name: str) -> Decimal | None:
    """An amount of money, as a number or a text; nothing when it is not sent."""
    value = body.get(name)
    if value is None:
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    amounts = found.is_finite() and not isinstance(value, bool)
    if not amounts or not 0 <= found < 10**DIGITS:
        raise wrong(name, _("Send an amount."))
    return found.quantize(Decimal("0.0001"))


def flag(body: Body, name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise wrong(name, _("Send true or false."))
    return value


def texts(body: Body, name: str) -> list[str]:
    value = body.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise wrong(name, _("Send a list of texts."))
    return value


def identifier(body: Body, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(text(body, name, longest=100))
    except ValueError:
        raise wrong(name, _("Send a UUID.")) from None


def identifiers(body: Body, name: str) -> list[uuid.UUID]:
    return [identifier({name: one}, name) for one in texts(body, name)]


def mapping(body: Body, name: str) -> dict[str, Any]:
    value = body.get(name) or {}
    if not isinstance(value, dict):
        raise wrong(name, _("Send an object."))
    return value


def wrong(name: str, sentence: str) -> ValidationError:
    return ValidationError({name: [sentence]})
