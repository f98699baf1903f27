"""What the API sends about topics and about the versioned texts of a project."""

from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from dialogues.api.dialogue_shapes import username
from dialogues.models import Checklist, Drafter, Prompt, Topic
from dialogues.models.sign_offs import Version
from dialogues.sign_off_queries import signature


class TopicOut(TypedDict):
    id: UUID
    text: str
    theme: str
    emotion: str
    persona: str
    situation: str
    priority: int
    source: str
    created_at: datetime


class SignedOut(TypedDict):
    by: str | None
    at: datetime


class PromptOut(TypedDict):
    name: str
    version: int
    kind: str
    text: str
    user_text: str
    by: str | None
    created_at: datetime
    signed_off: SignedOut | None


class ChecklistItemOut(TypedDict):
    slug: str
    name: str
    question: str
    help: str
    good: str
    bad: str
    scope: str
    critical: bool


class ChecklistOut(TypedDict):
    version: int
    created_at: datetime
    signed_off: SignedOut | None
    items: list[ChecklistItemOut]


class DrafterOut(TypedDict):
    name: str
    endpoint: str
    key_name: str
    model: str
    parameters: dict[str, Any]
    prompt_price: str
    completion_price: str
    currency: str
    concurrency: int
    requests_per_minute: int | None
    tokens_per_minute: int | None
    longest_reply: int
    retired_at: datetime | None


def topic_out(topic: Topic) -> TopicOut:
    return {
        "id": topic.pk,
        "text": topic.text,
        "theme": topic.theme,
        "emotion": topic.emotion,
        "persona": topic.persona,
        "situation": topic.situation,
        "priority": topic.priority,
        "source": topic.source.name if topic.source else "",
        "created_at": topic.created_at,
    }


def prompt_out(prompt: Prompt) -> PromptOut:
    return {
        "name": prompt.name,
        "version": prompt.version,
        "kind": prompt.kind,
        "text": prompt.text,
        "user_text": prompt.user_text,
        "by": username(prompt.created_by),
        "created_at": prompt.created_at,
        "signed_off": signed_off(prompt),
    }


def signed_off(version: Version) -> SignedOut | None:
    """Which expert signed it and when; null while none has."""
    row = signature(version)
    return {"by": username(row.by), "at": row.at} if row else None


def checklist_out(checklist: Checklist) -> ChecklistOut:
    return {
        "version": checklist.version,
        "created_at": checklist.created_at,
        "signed_off": signed_off(checklist),
        "items": [
            {
                "slug": item.slug,
                "name": str(item.name),
                "question": str(item.question),
                "help": str(item.help),
                "good": str(item.good),
                "bad": str(item.bad),
                "scope": item.scope,
                "critical": item.critical,
            }
            for item in checklist.items.all()
        ],
    }


def drafter_out(drafter: Drafter) -> DrafterOut:
    return {
        "name": drafter.name,
        "endpoint": drafter.endpoint,
        "key_name": drafter.key_name,
        "model": drafter.model,
        "parameters": drafter.parameters,
        "prompt_price": str(drafter.prompt_price),
        "completion_price": str(drafter.completion_price),
        "currency": drafter.currency,
        "concurrency": drafter.concurrency,
        "requests_per_minute": drafter.requests_per_minute,
        "tokens_per_minute": drafter.tokens_per_minute,
        "longest_reply": drafter.longest_reply,
        "retired_at": drafter.retired_at,
    }
