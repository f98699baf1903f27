"""Working through a batch: many calls at once, each reply on its row before all else."""

from __future__ import annotations

import asyncio
import heapq
import math
import random
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from typing import TypeVar
from uuid import UUID

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from openai import AsyncOpenAI

from dialogues import generate, tasks
from dialogues.domain import batches, calls, replies
from dialogues.domain.calls import ATTEMPTS, Work
from dialogues.domain.reconnecting import surely
from dialogues.generate import (
    Generation,
    GenerationError,
    GenerationRequest,
    Retryable,
    client_for,
)
from dialogues.history import Refused
from dialogues.keys import NoKeyError, key_of
from dialogues.models import Call, Draft, DraftBatch, Drafter

HEARTBEAT_SECONDS = 5.0
# So few at a time that a reply which has come in does not wait long for its row.
AT_ONCE = 8
# Kept as it is and translated for each reader.
BUDGET_SPENT = gettext_noop("The budget is spent.")
TOGETHER = 4

Reply = Generation | GenerationError
Watch = Callable[[], object]
T = TypeVar("T")


def run_batch(batch: DraftBatch, *, watch: Watch = lambda: None) -> None:
    """Make the drafts of a queued batch; ``watch`` is called after each of them."""
    worker = batches.take_in_hand(batch)
    # Read once, for rows that are locked forget what they belong to.
    whole = DraftBatch.objects.select_related("prompt", "project").get(pk=batch.pk)
    Run(whole, worker, watch).go()
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

    def __init__(self, batch: DraftBatch, worker: UUID, watch: Watch) -> None:
        self.batch, self.worker, self.watch = batch, worker, watch
        self.waiting: dict[int, deque[UUID]] = {}
        self.ready: deque[Work] = deque()
        self.later: list[tuple[float, int, Work]] = []
        self.going: dict[asyncio.Task[Reply], tuple[Work, Call]] = {}
        self.complete: deque[Work] = deque()
        self.clients: dict[int, AsyncOpenAI] = {}
        self.room: dict[int, int] = {}
        self.numbers = count()
        self.may_call = True
        self.ours = True
        self.spent = False
        self.seen_at = 0.0
        # Drafters to leave alone for now: until then, or until a call has ended.
        self.not_before: dict[int, float] = {}
        self.too_dear: set[int] = set()

    def go(self) -> None:
        """Work until nothing is left, or until somebody stops or takes the batch."""
        while True:
            surely(self.look_for_work)
            self.may_call, self.seen_at = True, 0.0
            async_to_sync(self.work_through)()
            if surely(self.let_go):
                return

    # In the caller's thread, with the database.

    def look_for_work(self) -> None:
        queued = self.batch.drafts.filter(status=Draft.Status.QUEUED)
        self.waiting = {}
        for pk, drafter in queued.order_by(
            "created_at", "slot", "candidate"
        ).values_list("pk", "drafter"):
            self.waiting.setdefault(drafter, deque()).append(pk)
        for writer in Drafter.objects.filter(pk__in=self.waiting):
            self.room[writer.pk] = max(writer.concurrency, 1)

    def write_down(self, came: list[tuple[Work, Call, Reply]]) -> None:
        """First of all keep what came, then see what each of them needs next."""
        calls.keep_ends([(call, reply) for _work, call, reply in came])
        self.too_dear.clear()
        self.not_before = {
            drafter: until
            for drafter, until in self.not_before.items()
            if until != math.inf
        }
        for work, call, reply in came:
            work.attempts += 1
            if isinstance(reply, Generation):
                work.answered.append(call)
                work.attempts = 0
                work.go_on()
                (self.ready if work.messages else self.complete).append(work)
            else:
                self.try_later(work, call.drafter_id, reply)

    def try_later(self, work: Work, drafter: int, error: GenerationError) -> None:
        work.error = error.reason
        if not isinstance(error, Retryable) or work.attempts >= ATTEMPTS:
            work.messages = None
            self.complete.append(work)
            return
        chance = random.random()  # noqa: S311
        wait = generate.seconds_to_wait(work.attempts, error.retry_after, chance)
        if error.crowded:
            calls.rest(drafter, wait)
        due = time.monotonic() + wait
        heapq.heappush(self.later, (due, next(self.numbers), work))

    def next_calls(self) -> list[tuple[Work, Call]]:
        """Reserve some calls under the lock on the batch, and show that we are alive."""
        with transaction.atomic():
            batch = self.locked()
            self.ours = batch.worker == self.worker
            self.may_call = self.ours and batch.status == batches.Status.RUNNING
            if self.ours:
                DraftBatch.objects.filter(pk=batch.pk).update(
                    heartbeat_at=timezone.now(),
                )
            self.seen_at = time.monotonic()
            if not self.may_call:
                return []
            works = self.pick_up()
            if not works:
                return []
            reserved = calls.reserve(batch, works)
        made = {work for work, _call in reserved.calls}
        self.ready.extendleft(work for work in reversed(works) if work not in made)
        for drafter, seconds in reserved.waits.items():
            self.not_before[drafter] = time.monotonic() + seconds
        for work in reserved.too_dear:
            self.too_dear.add(work.draft.drafter_id)
            self.not_before[work.draft.drafter_id] = math.inf
        if (
            not self.going
            and not reserved.calls
            and self.drafters_with_work() <= self.too_dear
        ):
            self.spent, self.may_call = True, False
        return reserved.calls

    def drafters_with_work(self) -> set[int]:
        works = [*self.ready, *(work for _due, _number, work in self.later)]
        queued = {drafter for drafter, queue in self.waiting.items() if queue}
        return queued | {work.draft.drafter_id for work in works}

    def pick_up(self) -> list[Work]:
        """Some drafts to call for, each with a drafter that has a place free."""
        now = time.monotonic()
        while self.later and self.later[0][0] <= now:
            self.ready.append(heapq.heappop(self.later)[2])
        free = self.free_places()
        works: list[Work] = []
        for _number in range(len(self.ready)):
            work = self.ready.popleft()
            drafter = work.draft.drafter_id
            if free.get(drafter, 0) > 0 and len(works) < AT_ONCE:
                free[drafter] -= 1
                works.append(work)
            else:
                self.ready.append(work)
        wanted: list[UUID] = []
        for drafter, waiting in self.waiting.items():
            many = min(free.get(drafter, 0), AT_ONCE - len(works) - len(wanted))
            wanted += [waiting.popleft() for _number in range(min(many, len(waiting)))]
        return works + self.take(wanted)

    def prepare(self) -> None:
        """Take some drafts ahead, so that a place that becomes free is filled at once."""
        wanted: list[UUID] = []
        for drafter in self.short():
            waiting = self.waiting[drafter]
            many = min(AT_ONCE - len(wanted), len(waiting))
            wanted += [waiting.popleft() for _number in range(many)]
        with transaction.atomic():
            self.ready.extend(self.take(wanted))

    def short(self) -> list[int]:
        """The drafters for whom more could be prepared; one round of calls is enough."""
        prepared = Counter(work.draft.drafter_id for work in self.ready)
        return [
            drafter
            for drafter, waiting in self.waiting.items()
            if waiting and prepared[drafter] < self.room[drafter]
        ]

    def take(self, pks: list[UUID]) -> list[Work]:
        """Take drafts for calling; those that are complete already are set apart."""
        works = []
        earlier: dict[UUID, list[Call]] = {}
        for call in Call.objects.filter(draft__in=pks).order_by("step", "attempt"):
            assert call.draft_id is not None
            earlier.setdefault(call.draft_id, []).append(call)
        drafts = Draft.objects.in_bulk(pks)
        for pk in pks:
            draft = drafts[pk]
            try:
                with draft.change("call", by=None):
                    pass
            except Refused:
                continue
            replies.attach(draft, self.batch)
            work = calls.pick_up(draft, earlier.get(pk, []))
            (works if work.messages else self.complete).append(work)
        return works

    def free_places(self) -> dict[int, int]:
        now = time.monotonic()
        free = {
            drafter: room if self.not_before.get(drafter, 0.0) <= now else 0
            for drafter, room in self.room.items()
        }
        for work, _call in self.going.values():
            free[work.draft.drafter_id] -= 1
        return free

    def record_together(self, works: list[Work]) -> None:
        """One transaction for a few; each is recorded, or refused, by itself."""
        with transaction.atomic():
            recorded = [work for work in works if self.record(work)]
        for _work in recorded:
            self.watch()

    def record(self, work: Work) -> bool:
        """End the draft; where another worker was faster, leave it as it is."""
        replies.attach(work.draft, self.batch)
        try:
            if work.error and not self.answered_whole(work):
                replies.record_failure(work.draft, work.error)
            else:
                replies.record_reply(work.draft, work.answered)
        except Refused:
            return False
        return True

    def answered_whole(self, work: Work) -> bool:
        """Whether the last call of the draft was answered, not given up."""
        return work.attempts == 0 and bool(work.answered)

    def let_go(self) -> bool:
        """Give the batch back as it is now; False where there is more to do."""
        with transaction.atomic():
            batch = self.locked()
            if batch.worker != self.worker:
                return True
            batches.put_back(batch)
            running = batch.status == batches.Status.RUNNING
            if not running:
                DraftBatch.objects.filter(pk=batch.pk).update(worker=None)
        if running:
            if self.spent:
                batches.cancel_waiting(self.batch, note=BUDGET_SPENT)
            replies.open_ready_slots(self.batch)
            return self.finish()
        if batch.status == batches.Status.CANCELLED:
            batches.cancel_waiting(self.batch)
        elif batch.status == batches.Status.QUEUED:
            tasks.send(tasks.draft_batch, str(batch.pk))
        return True

    def finish(self) -> bool:
        """End the batch, unless somebody has just asked for another draft in it."""
        with transaction.atomic():
            batch = self.locked()
            if batch.worker != self.worker:
                return True
            if batch.status != batches.Status.RUNNING:
                return False
            if batch.drafts.filter(status__in=replies.STILL_OPEN).exists():
                return False
            with batch.change("finish", by=None):
                batch.worker = None
        return True

    def locked(self) -> DraftBatch:
        rows = DraftBatch.objects.select_for_update(no_key=True)
        return rows.get(pk=self.batch.pk)

    # In the event loop.

    async def work_through(self) -> None:
        async with AsyncExitStack() as stack:
            self.clients = {}
            self.stack = stack
            try:
                while await self.step():
                    pass
            finally:
                for call in self.going:
                    call.cancel()

    async def step(self) -> bool:
        """Do what is most urgent; False when nothing is left to do."""
        done = [call for call in self.going if call.done()]
        if done:
            came = [(*self.going.pop(call), call.result()) for call in done]
            await in_database(self.write_down, came)
            return True
        if self.should_ask():
            for work, call in await in_database(self.next_calls):
                reply = asyncio.create_task(self.call(work, call))
                self.going[reply] = (work, call)
            # Let the requests go out before anything else is done.
            await asyncio.sleep(0)
            return True
        if self.complete:
            some = min(TOGETHER, len(self.complete))
            await in_database(
                self.record_together,
                [self.complete.popleft() for _number in range(some)],
            )
            return True
        if self.may_call and self.short():
            await in_database(self.prepare)
            return True
        if not self.going and not (self.may_call and self.left()):
            return False
        await self.wait()
        return True

    def left(self) -> bool:
        return bool(self.ready or self.later or any(self.waiting.values()))

    def should_ask(self) -> bool:
        """Whether a call could be made now, or the batch has to be looked at again."""
        now = time.monotonic()
        if now - self.seen_at >= HEARTBEAT_SECONDS and (self.going or self.may_call):
            return True
        if not self.may_call:
            return False
        free = {drafter for drafter, room in self.free_places().items() if room > 0}
        due = [work for at, _number, work in self.later[:1] if at <= now]
        return bool(free) and (
            any(work.draft.drafter_id in free for work in (*due, *self.ready))
            or any(queue and drafter in free for drafter, queue in self.waiting.items())
        )

    async def wait(self) -> None:
        """Until a call ends, an attempt is due, or it is time for a sign of life."""
        now = time.monotonic()
        until = self.seen_at + HEARTBEAT_SECONDS
        if self.may_call:
            due = [
                max(at, self.not_before.get(work.draft.drafter_id, 0.0))
                for at, _number, work in self.later[:1]
            ]
            due += [at for at in self.not_before.values() if at > now]
            until = min([until, *due])
        seconds = max(until - now, 0.01)
        if self.going:
            await asyncio.wait(
                self.going,
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
