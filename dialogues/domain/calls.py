"""Calls to endpoints: set aside before they are made, ended as soon as they have an end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from dialogues.domain import budget, conversations
from dialogues.generate import Generation, GenerationError
from dialogues.models import Call, Draft, DraftBatch, Drafter, Prompt

ATTEMPTS = 5
GIVEN_UP = gettext_noop("It was called so often without an answer")
BUSY_SECONDS = 0.5
WINDOW = timedelta(minutes=1)
# Longer than any call takes: one that is older was lost with who made it.
LATE_AFTER = timedelta(minutes=10)


@dataclass(eq=False)
class Work:
    """A draft in hand: the steps that are answered, and how often the next was tried."""

    draft: Draft
    answered: list[Call] = field(default_factory=list)
    attempts: int = 0
    error: str = ""
    messages: list[conversations.Message] | None = None

    def go_on(self) -> None:
        """Find what is to be sent next; nothing when the draft is complete."""
        self.messages = conversations.next_messages(self.draft, self.answered)


@dataclass
class Reserved:
    """What may be called now; what is left waits for money or for its drafter."""

    calls: list[tuple[Work, Call]] = field(default_factory=list)
    too_dear: list[Work] = field(default_factory=list)
    waits: dict[int, float] = field(default_factory=dict)


def pick_up(draft: Draft, earlier: Sequence[Call]) -> Work:
    """A draft with what was already answered for it, by whichever worker.

    ``earlier`` are its calls, by step and attempt.
    """
    work = Work(draft)
    tried: dict[int, int] = {}
    answered: dict[int, Call] = {}
    for call in earlier:
        tried[call.step] = call.attempt
        if call.outcome == Call.Outcome.ANSWERED:
            answered.setdefault(call.step, call)
    work.answered = [answered[step] for step in sorted(answered)]
    work.attempts = tried.get(len(work.answered) + 1, 0)
    work.go_on()
    if work.messages and work.attempts >= ATTEMPTS:
        work.messages = None
        work.error = f"{GIVEN_UP}: {work.attempts}"
    return work


def reserve(batch: DraftBatch, works: Sequence[Work]) -> Reserved:
    """Write down the calls that the budget and the drafters' limits allow just now.

    The caller holds the lock on the batch. The drafters are locked too: another batch
    may be calling them.
    """
    found = Reserved()
    now = timezone.now()
    rooms = _rooms({work.draft.drafter_id for work in works}, now)
    capped = batch.budget is not None or batch.token_budget is not None
    spent = budget.spent_by(batch) if capped else None
    for work in works:
        assert work.messages is not None
        room = rooms[work.draft.drafter_id]
        parameters = budget.sent_parameters(room.drafter)
        wanted = budget.reservation(room.drafter, work.messages, parameters)
        if not room.takes(wanted.tokens):
            found.waits[room.drafter.pk] = room.wait
            continue
        if spent:
            if not budget.fits(batch, spent, wanted):
                found.too_dear.append(work)
                continue
            spent = budget.Spent(spent.cost + wanted.cost, spent.tokens + wanted.tokens)
        room.take(wanted.tokens)
        call = Call(
            project_id=batch.project_id,
            prompt_id=batch.prompt_id,
            drafter=room.drafter,
            batch=batch,
            draft=work.draft,
            step=len(work.answered) + 1,
            attempt=work.attempts + 1,
            model=room.drafter.model,
            parameters=parameters,
            reserved_cost=wanted.cost,
            reserved_tokens=wanted.tokens,
            currency=room.drafter.currency,
            started_at=now,
        )
        found.calls.append((work, call))
    Call.objects.bulk_create(call for _made, call in found.calls)
    return found


def reserve_one(
    drafter: Drafter,
    prompt: Prompt,
    messages: list[conversations.Message],
    *,
    pk: UUID,
) -> Call | None:
    """Write down a call that belongs to no draft; nothing while its drafter is busy.

    The drafter stays locked until the caller's transaction ends.
    """
    room = _rooms([drafter.pk], timezone.now())[drafter.pk]
    parameters = budget.sent_parameters(room.drafter)
    wanted = budget.reservation(room.drafter, messages, parameters)
    if not room.takes(wanted.tokens):
        return None
    return Call.objects.create(
        pk=pk,
        project_id=drafter.project_id,
        prompt=prompt,
        drafter=room.drafter,
        model=room.drafter.model,
        parameters=parameters,
        messages=messages,
        reserved_cost=wanted.cost,
        reserved_tokens=wanted.tokens,
        currency=room.drafter.currency,
    )


@dataclass
class Room:
    """What a drafter can still take this minute."""

    drafter: Drafter
    going: int
    started: int
    tokens: int
    wait: float

    def takes(self, tokens: int) -> bool:
        drafter = self.drafter
        if self.wait:
            return False
        if self.going >= max(drafter.concurrency, 1):
            # Another batch has it; how long, only its calls know.
            self.wait = BUSY_SECONDS
            return False
        in_requests = self.started < (drafter.requests_per_minute or math.inf)
        # A call larger than a minute's tokens goes out by itself.
        in_tokens = not self.tokens or (
            self.tokens + tokens <= (drafter.tokens_per_minute or math.inf)
        )
        if not (in_requests and in_tokens):
            self.wait = BUSY_SECONDS
        return in_requests and in_tokens

    def take(self, tokens: int) -> None:
        self.going += 1
        self.started += 1
        self.tokens += tokens


def _rooms(drafters: Iterable[int], now: datetime) -> dict[int, Room]:
    locked = Drafter.objects.select_for_update(no_key=True).order_by("pk")
    rooms = {}
    for drafter in locked.filter(pk__in=list(drafters)):
        rest = (
            (drafter.resting_until - now).total_seconds()
            if drafter.resting_until
            else 0
        )
        rooms[drafter.pk] = Room(drafter, 0, 0, 0, max(0.0, rest))
    calls = Call.objects.filter(drafter__in=rooms, started_at__gt=now - LATE_AFTER)
    going = calls.filter(outcome=Call.Outcome.CALLING)
    for pk, many in _counted(going):
        rooms[pk].going = many
    limited = [
        pk
        for pk, room in rooms.items()
        if room.drafter.requests_per_minute or room.drafter.tokens_per_minute
    ]
    if limited:
        minute = calls.filter(drafter__in=limited, started_at__gt=now - WINDOW)
        rows = (
            minute.order_by()
            .values_list("drafter")
            .annotate(
                many=Count("pk"),
                tokens=Sum(budget.tokens_counted(), output_field=BigIntegerField()),
            )
        )
        for pk, many, tokens in rows:
            rooms[pk].started, rooms[pk].tokens = many, tokens
    return rooms


def _counted(calls: QuerySet[Call]) -> Iterable[tuple[int, int]]:
    return calls.order_by().values_list("drafter").annotate(many=Count("pk"))


def keep_ends(ended: Sequence[tuple[Call, Generation | GenerationError]]) -> None:
    """Write down what came of calls, in a transaction of their own and before all else.

    A call that was given up for lost may still be answered; one that ended never
    changes, so that writing twice does no harm.
    """
    with transaction.atomic():
        for call, end in ended:
            fields = (
                _answer(call, end) if isinstance(end, Generation) else _failure(end)
            )
            fields["ended_at"] = timezone.now()
            for name, value in fields.items():
                setattr(call, name, value)
            not_ended = Call.objects.filter(pk=call.pk).exclude(
                outcome__in=[Call.Outcome.ANSWERED, Call.Outcome.FAILED],
            )
            not_ended.update(**fields)


def _answer(call: Call, generation: Generation) -> dict[str, Any]:
    sent, written = generation.prompt_tokens, generation.completion_tokens
    known = sent is not None and written is not None
    return {
        "outcome": Call.Outcome.ANSWERED,
        "reply": generation.text,
        "finish_reason": generation.finish_reason[:40],
        "prompt_tokens": sent,
        "completion_tokens": written,
        "cost": call.drafter.cost(sent or 0, written or 0) if known else None,
        "seconds": generation.seconds,
        "answered_by": generation.model[:200],
        "request_id": generation.request_id[:200],
        "sample": generation.sample or settings.SAMPLE_ENDPOINT,
    }


def _failure(error: GenerationError) -> dict[str, Any]:
    fields: dict[str, Any] = {"outcome": Call.Outcome.FAILED, "error": error.reason}
    if error.billed is False:
        fields |= {"cost": 0, "prompt_tokens": 0, "completion_tokens": 0}
    return fields


def lose(calls: QuerySet[Call]) -> int:
    """Give up calls of which nobody will hear: what they cost stays unknown."""
    return calls.filter(outcome=Call.Outcome.CALLING).update(
        outcome=Call.Outcome.LOST,
        ended_at=timezone.now(),
    )


def rest(drafter_id: int, seconds: float) -> None:
    """Let nobody call a drafter for a while: its endpoint asked for it."""
    until = timezone.now() + timedelta(seconds=seconds)
    sooner = Q(resting_until=None) | Q(resting_until__lt=until)
    Drafter.objects.filter(sooner, pk=drafter_id).update(resting_until=until)
