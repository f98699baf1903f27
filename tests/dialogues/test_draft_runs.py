"""Working through a batch against a real endpoint, with everything that goes wrong."""

import threading
from decimal import Decimal

import pytest

from dialogues.domain import calls, draft_runs
from dialogues.models import Dialogue
from dialogues.sample_endpoint.answers import stored_dialogues
from dialogues.sample_endpoint.faults import HUGE_BYTES, REFUSAL
from tests.dialogues.endpoints import endpoint
from tests.dialogues.orders import order, outcomes
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db

STORED = [one for one in stored_dialogues() if one.project == "child-companion"]
TOPIC = STORED[0].topic


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


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
        assert draft.calls.count() == 1 + number % 3
        assert draft.answer == draft.calls.get(outcome="answered")
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
    call = draft.calls.get()
    assert (draft.status, draft.answer, draft.problems) == ("drafted", call, [])
    assert draft.turns == dialogue.head.turns
    assert call.reply == STORED[0].written("孩子", "智能助手")
    assert (call.outcome, call.finish_reason, call.error) == ("answered", "stop", "")
    assert (call.model, call.answered_by, call.parameters, call.sample) == (
        "sample",
        "queqiao-sample",
        {"temperature": 0.9, "max_tokens": 2000},
        True,
    )
    assert (call.batch, call.prompt, call.drafter, call.project) == (
        batch,
        batch.prompt,
        draft.drafter,
        project,
    )
    assert (call.step, call.attempt, call.request_id[:7]) == (1, 1, "sample-")
    assert call.prompt_tokens > 5
    assert call.completion_tokens > 500
    assert call.cost == Decimal(
        2 * call.prompt_tokens + 10 * call.completion_tokens,
    ) / Decimal(1_000_000)
    assert call.reserved_tokens == len(draft.prompt_text.encode()) + 16 + 2000
    assert call.cost < call.reserved_cost
    assert (call.currency, call.seconds > 0) == ("CNY", True)
    assert call.started_at <= call.ended_at
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
    project.drafters.update(longest_reply=HUGE_BYTES)
    script.by_topic = {TOPIC: [fault]}
    batch = order(project, admin, TOPIC)

    draft_runs.run_batch(batch)

    draft = batch.drafts.get()
    assert (draft.status, batch.status) == ("unusable", "done")
    assert problem in [one["code"] for one in draft.problems]
    assert kept(draft.answer.reply)
    assert draft.answer.completion_tokens is not None
    assert draft.events.last().verb == "set aside"
    assert not Dialogue.objects.exists()


def test_an_endpoint_that_stays_away_fails_the_draft_with_a_reason(
    project,
    admin,
    script,
):
    wrong_key, down, well = (one.topic for one in STORED[:3])
    script.by_topic = {wrong_key: ["401"], down: ["500"] * (calls.ATTEMPTS + 3)}
    batch = order(project, admin, wrong_key, down, well)

    draft_runs.run_batch(batch)

    drafts = {draft.topic.text: draft for draft in batch.drafts.all()}
    [refused] = drafts[wrong_key].calls.all()
    tried = drafts[down].calls.all()
    assert (drafts[wrong_key].status, refused.outcome) == ("failed", "failed")
    assert refused.error.startswith("401: ")
    assert (refused.cost, refused.completion_tokens) == (0, 0)
    assert drafts[down].status == "failed"
    assert [call.attempt for call in tried] == [1, 2, 3, 4, 5]
    assert all(call.error.startswith("500: ") for call in tried)
    assert drafts[down].events.last().note == tried[4].error
    assert drafts[well].status == "drafted"
    assert batch.status == "done"


def test_what_a_database_cannot_hold_never_reaches_it(project, admin, settings):
    def answer(request):
        return "孩子：我\u0000好怕\ud83d\n智能助手：我在。"

    batch = order(project, admin, "吵架")
    with endpoint(answer) as settings.OPENAI_BASE_URL:
        draft_runs.run_batch(batch)

    draft = batch.drafts.get()
    assert draft.answer.reply == "孩子：我�好怕�\n智能助手：我在。"
    assert [problem["code"] for problem in draft.problems] == ["unsafe_characters"]
    assert [turn["text"] for turn in draft.dialogues.get().head.turns] == [
        "我�好怕�",
        "我在。",
    ]
    call = draft.answer
    assert (call.sample, call.cost, call.answered_by) == (
        False,
        None,
        "a-model-of-2026",
    )


def test_a_turn_that_no_editor_could_save_is_set_aside(project, admin, settings):
    long = "孩子：怕。\n智能助手：" + "我在听。" * 2500

    batch = order(project, admin, "吵架")
    with endpoint(lambda _request: long) as settings.OPENAI_BASE_URL:
        draft_runs.run_batch(batch)

    draft = batch.drafts.get()
    assert (draft.status, draft.answer.reply) == ("unusable", long)
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
