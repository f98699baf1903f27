"""Talking with a tuned model through the engine's OpenAI-compatible server."""

from __future__ import annotations

from typing import TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openai import OpenAI, OpenAIError

from dialogues.history import Refused
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
            and len(message["content"]) <= LONGEST_MESSAGE
        )
        if not known:
            raise ValidationError({"history": [_("Begin a new conversation.")]})
    return [{"role": one["role"], "content": one["content"]} for one in raw]


def reply(server: ModelServer, history: list[Message]) -> str:
    """What the model answers to a history that ends with the user's words.

    The project's instruction that the release was frozen with goes first, as it did
    in training.
    """
    instruction = server.run.release.instruction.text
    client = OpenAI(
        base_url=f"http://127.0.0.1:{server.port}/v1",
        api_key="local",
        timeout=SECONDS,
        max_retries=0,
    )
    try:
        answer = client.chat.completions.create(
            model=str(server.run),
            messages=[{"role": "system", "content": instruction}, *history],
            temperature=0.7,
            top_p=0.95,
            max_tokens=LONGEST_REPLY,
        )
    except OpenAIError as error:
        raise Refused(
            _("The model did not answer: %s") % error,
            code="model_silent",
        ) from error
    finally:
        client.close()
    return answer.choices[0].message.content or ""
