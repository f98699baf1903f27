"""What the API sends about orders of drafts, drafts and their calls."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from dialogues.domain.budget import Estimate
from dialogues.drafting_queries import batch_progress
from dialogues.models import DraftBatch


class ShareOut(TypedDict):
    name: str
    share: int


class BatchOut(TypedDict):
    id: UUID
    status: str
    prompt: str
    prompt_version: int
    drafter: str
    drafters: list[ShareOut]
    candidates: int
    trial: bool
    budget: str | None
    token_budget: int | None
    currency: str
    by: str
    created_at: datetime


class TokensOut(TypedDict):
    prompt: int
    completion: int


class BatchReport(TypedDict):
    requested: int
    done: int
    drafted: int
    candidates: int
    gathered: int
    tried: int
    unusable: int
    failed: int
    cancelled: int
    calls: int
    calls_lost: int
    tokens: TokensOut
    cost: str
    cost_unknown_calls: int
    reserved: str
    currency: str


class BatchInFullOut(BatchOut):
    report: BatchReport


class TokenRange(TypedDict):
    low: int
    high: int


class EstimateOut(TypedDict):
    calls: int
    tokens: TokenRange
    expected: str
    worst: str
    currency: str
    from_history: bool


class DraftOut(TypedDict):
    id: UUID
    batch: UUID
    status: str
    candidate: int


def batch_out(batch: DraftBatch) -> BatchOut:
    return {
        "id": batch.pk,
        "status": batch.status,
        "prompt": batch.prompt.name,
        "prompt_version": batch.prompt.version,
        "drafter": batch.drafter_names,
        "drafters": [
            {"name": one.drafter.name, "share": one.share} for one in batch.shares.all()
        ],
        "candidates": batch.candidates,
        "trial": batch.trial,
        "budget": None if batch.budget is None else str(batch.budget),
        "token_budget": batch.token_budget,
        "currency": batch.currency,
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
        "candidates": progress["candidate"] + progress["unchosen"],
        "gathered": progress["gathered"],
        "tried": progress["tried"],
        "unusable": progress["unusable"],
        "failed": progress["failed"],
        "cancelled": progress["cancelled"],
        "calls": progress["calls"],
        "calls_lost": progress["calls_lost"],
        "tokens": {
            "prompt": progress["prompt_tokens"],
            "completion": progress["completion_tokens"],
        },
        "cost": str(progress["cost"]),
        "cost_unknown_calls": progress["cost_unknown"],
        "reserved": str(progress["cost_reserved"]),
        "currency": batch.currency,
    }


def estimate_out(estimate: Estimate) -> EstimateOut:
    return {
        "calls": estimate["calls"],
        "tokens": {
            "low": estimate["tokens"]["low"],
            "high": estimate["tokens"]["high"],
        },
        "expected": str(estimate["expected"]),
        "worst": str(estimate["worst"]),
        "currency": estimate["currency"],
        "from_history": estimate["from_history"],
    }
