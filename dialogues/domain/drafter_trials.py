"""A first word with a drafter: one small call, to see whether it answers."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import budget, calls
from dialogues.domain.one_call import call_now
from dialogues.generate import GenerationRequest
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
        drafter=drafter,
        batch=None,
        prompt=prompt,
        started_at__gt=timezone.now() - AT_ONCE,
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
    end = call_now(drafter, key, request, seconds=LONGEST_SECONDS)
    calls.keep_ends([(call, end)])
    return Tried(call, call.error)


def _short(parameters: dict[str, object]) -> dict[str, object]:
    name = "max_tokens" if "max_tokens" in parameters else "max_completion_tokens"
    most = parameters[name]
    return {**parameters, name: min(MOST_TOKENS, most) if isinstance(most, int) else 1}
