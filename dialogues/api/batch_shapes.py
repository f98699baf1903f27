"""What the API sends about an order of drafts."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from dialogues.models import DraftBatch
from dialogues.queries import batch_progress


class BatchOut(TypedDict):
    id: UUID
    status: str
    prompt: str
    prompt_version: int
    drafter: str
    budget: str | None
    by: str
    created_at: datetime


class TokensOut(TypedDict):
    prompt: int
    completion: int


class BatchReport(TypedDict):
    requested: int
    done: int
    drafted: int
    unusable: int
    failed: int
    cancelled: int
    tokens: TokensOut
    cost: str
    currency: str


class BatchInFullOut(BatchOut):
    report: BatchReport


def batch_out(batch: DraftBatch) -> BatchOut:
    return {
        "id": batch.pk,
        "status": batch.status,
        "prompt": batch.prompt.name,
        "prompt_version": batch.prompt.version,
        "drafter": batch.drafter.name,
        "budget": None if batch.budget is None else str(batch.budget),
        "by": batch.ordered_by.username,
        "created_at": batch.created_at,
    }


def batch_in_full_out(batch: DraftBatch) -> BatchInFullOut:
    return {**batch_out(batch), "report": batch_report(batch)}


def batch_report(batch: DraftBatch) -> BatchReport:
    progress = batch_progress(batch)
    return {
        "requested": progress["total"],
        "done": progress["done"],
        "drafted": progress["drafted"],
        "unusable": progress["unusable"],
        "failed": progress["failed"],
        "cancelled": progress["cancelled"],
        "tokens": {
            "prompt": progress["prompt_tokens"],
            "completion": progress["completion_tokens"],
        },
        "cost": str(progress["cost"]),
        "currency": batch.drafter.currency,
    }
