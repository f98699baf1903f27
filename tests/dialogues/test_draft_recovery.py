"""A batch that is stopped, paused, out of money, or left by its worker."""

import pytest
from django.core.exceptions import PermissionDenied

from dialogues import tasks
from dialogues.domain import batches, calls, draft_runs
from dialogues.generate import Generation
from dialogues.history import Refused
from dialogues.models import Call, Dialogue, Draft, DraftBatch
from dialogues.sample_endpoint.answers import stored_dialogues
from tests.dialogues.orders import (
    called,
    fall_silent,
    leave_in_the_middle,
    order,
    outcomes,
)
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


def verbs(row):
    return list(row.events.values_list("verb", flat=True))


def afresh(batch):
    return DraftBatch.objects.get(pk=batch.pk)


def test_a_cancelled_batch_calls_no_more_but_keeps_what_comes(project, admin, script):
    project.drafters.update(concurrency=1)
    batch = order(project, admin, TOPIC, count=5)

    def cancel():
        if afresh(batch).status == "running":
            batches.cancel_batch(afresh(batch), by=admin)

    draft_runs.run_batch(batch, watch=cancel)

    assert batch.status == "cancelled"
    # The second call was on its way when the first reply was read.
    assert outcomes(batch) == {"drafted": 2, "cancelled": 3}
    assert len(script.calls) == 2
    assert list(batch.events.values_list("verb", "by")) == [
        ("order", admin.pk),
        ("start", None),
        ("cancel", admin.pk),
    ]


def test_a_paused_batch_lets_calls_end_and_goes_on_where_it_was(project, admin, script):
    project.drafters.update(concurrency=1)
    batch = order(project, admin, TOPIC, count=5)

    def pause():
        if afresh(batch).status == "running":
            batches.pause_batch(afresh(batch), by=admin)

    draft_runs.run_batch(batch, watch=pause)

    assert (batch.status, outcomes(batch)) == ("paused", {"drafted": 2, "queued": 3})
    assert (batch.worker, called(batch)) == (None, {"answered": 2})
    with pytest.raises(Refused):
        draft_runs.run_batch(batch)
    batches.resume_batch(batch, by=admin)
    draft_runs.run_batch(batch)
    assert (batch.status, outcomes(batch)) == ("done", {"drafted": 5})
    assert len(script.calls) == 5


def test_only_admins_pause_and_resume(project, admin):
    batch = order(project, admin, TOPIC)
    expert = make_member(project, "expert", "volunteer")

    with pytest.raises(PermissionDenied):
        batches.pause_batch(batch, by=expert)
    batches.pause_batch(batch, by=admin)
    with pytest.raises(PermissionDenied):
        batches.resume_batch(batch, by=expert)
    assert afresh(batch).status == "paused"


def test_a_batch_resumed_while_its_calls_end_waits_for_its_worker(project, admin):
    batch = order(project, admin, TOPIC, count=2)
    leave_in_the_middle(batch)
    batches.pause_batch(batch, by=admin)
    batches.resume_batch(batch, by=admin)

    with pytest.raises(Refused, match="没有回来"):
        draft_runs.run_batch(batch)

    assert (afresh(batch).status, called(batch)) == ("queued", {"calling": 1})


def test_a_message_that_comes_twice_finds_the_work_done(project, admin, script):
    batch = order(project, admin, TOPIC)
    tasks.draft_batch(str(batch.pk))

    with pytest.raises(Refused):
        draft_runs.run_batch(afresh(batch))

    assert len(script.calls) == 1
    assert Dialogue.objects.count() == 1


def test_a_batch_whose_worker_died_is_taken_up_again(project, admin, script):
    batch = order(project, admin, TOPIC, count=3)
    [lost] = leave_in_the_middle(batch)

    batches.sweep_batches()
    assert afresh(batch).status == "running"
    fall_silent(batch)
    batches.sweep_batches()

    again = afresh(batch)
    lost.refresh_from_db()
    draft = lost.draft
    draft.refresh_from_db()
    assert (again.status, draft.status, again.worker) == ("queued", "queued", None)
    assert (lost.outcome, lost.cost, lost.ended_at is None) == ("lost", None, False)
    assert again.events.last().data == {"lost": 1}
    draft_runs.run_batch(again)
    draft.refresh_from_db()
    assert (again.status, outcomes(again)) == ("done", {"drafted": 3})
    assert list(draft.calls.values_list("attempt", "outcome")) == [
        (1, "lost"),
        (2, "answered"),
    ]
    assert verbs(draft) == ["order", "call", "call again", "call", "keep"]
    assert called(again) == {"lost": 1, "answered": 3}


