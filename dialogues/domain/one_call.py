"""One call to a drafter that somebody waits for at a page."""

from __future__ import annotations

import asyncio

from asgiref.sync import async_to_sync
from django.conf import settings

from dialogues.generate import (
    Generation,
    GenerationError,
    GenerationRequest,
    Retryable,
    client_for,
    generate,
)
from dialogues.models import Drafter

TOO_SLOW = "The endpoint did not answer in time."


def call_now(
    drafter: Drafter,
    key: str,
    request: GenerationRequest,
    *,
    seconds: float,
) -> Generation | GenerationError:
    """Make the call once, within so many seconds; outside of any transaction."""
    address = drafter.endpoint or settings.OPENAI_BASE_URL
    return async_to_sync(_answer)(address, key, request, seconds)


async def _answer(
    address: str,
    key: str,
    request: GenerationRequest,
    seconds: float,
) -> Generation | GenerationError:
    async with client_for(address, key, reply_seconds=seconds) as client:
        try:
            # An endpoint that sends a byte now and then is never silent.
            async with asyncio.timeout(seconds):
                return await generate(client, request)
        except TimeoutError:
            return Retryable(TOO_SLOW, billed=None)
        except GenerationError as error:
            return error
