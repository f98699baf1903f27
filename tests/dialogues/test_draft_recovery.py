"""A batch that is cancelled, out of money, or left by its worker."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dialogues import generate, tasks
from dialogues.domain import draft_runs, drafting
from dialogues.history import Refused
from dialogues.models import Dialogue, Draft, DraftBatch
from dialogues.sample_endpoint.answers import stored_dialogues
from tests.dialogues.orders import order, outcomes
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db

STORED = stored_dialogues()[0]
TOPIC = STORED.topic


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def test_a_cancelled_batch_calls_no_more_but_keeps_what_comes(project, admin, script):
    project.drafters.update(concurrency=1)
    batch = order(project, admin, TOPIC, count=4)

    def cancel():
        drafting.cancel_batch(DraftBatch.objects.get(pk=batch.pk), by=admin)

    draft_runs.run_batch(batch, watch=cancel)

    batch.refresh_from_db()
    assert (batch.status, outcomes(batch)) == (
        "cancelled",
        {"drafted": 1, "cancelled": 3},
    )
    assert len(script.calls) == 1
    assert list(batch.events.values_list("verb", "by")) == [
        ("order", admin.pk),
        ("start", None),
        ("cancel", admin.pk),
    ]


def test_a_spent_budget_ends_the_batch(project, admin, script):
    project.drafters.update(concurrency=1, completion_price=Decimal(1000))
    batch = order(project, admin, TOPIC, count=4, budget=Decimal(1))

    draft_runs.run_batch(batch)

    assert (batch.status, outcomes(batch)) == ("done", {"drafted": 2, "cancelled": 2})
    assert len(script.calls) == 2
    notes = {
        draft.events.last().note for draft in batch.drafts.filter(status="cancelled")
    }
    assert len(notes) == 1
    assert notes != {""}


def test_a_message_that_comes_twice_finds_the_work_done(project, admin, script):
    batch = order(project, admin, TOPIC)
    tasks.draft_batch(str(batch.pk))

    with pytest.raises(Refused):
        draft_runs.run_batch(DraftBatch.objects.get(pk=batch.pk))

    assert len(script.calls) == 1
    assert Dialogue.objects.count() == 1


def test_a_batch_whose_worker_died_is_taken_up_again(project, admin, script):
    batch = order(project, admin, TOPIC, count=3)
    with batch.change("start", by=None):
        batch.heartbeat_at = timezone.now()
    lost = draft_runs.call_next(batch, draft_runs.waiting_drafts(batch))

    drafting.sweep_batches()
    batch.refresh_from_db()
    assert batch.status == "running"

    silent = timezone.now() - drafting.SILENT_AFTER - timedelta(seconds=1)
    DraftBatch.objects.update(heartbeat_at=silent)
    drafting.sweep_batches()

    lost.refresh_from_db()
    again = DraftBatch.objects.get(pk=batch.pk)
    assert (again.status, lost.status, lost.attempts) == ("queued", "queued", 1)
    # The worker that was only slow sees that the batch is no longer its own.
    assert not draft_runs.still_ours(batch)
    draft_runs.run_batch(again)
    lost.refresh_from_db()
    assert (again.status, outcomes(again)) == ("done", {"drafted": 3})
    assert lost.attempts == 2
    assert [event.verb for event in lost.events.all()] == [
        "order",
        "call",
        "call again",
        "call",
        "keep",
    ]


def test_a_reply_that_comes_late_does_not_make_a_second_dialogue(
    project,
    admin,
    script,
):
    batch = order(project, admin, TOPIC)
    draft = batch.drafts.get()
    draft_runs.run_batch(batch)
    late = generate.Generation(
        "孩子：怕。\n智能助手：我在。", "stop", 1, 1, 1.0, "", "m"
    )

    with pytest.raises(Refused):
        draft_runs.record_reply(draft, late, drafter=batch.drafter)

    assert Dialogue.objects.get().head.turns[0]["text"] == STORED.turns[0][1]


def test_only_batches_that_fell_silent_are_sent_again(project, admin):
    fresh, silent = (order(project, admin, "吵架") for _n in range(2))
    before = timezone.now() - drafting.SILENT_AFTER - timedelta(seconds=1)
    DraftBatch.objects.filter(pk=silent.pk).update(heartbeat_at=before)

    assert list(drafting.silent_batches()) == [silent]
    drafting.sweep_batches()

    assert list(drafting.silent_batches()) == []
    assert fresh.events.count() == silent.events.count() == 1


def test_drafts_left_waiting_in_a_cancelled_batch_are_cancelled(project, admin):
    batch = order(project, admin, "吵架", count=2)
    with batch.change("cancel", by=admin):
        pass

    drafting.sweep_batches()

    assert outcomes(batch) == {"cancelled": 2}
    assert Draft.objects.filter(events__verb="cancel", events__by=None).count() == 2


def test_a_call_that_was_lost_in_a_cancelled_batch_is_given_up_after_a_while(
    project,
    admin,
):
    batch = order(project, admin, "吵架", count=2)
    with batch.change("start", by=None):
        batch.heartbeat_at = timezone.now()
    draft_runs.call_next(batch, draft_runs.waiting_drafts(batch))
    drafting.cancel_batch(batch, by=admin)

    drafting.sweep_batches()
    assert outcomes(batch) == {"calling": 1, "queued": 1}
    DraftBatch.objects.update(heartbeat_at=timezone.now() - drafting.LATE_AFTER)
    drafting.sweep_batches()

    assert outcomes(batch) == {"cancelled": 2}