def test_an_answer_that_reached_the_database_is_not_asked_for_again(
    project,
    admin,
    script,
):
    batch = order(project, admin, TOPIC, count=2)
    made = leave_in_the_middle(batch, calls=2)
    reply = STORED.written("孩子", "智能助手")
    answer = Generation(reply, "stop", 10, 900, 1.0, "r-1", "m")
    calls.keep_ends([(made[0], answer)])
    fall_silent(batch)

    batches.sweep_batches()
    draft_runs.run_batch(afresh(batch))

    assert len(script.calls) == 1
    kept = made[0].draft
    kept.refresh_from_db()
    assert (kept.status, kept.answer) == ("drafted", made[0])
    assert kept.calls.count() == 1
    assert kept.dialogues.get().head.turns[0]["text"] == STORED.turns[0][1]
    assert (outcomes(batch), called(batch)) == (
        {"drafted": 2},
        {"answered": 2, "lost": 1},
    )


def test_a_reply_that_comes_late_ends_its_call_and_makes_no_second_dialogue(
    project,
    admin,
    script,
):
    batch = order(project, admin, TOPIC)
    [slow] = leave_in_the_middle(batch)
    fall_silent(batch)
    batches.sweep_batches()
    draft_runs.run_batch(afresh(batch))
    late = Generation("孩子：怕。\n智能助手：我在。", "stop", 1, 2, 1.0, "", "m")

    calls.keep_ends([(slow, late)])

    assert called(batch) == {"answered": 2}
    stored = Call.objects.get(pk=slow.pk)
    assert (stored.reply, stored.completion_tokens) == (late.text, 2)
    assert Dialogue.objects.get().head.turns[0]["text"] == STORED.turns[0][1]


def test_a_call_that_ended_is_never_changed(project, admin, script, sql):
    batch = order(project, admin, TOPIC)
    draft_runs.run_batch(batch)
    call = batch.calls.get()

    calls.keep_ends([(call, Generation("x", "stop", 1, 1, 1.0, "", "m"))])
    assert Call.objects.get(pk=call.pk).reply == STORED.written("孩子", "智能助手")
    for attack in ("UPDATE dialogues_call SET cost = 0", "DELETE FROM dialogues_call"):
        with pytest.raises(Exception, match="never changed"), refused_statement():
            sql(attack)


def refused_statement():
    from django.db import transaction

    return transaction.atomic()


def test_a_draft_that_kills_its_workers_is_given_up(project, admin, script):
    batch = order(project, admin, TOPIC)
    for _time in range(calls.ATTEMPTS):
        leave_in_the_middle(batch)
        fall_silent(batch)
        batches.sweep_batches()
        batch.refresh_from_db()

    draft_runs.run_batch(batch)

    assert (len(script.calls), outcomes(batch)) == (0, {"failed": 1})
    assert "5" in batch.drafts.get().events.last().note


def test_only_batches_that_fell_silent_are_sent_again(project, admin):
    fresh, silent = (order(project, admin, "吵架") for _n in range(2))
    fall_silent(silent)

    assert list(batches.silent_batches()) == [silent]
    batches.sweep_batches()

    assert list(batches.silent_batches()) == []
    assert fresh.events.count() == silent.events.count() == 1


def test_drafts_left_waiting_in_a_cancelled_batch_are_cancelled(project, admin):
    batch = order(project, admin, "吵架", count=2)
    with batch.change("cancel", by=admin):
        pass

    batches.sweep_batches()

    assert outcomes(batch) == {"cancelled": 2}
    assert Draft.objects.filter(events__verb="cancel", events__by=None).count() == 2


@pytest.mark.parametrize(
    ("stop", "left"),
    [(batches.cancel_batch, {"cancelled": 2}), (batches.pause_batch, {"queued": 2})],
)
def test_a_call_that_was_lost_in_a_stopped_batch_is_given_up_after_a_while(
    project,
    admin,
    stop,
    left,
):
    batch = order(project, admin, "吵架", count=2)
    leave_in_the_middle(batch)
    stop(batch, by=admin)

    batches.sweep_batches()
    assert outcomes(batch) == {"calling": 1, "queued": 1}
    fall_silent(batch)
    batches.sweep_batches()

    assert (outcomes(batch), called(batch)) == (left, {"lost": 1})
    assert afresh(batch).worker is None
