"""What a worker has in hand of a batch, and its steps with the database."""

from __future__ import annotations

import heapq
import math
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Hashable
from itertools import count
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from dialogues import generate, tasks
from dialogues.domain import batches, calls, replies
from dialogues.domain.calls import ATTEMPTS, Work
from dialogues.generate import Generation, GenerationError, Retryable
from dialogues.history import Refused
from dialogues.models import Call, Draft, DraftBatch, Drafter

# So few at a time that a reply which has come in does not wait long for its row.
AT_ONCE = 8
HEARTBEAT_SECONDS = 5.0
# Kept as it is and translated for each reader.
BUDGET_SPENT = gettext_noop("The budget is spent.")

Reply = Generation | GenerationError
Watch = Callable[[], object]


class InHand:
    """The drafts of a batch between its queue and their end, in one worker.

    Each step may be done twice, for the database can go away at its end: what is lost
    here meanwhile is found again in the rows.
    """

    def __init__(self, batch: DraftBatch, worker: UUID, watch: Watch) -> None:
        self.batch, self.worker, self.watch = batch, worker, watch
        self.waiting: dict[int, deque[UUID]] = {}
        self.ready: deque[Work] = deque()
        self.later: list[tuple[float, int, Work]] = []
        self.going: dict[Hashable, tuple[Work, Call]] = {}
        self.complete: deque[Work] = deque()
        # How many calls at once each drafter bears.
        self.room: dict[int, int] = {}
        # Drafters to leave alone for now: until then, or until a call has ended.
        self.not_before: dict[int, float] = {}
        self.too_dear: set[int] = set()
        self.numbers = count()
        self.may_call = True
        self.spent = False
        self.seen_at = 0.0

    def look_for_work(self) -> None:
        self.may_call, self.seen_at = True, 0.0
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
            ours = batch.worker == self.worker
            self.may_call = ours and batch.status == batches.Status.RUNNING
            if ours:
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
        works: list[Work] = []
        earlier: dict[UUID, list[Call]] = {}
        for call in Call.objects.filter(draft__in=pks).order_by("step", "attempt"):
            assert call.draft_id is not None
            earlier.setdefault(call.draft_id, []).append(call)
        drafts = Draft.objects.select_related("topic").in_bulk(pks)
        for pk in pks:
            draft = drafts[pk]
            topic = draft.topic
            try:
                with draft.change("call", by=None):
                    pass
            except Refused:
                continue
            replies.attach(draft, self.batch)
            draft.topic = topic
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
