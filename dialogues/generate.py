"""A call to a text generator: messages in, text out; any OpenAI-compatible endpoint."""

import email.utils
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
from django.utils.translation import gettext_noop
from openai import AsyncOpenAI

from dialogues.parsing import storable

CONNECT_SECONDS = 10.0
REPLY_SECONDS = 120.0
ATTEMPTS = 5
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
LONGEST_RETRY_AFTER_SECONDS = 300.0
NO_KEY = "no-key"
SAMPLE_HEADER = "x-queqiao-sample"

# As many as a drafter may have going; the drafter's own limit is the one that counts.
_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=200)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_TRY_AGAIN = frozenset({408, 409, 429})
_CROWDED = frozenset({429, 503})
_NO_USE_TRYING = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_KEY = re.compile(r"\b(?:sk|key)-[\w*\-]{4,}")
OURS = frozenset({"model", "messages", "stream", "n"})
_REASON_CHARACTERS = 500
# Kept as they are and translated for each reader.
_SILENT = gettext_noop("The endpoint did not answer in time.")
_UNREACHED = gettext_noop("The connection failed")
_NO_COMPLETION = gettext_noop("The answer is no chat completion")


@dataclass(frozen=True)
class GenerationRequest:
    """`parameters` go into the request as they are: temperature, max_tokens and so on."""

    model: str
    messages: Sequence[Mapping[str, str]]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_prompt(
        cls, model: str, prompt: str, *, system: str = "", **fields: Any
    ) -> "GenerationRequest":
        messages = [{"role": "system", "content": system}] if system else []
        return cls(model, [*messages, {"role": "user", "content": prompt}], **fields)


@dataclass(frozen=True)
class Generation:
    """`sample` is true when stored text answered and no model did."""

    text: str
    finish_reason: str
    prompt_tokens: int | None
    completion_tokens: int | None
    seconds: float
    request_id: str
    model: str
    sample: bool = False


class GenerationError(Exception):
    """`billed` is None where nobody knows whether the endpoint did the work."""

    def __init__(self, reason: str, *, billed: bool | None = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.billed = billed


class Retryable(GenerationError):  # noqa: N818 (it names what to do)
    """Another attempt may succeed, not before `retry_after` seconds if it is given.

    `crowded`: the endpoint has too much to do, so that all calls to it should wait.
    """

    def __init__(
        self,
        reason: str,
        retry_after: float | None = None,
        *,
        crowded: bool = False,
        billed: bool | None = False,
    ) -> None:
        super().__init__(reason, billed=billed)
        self.retry_after = retry_after
        self.crowded = crowded


class Fatal(GenerationError):  # noqa: N818 (it names what to do)
    """The same call will fail again: a wrong key, model, address or parameter."""


def client_for(
    base_url: str, key: str, *, reply_seconds: float = REPLY_SECONDS
) -> AsyncOpenAI:
    """Connect to an endpoint; retries are ours, and a loopback address uses no proxy.

    A redirection is not followed: it would carry the key and the texts elsewhere.
    """
    loopback = urlsplit(base_url).hostname in _LOOPBACK
    return AsyncOpenAI(
        base_url=base_url,
        api_key=key or NO_KEY,
        max_retries=0,
        timeout=openai.Timeout(reply_seconds, connect=CONNECT_SECONDS),
        http_client=openai.DefaultAsyncHttpxClient(
            trust_env=not loopback,
            follow_redirects=False,
            limits=_LIMITS,
        ),
    )


async def generate(client: AsyncOpenAI, request: GenerationRequest) -> Generation:
    """Make one call; raise Retryable or Fatal when there is no reply."""
    began = time.perf_counter()
    parameters = {k: v for k, v in request.parameters.items() if k not in OURS}
    try:
        raw = await client.chat.completions.with_raw_response.create(
            model=request.model,
            messages=[dict(message) for message in request.messages],  # type: ignore[misc]
            extra_body=parameters or None,
            extra_headers=dict(request.headers) or None,
        )
        completion = raw.parse()
    except openai.APITimeoutError as error:
        raise Retryable(_SILENT, billed=_unknown(error)) from error
    except openai.APIConnectionError as error:
        reason = _reason(error.__cause__ or error, client)
        raise Retryable(f"{_UNREACHED}: {reason}", billed=_unknown(error)) from error
    except openai.APIStatusError as error:
        raise _refusal(error, client) from error
    except (openai.OpenAIError, ValueError) as error:
        reason = f"{_NO_COMPLETION}: {_reason(error, client)}"
        raise Fatal(reason, billed=None) from error
    choice, usage = _first_choice(completion), getattr(completion, "usage", None)
    return Generation(
        text=_without_key(
            storable(choice.message.content or _declined(choice.message)), client
        ),
        finish_reason=storable(str(getattr(choice, "finish_reason", None) or "")),
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        seconds=time.perf_counter() - began,
        request_id=storable(raw.headers.get("x-request-id", "")),
        model=storable(str(getattr(completion, "model", None) or request.model)),
        sample=raw.headers.get(SAMPLE_HEADER) == "true",
    )


def seconds_to_wait(attempt: int, retry_after: float | None, chance: float) -> float:
    """Wait twice as long each time, spread by chance, never less than was asked for."""
    longest = min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS)
    wait = longest * (0.5 + chance / 2)
    if retry_after is None:
        return wait
    return min(retry_after, LONGEST_RETRY_AFTER_SECONDS) + wait * 0.1


def _first_choice(completion: Any) -> Any:
    """The client builds its objects from any JSON, so the shape is checked here."""
    choices = getattr(completion, "choices", None)
    choice = choices[0] if isinstance(choices, list) and choices else None
    content = getattr(getattr(choice, "message", None), "content", 0)
    if not isinstance(content, str | None):
        raise Fatal(_NO_COMPLETION, billed=None)
    return choice


def _declined(message: Any) -> str:
    refusal = getattr(message, "refusal", None)
    return refusal if isinstance(refusal, str) else ""


def _count(usage: Any, name: str) -> int | None:
    number = getattr(usage, name, None)
    return number if isinstance(number, int) and number >= 0 else None


def _refusal(error: openai.APIStatusError, client: AsyncOpenAI) -> GenerationError:
    status = error.status_code
    reason = f"{status}: {_reason(error, client)}"
    again = status >= 500 or status in _TRY_AGAIN
    if again and getattr(error, "code", None) not in _NO_USE_TRYING:
        return Retryable(
            reason,
            _retry_after(error.response.headers),
            crowded=status in _CROWDED,
        )
    return Fatal(reason)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read the seconds an endpoint asks for, written as a number or as a date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", value):
        return float(value)
    try:
        at = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, at - time.time())


def _reason(error: BaseException, client: AsyncOpenAI) -> str:
    """Put an error into words that hold no key."""
    text = _without_key(str(error) or type(error).__name__, client)
    return storable(_KEY.sub("…", text))[:_REASON_CHARACTERS]


def _without_key(text: str, client: AsyncOpenAI) -> str:
    return text if client.api_key == NO_KEY else text.replace(client.api_key, "…")


def _unknown(error: openai.APIConnectionError) -> bool | None:
    """Whether it may be billed: what never reached the endpoint certainly is not."""
    cause = error.__cause__
    unsent = isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout)
    return False if unsent else None
