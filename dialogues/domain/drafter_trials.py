"""A first word with a drafter: one small call, to see whether it answers."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import budget, calls
from dialogues.generate import (
    Generation,
    GenerationError,
    GenerationRequest,
    client_for,
    generate,
)
from dialogues.history import Refused
from dialogues.keys import NoKeyError, key_of
from dialogues.models import Call, Drafter, Topic, User
from dialogues.permissions import ADMIN, has_role
from dialogues.prompt_queries import default_prompt
from dialogues.prompts import render_for

MOST_TOKENS = 60
# Somebody waits at a page for it.
LONGEST_SECONDS = 20.0
AT_ONCE = timedelta(seconds=2)


class Tried(NamedTuple):
    """The beginning of a draft, or why there is none."""

    call: Call | None
    error: str = ""


def try_drafter(drafter: Drafter, *, by: User) -> Tried:
    """Ask for the first words of a draft: the prompt, the key and the address are real."""
    if not has_role(by, drafter.project_id, ADMIN):
        raise PermissionDenied(_("Only admins of the project name drafters."))
    prompt = default_prompt(drafter.project)
    if prompt is None:
        raise Refused(_("The project has no prompt or no drafter."), code="no_drafter")
    if Call.objects.filter(
        drafter=drafter, batch=None, started_at__gt=timezone.now() - AT_ONCE
    ).exists():
        raise Refused(_("It was tried a moment ago. Wait for its answer."))
    try:
        key = key_of(endpoint=drafter.endpoint, key_name=drafter.key_name)
    except NoKeyError as error:
        return Tried(None, str(error))
    topic = drafter.project.topics.first() or Topic(
        project=drafter.project,
        text=_("A bad day at school"),
    )
    messages = [{"role": "user", "content": render_for(prompt, topic).text}]
    parameters = _short(budget.sent_parameters(drafter))
    wanted = budget.reservation(drafter, messages, parameters)
    call = Call.objects.create(
        project=drafter.project,
        prompt=prompt,
        drafter=drafter,
        model=drafter.model,
        parameters=parameters,
        messages=messages,
        reserved_cost=wanted.cost,
        reserved_tokens=wanted.tokens,
        currency=drafter.currency,
    )
    request = GenerationRequest(drafter.model, messages, parameters)
    end = async_to_sync(_answer)(
        drafter.endpoint or settings.OPENAI_BASE_URL, key, request
    )
    calls.keep_ends([(call, end)])
    return Tried(call, call.error)


def _short(parameters: dict[str, object]) -> dict[str, object]:
    name = "max_tokens" if "max_tokens" in parameters else "max_completion_tokens"
    most = parameters[name]
    return {**parameters, name: min(MOST_TOKENS, most) if isinstance(most, int) else 1}


async def _answer(
    address: str, key: str, request: GenerationRequest
) -> Generation | GenerationError:
    async with client_for(address, key, reply_seconds=LONGEST_SECONDS) as client:
        try:
            return await generate(client, request)
        except GenerationError as error:
            return error
