"""Naming the models that may write drafts, with what they cost and bear."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.generate import OURS
from dialogues.keys import KEY_NAME
from dialogues.models import Drafter, DrafterChange, Project, User
from dialogues.permissions import ADMIN, has_role

FIELDS = (
    "endpoint",
    "key_name",
    "model",
    "parameters",
    "prompt_price",
    "completion_price",
    "currency",
    "concurrency",
    "requests_per_minute",
    "tokens_per_minute",
    "longest_reply",
)
MOST_AT_ONCE = 512
CURRENCY = re.compile("[A-Z]{3}")
LIKE_A_KEY = re.compile(
    r"\b(?:sk|key)-[\w-]{8,}|\bBearer\s+\S+"
    r"|\"(?:api_?key|authorization)\"\s*:\s*\"[^\"]*\"",
    re.IGNORECASE,
)


def add_drafter(project: Project, *, name: str, by: User, **fields: Any) -> Drafter:
    """Let a model write drafts for the project."""
    drafter = Drafter(project=project, name=name)
    _require_admin(project, by)
    _set(drafter, fields)
    with transaction.atomic():
        drafter.save(force_insert=True)
        record_naming(drafter, by=by)
    return drafter


def change_drafter(drafter: Drafter, *, by: User, **fields: Any) -> Drafter:
    """Change how a model is called from now on; calls that were made keep what was."""
    _require_admin(drafter.project, by)
    _set(drafter, fields)
    with transaction.atomic():
        # A form has written on the row in hand; what was is read afresh, under a lock.
        stored = Drafter.objects.select_for_update(no_key=True).get(pk=drafter.pk)
        before = settings_of(stored)
        # Only what was set: a worker may just have noted that the endpoint rests.
        drafter.save(update_fields=list(fields))
        after = settings_of(Drafter.objects.get(pk=drafter.pk))
        changed = [name for name in FIELDS if before[name] != after[name]]
        if changed:
            _record(
                drafter,
                DrafterChange.Act.CHANGE,
                {name: before[name] for name in changed},
                {name: after[name] for name in changed},
                by=by,
            )
    return drafter


def retire_drafter(drafter: Drafter, *, by: User) -> None:
    """Order no more of a model; its drafts, and batches that name it, stay."""
    _require_admin(drafter.project, by)
    with transaction.atomic():
        newly = Drafter.objects.filter(pk=drafter.pk, retired_at=None)
        if newly.update(retired_at=timezone.now()):
            _record(drafter, DrafterChange.Act.RETIRE, {}, {}, by=by)
    drafter.refresh_from_db()


def record_naming(drafter: Drafter, *, by: User | None) -> None:
    """Write down how a drafter was set when it was named."""
    after = settings_of(Drafter.objects.get(pk=drafter.pk))
    _record(drafter, DrafterChange.Act.ADD, {}, after, by=by)


def settings_of(drafter: Drafter) -> dict[str, Any]:
    """How a drafter is set, as JSON can hold it."""
    values = {name: getattr(drafter, name) for name in FIELDS}
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def _record(
    drafter: Drafter,
    act: str,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: User | None,
) -> None:
    DrafterChange.objects.create(
        drafter=drafter, act=act, before=before, after=after, by=by
    )


def _set(drafter: Drafter, fields: dict[str, Any]) -> None:
    """Write values on the row in hand, and refuse what is wrong with them."""
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"a drafter has no {name} to set")
        setattr(drafter, name, value)
    wrong = wrong_with(drafter)
    try:
        drafter.full_clean()
    except ValidationError as error:
        wrong = {**error.message_dict, **wrong}
    if wrong:
        raise ValidationError(wrong)


def wrong_with(drafter: Drafter) -> dict[str, list[str]]:
    """What is wrong with an endpoint, a key's name or parameters, field by field."""
    wrong = {}
    if drafter.endpoint and not is_endpoint(drafter.endpoint):
        wrong["endpoint"] = [
            _("An address begins with https:// or http:// and holds no password."),
        ]
    if drafter.key_name and not KEY_NAME.match(drafter.key_name):
        wrong["key_name"] = [
            _("Name the key, QUEQIAO_KEY_… or OPENAI_…; never write the key itself."),
        ]
    if sentences := _wrong_with_parameters(drafter.parameters):
        wrong["parameters"] = sentences
    if not CURRENCY.fullmatch(drafter.currency):
        wrong["currency"] = [_("Three capital letters, such as CNY or USD.")]
    if drafter.concurrency and drafter.concurrency > MOST_AT_ONCE:
        wrong["concurrency"] = [_("At most %d calls at once.") % MOST_AT_ONCE]
    return wrong


def _wrong_with_parameters(parameters: Any) -> list[str]:
    if not isinstance(parameters, dict):
        return [_("Parameters are an object.")]
    sentences = []
    if ours := sorted(OURS & parameters.keys()):
        sentences.append(_("These are set for each call: %s.") % ", ".join(ours))
    if LIKE_A_KEY.search(json.dumps(parameters)):
        sentences.append(_("This looks like a key; keys are only named, never kept."))
    return sentences


def is_endpoint(address: str) -> bool:
    """Whether it is a plain web address, of this house or outside it.

    Addresses of the lab's own network are meant to be used: models run there.
    """
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_fine
        and not (parts.username or parts.password or parts.query or parts.fragment)
        and not any(character.isspace() or ord(character) < 32 for character in address)
    )


def _require_admin(project: Project, by: User) -> None:
    if not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project name drafters."))
