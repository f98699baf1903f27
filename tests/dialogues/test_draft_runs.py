"""Working through a batch against a real endpoint, with everything that goes wrong."""

import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dialogues import generate, tasks
from dialogues.domain import draft_runs, drafting
from dialogues.history import Refused
from dialogues.models import Dialogue, Draft, DraftBatch
from dialogues.sample_endpoint import server as sample_server
from dialogues.sample_endpoint.answers import stored_dialogues
from dialogues.sample_endpoint.faults import HUGE_BYTES, REFUSAL
from tests.dialogues.endpoints import endpoint, sample_endpoint
from tests.factories import make_member, make_project, make_topic

pytestmark = pytest.mark.django_db

STORED = [one for one in stored_dialogues() if one.project == "child-companion"]
TOPIC = STORED[0].topic


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def script(settings, monkeypatch):
    """Run the sample endpoint; retries do not wait."""
    monkeypatch.setattr(generate, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(sample_server, "RETRY_AFTER_SECONDS", 0)
    with sample_endpoint() as (address, script):
        settings.OPENAI_BASE_URL = address
        yield script


def order(project, by, *texts, **options):
    """Order one draft on each of these topics."""
    topics = [
        project.topics.filter(text=text).first() or make_topic(project, text)
        for text in texts
    ]
    count = options.pop("count", len(topics))
    return drafting.order_batch(project, count=count, topics=topics, by=by, **options)


def outcomes(batch):
    return Counter(batch.drafts.values_list("status", flat=True))


def test_each_reply_becomes_the_dialogue_of_its_own_topic(project, admin, script):
    texts = [one.topic for one in STORED]
    # Some are answered only at the second or third call, so the order is shuffled.
    script.by_topic = {
        text: ["500", "429"][: number % 3] for number, text in enumerate(texts)
    }
    batch = order(project, admin, *texts)

    draft_runs.run_batch(batch)

    assert outcomes(batch) == {"drafted": len(texts)}
    made = {
        draft.topic.text: (draft, draft.dialogues.get()) for draft in batch.drafts.all()
    }
    for number, one in enumerate(STORED):
        draft, dialogue = made[one.topic]
        assert [(turn["role"], turn["text"]) for turn in dialogue.head.turns] == list(
            one.turns,
        )
        assert draft.attempts == 1 + number % 3
    assert list(batch.events.values_list("verb", "by")) == [
        ("order", admin.pk),
        ("start", None),
        ("finish", None),
    ]


def test_a_kept_draft_says_everything_about_its_call(project, admin, script):
    project.drafters.update(
        prompt_price=Decimal(2),
        completion_price=Decimal(10),
        currency="CNY",
        parameters={"temperature": 0.9},
    )
    batch = order(project, admin, TOPIC)

    draft_runs.run_batch(batch)

    draft = batch.drafts.get()
    dialogue = draft.dialogues.get()
    assert draft.reply == STORED[0].written("孩子", "智能助手")
    assert (draft.status, draft.finish_reason, draft.problems, draft.error) == (
        "drafted",
        "stop",
        [],
        "",
    )
    assert (draft.model, draft.parameters, draft.attempts, draft.sample) == (
        "queqiao-sample",
        {"temperature": 0.9},
        1,
        True,
    )
    assert draft.prompt_tokens > 5
    assert draft.completion_tokens > 500
    assert draft.cost == Decimal(
        2 * draft.prompt_tokens + 10 * draft.completion_tokens,
    ) / Decimal(1_000_000)
    assert (draft.currency, draft.seconds > 0) == ("CNY", True)
    assert list(draft.events.values_list("verb", "to_status", "by", "data")) == [
        ("order", "queued", admin.pk, {}),
        ("call", "calling", None, {}),
        ("keep", "drafted", None, {"problems": [], "dialogue": str(dialogue.pk)}),
    ]
    assert (dialogue.status, dialogue.origin, dialogue.topic, dialogue.project) == (
        "drafted",
        "draft",
        draft.topic,
        project,
    )
    assert (dialogue.head.number, dialogue.head.parent, dialogue.head.author) == (
        1,
        None,
        None,
    )
    assert list(dialogue.events.values_list("verb", "to_status", "by", "data")) == [
        ("draft", "drafted", None, {"draft": str(draft.pk)}),
    ]


@pytest.mark.parametrize(
    ("fault", "problem", "kept"),
    [
        ("cut-off", "cut_off", lambda reply: reply.startswith("孩子：")),
        ("malformed", "no_speakers", lambda reply: "：" not in reply[:5]),
        ("huge", "too_long", lambda reply: len(reply.encode()) >= HUGE_BYTES),
        ("empty", "empty", lambda reply: reply == ""),
        ("refusal", "refusal", lambda reply: reply == REFUSAL),
        ("english", "wrong_language", lambda reply: reply.startswith("Child:")),
    ],
)
def test_a_reply_that_is_no_dialogue_is_kept_with_its_problem(
    *,
    project,
    admin,
    script,
    fault,
    problem,
    kept,
):
    script.by_topic = {TOPIC: [fault]}
    batch = order(project, admin, TOPIC)

    draft_runs.run_batch(batch)

    draft = batch.drafts.get()
    assert (draft.status, batch.status) == ("unusable", "done")
    assert problem in [one["code"] for one in draft.problems]
    assert kept(draft.reply)
    assert draft.completion_tokens is not None
    assert draft.events.last().verb == "set aside"
    assert not Dialogue.objects.exists()


def test_an_endpoint_that_stays_away_fails_the_draft_with_a_reason(
    project,
    admin,
    script,
):
    wrong_key, down, well = (one.topic for one in STORED[:3])
    script.by_topic = {wrong_key: ["401"], down: ["500"] * generate.ATTEMPTS}
    batch = order(project, admin, wrong_key, down, well)

    draft_runs.run_batch(batch)

    drafts = {draft.topic.text: draft for draft in batch.drafts.all()}
    assert (drafts[wrong_key].status, drafts[wrong_key].attempts) == ("failed", 1)
    assert drafts[wrong_key].error.startswith("401: ")
    assert (drafts[down].status, drafts[down].attempts) == ("failed", 5)
    assert drafts[down].error.startswith("500: ")
    assert drafts[well].status == "drafted"
    assert batch.status == "done"


def test_what_a_database_cannot_hold_never_reaches_it(project, admin, settings):
    def answer(request):
        return "孩子：我\u0000好怕\ud83d\n智能助手：我在。"

    batch = order(project, admin, "吵架")
    with endpoint(answer) as settings.OPENAI_BASE_URL:
        draft_runs.run_batch(batch)

    draft = batch.drafts.get()
    assert draft.reply == "孩子：我�好怕�\n智能助手：我在。"
    assert [problem["code"] for problem in draft.problems] == ["unsafe_characters"]
    assert [turn["text"] for turn in draft.dialogues.get().head.turns] == [
        "我�好怕�",
        "我在。",
    ]
    assert (draft.sample, draft.cost, draft.model) == (False, None, "a-model-of-2026")


def test_a_turn_that_no_editor_could_save_is_set_aside(project, admin, settings):
    long = "孩子：怕。\n智能助手：" + "我在听。" * 2500

    batch = order(project, admin, "吵架")
    with endpoint(lambda _request: long) as settings.OPENAI_BASE_URL:
        draft_runs.run_batch(batch)

    draft = batch.drafts.get()
    assert (draft.status, draft.reply) == ("unusable", long)
    assert [problem["code"] for problem in draft.problems] == ["too_long"]


def test_no_more_calls_at_once_than_the_drafter_allows(project, admin, settings):
    lock, full = threading.Lock(), threading.Event()
    now, most = 0, 0

    def answer(request):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
            if now == 3:
                full.set()
        # The first calls wait for each other: they are really made at once.
        full.wait(10)
        with lock:
            now -= 1
        return "孩子：怕。\n智能助手：我在。"

    project.drafters.update(concurrency=3)
    batch = order(project, admin, "吵架", count=12)
    with endpoint(answer) as settings.OPENAI_BASE_URL:
        draft_runs.run_batch(batch)

    assert (most, outcomes(batch)) == (3, {"drafted": 12})


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

    assert Dialogue.objects.get().head.turns[0]["text"] == STORED[0].turns[0][1]


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
