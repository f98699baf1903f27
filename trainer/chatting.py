"""Talking with a tuned model through the engine's OpenAI-compatible server."""

from __future__ import annotations

from typing import TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openai import APIStatusError, BadRequestError, OpenAI, OpenAIError

from dialogues.history import Refused
from trainer import launch
from trainer.models import ModelServer

LONGEST_MESSAGE = 2000
MOST_MESSAGES = 40
LONGEST_REPLY = 200  # tokens
SECONDS = 60.0


class Message(TypedDict):
    """One turn of a chat, as the OpenAI API has it."""

    role: str
    content: str


def clean_messages(raw: object) -> list[Message]:
    """Check a history that a browser or a terminal sent."""
    if not isinstance(raw, list) or len(raw) > MOST_MESSAGES:
        raise ValidationError({"history": [_("Begin a new conversation.")]})
    for message in raw:
        known = (
            isinstance(message, dict)
            and message.get("role") in ("user", "assistant")
            and isinstance(message.get("content"), str)
        )
        if not known:
            raise ValidationError({"history": [_("Begin a new conversation.")]})
        if len(message["content"]) > LONGEST_MESSAGE:
            raise ValidationError(_("That is too long for one message."))
    return [{"role": one["role"], "content": one["content"]} for one in raw]


def reply(server: ModelServer, history: list[Message]) -> str:
    """What the model answers to a history that ends with the user's words.

    The project's instruction that the release was frozen with goes first, as it did
    in training. The oldest turns are left out where all do not fit into the model.
    """
    if not launch.is_alive(launch.server_log(server)):
        # Its port may be another program's by now.
        raise Refused(
            _("The model has left, as nobody asked it. Say it once more."),
            code="model_silent",
        )
    instruction = server.run.release.instruction.text
    address = f"http://127.0.0.1:{server.port}/v1"
    with OpenAI(base_url=address, api_key="local", max_retries=0) as client:
        try:
            while True:
                answer = _ask(client, str(server.run), instruction, history)
                if answer is not None or len(history) <= 2:
                    break
                history = history[2:]
        except OpenAIError as error:
            raise Refused(
                _("The model did not answer: %s") % _reason(error),
                code="model_silent",
            ) from error
    if answer is None:
        raise Refused(_("That is too long for this model."), code="too_long")
    return answer


def _ask(
    client: OpenAI,
    model: str,
    instruction: str,
    history: list[Message],
) -> str | None:
    """The answer, or nothing when the history leaves it no room."""
    try:
        answer = client.chat.completions.create(
            model=model,
            messages=[{"role": "system", "content": instruction}, *history],  # type: ignore[list-item]
            temperature=0.7,
            top_p=0.95,
            max_tokens=LONGEST_REPLY,
            timeout=SECONDS,
        )
    except BadRequestError as error:
        if error.code == "context_length_exceeded":
            return None
        raise
    said = answer.choices[0]
    used = answer.usage.completion_tokens if answer.usage else 0
    if said.finish_reason == "length" and used < LONGEST_REPLY and len(history) > 2:
        return None  # cut short for want of room
    return said.message.content or ""


def _reason(error: OpenAIError) -> str:
    if isinstance(error, APIStatusError) and isinstance(error.body, dict):
        return str(error.body.get("message", error))
    return str(error)
