"""Working through a batch: many calls at once, each reply on its row before all else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from openai import AsyncOpenAI

from dialogues import generate
from dialogues.domain import batches
from dialogues.domain.calls import Work
from dialogues.domain.in_hand import HEARTBEAT_SECONDS, InHand, Reply, Watch
from dialogues.domain.reconnecting import surely
from dialogues.generate import GenerationError, GenerationRequest, client_for
from dialogues.keys import NoKeyError, key_of
from dialogues.models import Call, DraftBatch, Drafter

TOGETHER = 4

T = TypeVar("T")


def run_batch(batch: DraftBatch, *, watch: Watch = lambda: None) -> None:
    """Make the drafts of a queued batch; ``watch`` is called after each of them."""
    worker = batches.take_in_hand(batch)
    # Read once, for rows that are locked forget what they belong to.
    whole = DraftBatch.objects.select_related("prompt", "project").get(pk=batch.pk)
    Run(InHand(whole, worker, watch)).go()
    batch.refresh_from_db()


def in_database(step: Callable[..., T], *args: object) -> Awaitable[T]:
    """Do a step in the caller's thread, which has the connection."""
    return sync_to_async(partial(surely, step))(*args)


class Run:
    """One worker's way through one batch.

    The endpoints are called in an event loop; the database is only touched in the
    caller's thread, in small steps: what came in first, then the next calls, and what
    becomes of the replies while those are on their way.
    """

    def __init__(self, hand: InHand) -> None:
        self.hand = hand
        self.clients: dict[int, AsyncOpenAI] = {}
        self.tasks: set[asyncio.Task[Reply]] = set()

    def go(self) -> None:
        """Work until nothing is left, or until somebody stops or takes the batch."""
        while True:
            surely(self.hand.look_for_work)
            async_to_sync(self.work_through)()
            if surely(self.hand.let_go):
                return

    async def work_through(self) -> None:
        async with AsyncExitStack() as stack:
            self.clients = {}
            self.stack = stack
            try:
                while await self.step():
                    pass
            finally:
                for call in self.tasks:
                    call.cancel()

    async def step(self) -> bool:
        """Do what is most urgent; False when nothing is left to do."""
        done = [call for call in self.tasks if call.done()]
        if done:
            self.tasks.difference_update(done)
            came = [(*self.hand.going.pop(call), call.result()) for call in done]
            await in_database(self.hand.write_down, came)
            return True
        if self.hand.should_ask():
            for work, call in await in_database(self.hand.next_calls):
                reply = asyncio.create_task(self.call(work, call))
                self.tasks.add(reply)
                self.hand.going[reply] = (work, call)
            # Let the requests go out before anything else is done.
            await asyncio.sleep(0)
            return True
        if self.hand.complete:
            some = min(TOGETHER, len(self.hand.complete))
            await in_database(
                self.hand.record_together,
                [self.hand.complete.popleft() for _number in range(some)],
            )
            return True
        if self.hand.may_call and self.hand.short():
            await in_database(self.hand.prepare)
            return True
        if not self.hand.going and not (self.hand.may_call and self.hand.left()):
            return False
        await self.wait()
        return True

    async def wait(self) -> None:
        """Until a call ends, an attempt is due, or it is time for a sign of life."""
        now = time.monotonic()
        until = self.hand.seen_at + HEARTBEAT_SECONDS
        if self.hand.may_call:
            due = [
                max(at, self.hand.not_before.get(work.draft.drafter_id, 0.0))
                for at, _number, work in self.hand.later[:1]
            ]
            due += [at for at in self.hand.not_before.values() if at > now]
            until = min([until, *due])
        seconds = max(until - now, 0.01)
        if self.tasks:
            await asyncio.wait(
                self.tasks,
                timeout=seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        else:
            await asyncio.sleep(seconds)

    async def call(self, work: Work, call: Call) -> Reply:
        assert work.messages is not None
        try:
            client = await self.client_of(call.drafter)
            request = GenerationRequest(call.model, work.messages, call.parameters)
            return await generate.generate(client, request)
        except GenerationError as error:
            return error
        except NoKeyError as error:
            return GenerationError(str(error))

    async def client_of(self, drafter: Drafter) -> AsyncOpenAI:
        """One client for each drafter, whose key lives only in it."""
        if drafter.pk not in self.clients:
            self.clients[drafter.pk] = client_for(
                address_of(drafter),
                key_of(endpoint=drafter.endpoint, key_name=drafter.key_name),
            )
            await self.stack.enter_async_context(self.clients[drafter.pk])
        return self.clients[drafter.pk]


def address_of(drafter: Drafter) -> str:
    return drafter.endpoint or settings.OPENAI_BASE_URL
