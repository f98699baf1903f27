"""Working through a batch: a bounded number of calls at once, each reply on its row."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain.drafting import cancel_waiting
from dialogues.domain.revisions import add_revision
from dialogues.domain.turns import Turn, clean_turns, new_turn
from dialogues.generate import (
    Fatal,
    Generation,
    GenerationError,
    GenerationRequest,
    client_for,
    generate_with_retries,
)
from dialogues.history import Refused
from dialogues.models import Dialogue, Draft, DraftBatch, Drafter
from dialogues.parsing import Problem, parse_reply

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5.0

Calls = dict["asyncio.Task[Generation]", Draft]
Take = Callable[[Draft, "asyncio.Task[Generation]"], None]


def run_batch(
    batch: DraftBatch,
    *,
    watch: Callable[[], object] = lambda: None,
) -> None:
    """Make the drafts of a queued batch; ``watch`` is called after each of them."""
    with batch.change("start", by=None):
        batch.heartbeat_at = timezone.now()
    drafter = batch.drafter

    def take(draft: Draft, call: asyncio.Task[Generation]) -> None:
        record(draft, call, drafter)
        watch()

    async_to_sync(_work_through)(batch, max(drafter.concurrency, 1), take)
    if not still_ours(batch):
        batch.refresh_from_db()
        if batch.status == DraftBatch.Status.CANCELLED:
            cancel_waiting(batch)
        return
    if budget_spent(batch):
        cancel_waiting(batch, note=_("The budget is spent."))
    with batch.change("finish", by=None):
        pass


async def _work_through(batch: DraftBatch, most: int, take: Take) -> None:
    """Keep calls going; the database is only touched in the caller's thread."""
    waiting = await sync_to_async(waiting_drafts)(batch)
    calls: Calls = {}
    stopped = asyncio.Event()

    async def fill() -> None:
        while waiting and len(calls) < most:
            draft = await sync_to_async(call_next)(batch, waiting)
            if draft:
                reply = generate_with_retries(
                    client,
                    request_of(draft),
                    sleep=_pause_until(stopped),
                )
                calls[asyncio.create_task(reply)] = draft

    async with client_for(settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY) as client:
        try:
            await fill()
            while calls:
                done, _open = await asyncio.wait(
                    calls,
                    timeout=HEARTBEAT_SECONDS,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                for call in done:
                    await sync_to_async(take)(calls.pop(call), call)
                    await fill()
                if not await sync_to_async(still_ours)(batch):
                    stopped.set()
        finally:
            for call in calls:
                call.cancel()


def request_of(draft: Draft) -> GenerationRequest:
    return GenerationRequest.of_prompt(
        draft.model,
        draft.prompt_text,
        parameters=draft.parameters,
    )


def _pause_until(stopped: asyncio.Event) -> Callable[[float], Awaitable[None]]:
    """A pause between attempts that ends the call when the batch was cancelled."""

    async def pause(seconds: float) -> None:
        try:
            await asyncio.wait_for(stopped.wait(), seconds)
        except TimeoutError:
            return
        raise Fatal(_("The batch was cancelled before the next attempt."))

    return pause


def waiting_drafts(batch: DraftBatch) -> deque[UUID]:
    queued = batch.drafts.filter(status=Draft.Status.QUEUED)
    return deque(queued.values_list("pk", flat=True))


def call_next(batch: DraftBatch, waiting: deque[UUID]) -> Draft | None:
    """Take the next draft for calling; empties the list where no more may be called."""
    if not still_ours(batch) or budget_spent(batch):
        waiting.clear()
        return None
    draft = Draft.objects.get(pk=waiting.popleft())
    try:
        with draft.change("call", by=None):
            draft.attempts += 1
    except Refused:
        return None
    return draft


def still_ours(batch: DraftBatch) -> bool:
    """Show that the work goes on; False when it was cancelled or taken by another.

    The time that was written last is the mark by which a worker knows its own batch.
    """
    now = timezone.now()
    ours = DraftBatch.objects.filter(
        pk=batch.pk,
        status=DraftBatch.Status.RUNNING,
        heartbeat_at=batch.heartbeat_at,
    ).update(heartbeat_at=now)
    if ours:
        batch.heartbeat_at = now
    return bool(ours)


def budget_spent(batch: DraftBatch) -> bool:
    if batch.budget is None:
        return False
    spent = batch.drafts.aggregate(spent=Sum("cost"))["spent"]
    return spent is not None and spent >= batch.budget


def record(draft: Draft, call: asyncio.Task[Generation], drafter: Drafter) -> None:
    """Keep what came back on the row that asked for it."""
    try:
        try:
            generation = call.result()
        except GenerationError as error:
            record_failure(draft, error)
        else:
            record_reply(draft, generation, drafter=drafter)
    except Refused as refusal:
        # Another worker took the batch over and was faster.
        logger.info("The reply for draft %s came late: %s", draft.pk, refusal)


def record_failure(draft: Draft, error: GenerationError) -> None:
    """Note that no reply came, and why."""
    with draft.change("fail", by=None):
        draft.error = error.reason
        draft.attempts += error.attempts - 1


def record_reply(draft: Draft, generation: Generation, *, drafter: Drafter) -> None:
    """Keep a reply as it came; where it is a dialogue, open that for volunteers."""
    turns, problems = read_turns(draft, generation)
    usable = not any(problem.fatal for problem in problems)
    with draft.change("keep" if usable else "set aside", by=None) as event:
        _keep_generation(draft, generation, drafter)
        draft.problems = [
            {"code": problem.code, "detail": problem.detail} for problem in problems
        ]
        event.data = {"problems": [problem.code for problem in problems]}
        if usable:
            dialogue = open_dialogue(draft, turns)
            event.data["dialogue"] = str(dialogue.pk)


def read_turns(
    draft: Draft,
    generation: Generation,
) -> tuple[list[Turn], list[Problem]]:
    """The turns of a reply and what is wrong with it."""
    project = draft.project
    parsed = parse_reply(
        generation.text,
        user_names=[project.user_label],
        assistant_names=[project.assistant_label],
        finish_reason=generation.finish_reason,
        language=project.language.split("-")[0],
    )
    turns = [new_turn(turn.role, turn.text) for turn in parsed.turns]
    problems = list(parsed.problems)
    if parsed.usable:
        try:
            clean_turns(turns)
        except ValidationError as error:
            problems.append(Problem("too_long", " ".join(error.messages)))
    return turns, problems


def _keep_generation(draft: Draft, generation: Generation, drafter: Drafter) -> None:
    fields: dict[str, Any] = {
        "reply": generation.text,
        "finish_reason": generation.finish_reason[:40],
        "model": generation.model[:200],
        "prompt_tokens": generation.prompt_tokens,
        "completion_tokens": generation.completion_tokens,
        "seconds": generation.seconds,
        "sample": generation.sample or settings.SAMPLE_ENDPOINT,
        "attempts": draft.attempts + generation.attempts - 1,
    }
    if generation.prompt_tokens is not None or generation.completion_tokens is not None:
        fields["cost"] = drafter.cost(
            generation.prompt_tokens or 0,
            generation.completion_tokens or 0,
        )
    for name, value in fields.items():
        setattr(draft, name, value)


def open_dialogue(draft: Draft, turns: list[Turn]) -> Dialogue:
    """Make a draft's turns a dialogue that a volunteer can take."""
    dialogue = Dialogue(
        project_id=draft.project_id,
        topic_id=draft.topic_id,
        emotion=draft.emotion,
        origin=Dialogue.Origin.DRAFT,
        draft=draft,
    ).open(by=None, verb="draft", data={"draft": str(draft.pk)})
    add_revision(dialogue, turns, by=None)
    dialogue.save(update_fields=["head"])
    return dialogue
