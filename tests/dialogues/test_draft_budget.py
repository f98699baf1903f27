"""The cap on money and tokens: it holds whatever the calls cost and however they end."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from dialogues.domain import batches, budget, calls, draft_runs
from dialogues.generate import Fatal, Generation, Retryable
from dialogues.sample_endpoint.answers import stored_dialogues
from dialogues.sample_endpoint.faults import Faults
from dialogues.sample_endpoint.server import SampleServer
from tests.dialogues.endpoints import served
from tests.dialogues.orders import called, fall_silent, order, outcomes
from tests.factories import make_batch, make_draft, make_member, make_project

pytestmark = pytest.mark.django_db

TOPICS = [one.topic for one in stored_dialogues()]


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def notes(batch):
    return {
        draft.events.last().note for draft in batch.drafts.filter(status="cancelled")
    }


ENDS = st.one_of(
    st.tuples(st.just("answered"), st.integers(0, 40), st.integers(0, 100)),
    st.tuples(st.just("no usage"), st.none(), st.none()),
    st.tuples(st.just("refused"), st.none(), st.none()),
    st.tuples(st.just("dropped"), st.none(), st.none()),
    st.tuples(st.just("lost"), st.none(), st.none()),
    st.tuples(st.just("still going"), st.none(), st.none()),
)


def end_of(kind, sent, written):
    return {
        "answered": Generation("x", "stop", sent, written, 1.0, "", "m"),
        "no usage": Generation("x", "stop", None, None, 1.0, "", "m"),
        "refused": Fatal("400: no"),
        "dropped": Retryable("gone", billed=None),
    }[kind]


@examples(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    ends=st.lists(ENDS, min_size=1, max_size=30),
    at_once=st.integers(1, 8),
    money=st.none() | st.integers(1, 2000),
    tokens=st.none() | st.integers(1, 3000),
)
def test_the_budget_cap_holds_for_any_sequence_of_costs(
    project, admin, *, ends, at_once, money, tokens
):
    drafter = project.drafters.get()
    drafter.prompt_price = drafter.completion_price = Decimal(1_000_000)
    drafter.longest_reply, drafter.concurrency = 100, 100
    drafter.save()
    cap = None if money is None else Decimal(money)
    batch = make_batch(project, by=admin, budget=cap, token_budget=tokens)
    topic = project.topics.first()
    coming = iter(ends)
    while some := [end for end, _n in zip(coming, range(at_once), strict=False)]:
        drafts = [make_draft(batch, topic=topic, prompt_text="怕黑") for _end in some]
        works = [calls.pick_up(draft, []) for draft in drafts]
        made = calls.reserve(batch, works).calls
        check(batch, cap, tokens)
        for (_work, call), (kind, sent, written) in zip(made, some, strict=False):
            if kind == "lost":
                calls.lose(batch.calls.filter(pk=call.pk))
            elif kind != "still going":
                # A prompt of two characters in one message: 6 bytes and what is around.
                end = end_of(kind, sent and min(sent, 22), written)
                calls.keep_ends([(call, end)])
            check(batch, cap, tokens)


def check(batch, cap, tokens):
    spent = budget.spent_by(batch)
    assert cap is None or spent.cost <= cap
    assert tokens is None or spent.tokens <= tokens


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_never_spends_more_than_its_budget_with_faults_and_eight_at_once(
    project,
    admin,
    settings,
    monkeypatch,
    seed,
):
    monkeypatch.setattr("dialogues.generate.FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr("dialogues.sample_endpoint.server.RETRY_AFTER_SECONDS", 0)
    project.drafters.update(
        concurrency=8,
        prompt_price=Decimal(1000),
        completion_price=Decimal(1000),
    )
    cap = Decimal(15)
    batch = order(project, admin, *TOPICS, count=60, budget=cap)
    server = SampleServer(wrong=Faults(0.4, seed), hang=0)
    with served(server) as settings.OPENAI_BASE_URL:
        draft_runs.run_batch(batch)

    spent = budget.spent_by(batch)
    assert cap / 2 < spent.cost <= cap
    assert batch.status == "done"
    ended = outcomes(batch)
    assert ended.total() == 60
    assert ended["cancelled"] > 0
    assert not ended["queued"] + ended["calling"]
    assert notes(batch) == {"The budget is spent."}


def test_the_tokens_of_a_batch_are_capped_too(project, admin, script):
    batch = order(project, admin, *TOPICS[:4], count=12, token_budget=7000)

    draft_runs.run_batch(batch)

    assert 4000 < budget.spent_by(batch).tokens <= 7000
    assert outcomes(batch)["cancelled"] > 0
    assert notes(batch) == {"The budget is spent."}


def test_a_budget_too_small_for_one_call_makes_none(project, admin, script):
    project.drafters.update(completion_price=Decimal(1000))
    batch = order(project, admin, TOPICS[0], count=2, budget=Decimal("0.01"))

    draft_runs.run_batch(batch)

    assert (outcomes(batch), script.calls) == ({"cancelled": 2}, [])


def test_what_a_lost_call_may_have_cost_counts_against_the_cap(project, admin, script):
    project.drafters.update(completion_price=Decimal(1000), concurrency=1)
    # Room for one reservation of 2000 tokens and a little more.
    batch = order(project, admin, TOPICS[0], count=2, budget=Decimal("2.5"))
    batches.take_in_hand(batch)
    draft = batch.drafts.first()
    with draft.change("call", by=None):
        pass
    calls.reserve(batch, [calls.pick_up(draft, [])])
    fall_silent(batch)
    batches.sweep_batches()
    batch.refresh_from_db()

    draft_runs.run_batch(batch)

    assert (called(batch), script.calls) == ({"lost": 1}, [])
    assert outcomes(batch) == {"cancelled": 2}
    lost = batch.calls.get()
    assert (lost.cost, budget.spent_by(batch).cost) == (None, lost.reserved_cost)


def test_an_estimate_learns_from_earlier_calls(project, admin, script):
    project.drafters.update(completion_price=Decimal(1000), prompt_price=Decimal(10))
    before = budget.estimate(project, count=10)
    batch = order(project, admin, *TOPICS[:3])
    draft_runs.run_batch(batch)
    real = budget.spent_by(batch).cost / 3

    after = budget.estimate(project, count=10, candidates=2)

    assert (before["from_history"], after["from_history"]) == (False, True)
    assert after["calls"] == 20
    assert abs(after["expected"] - 20 * real) < 20 * real / 50
    assert before["expected"] < before["worst"] <= after["worst"]


def test_a_limit_on_the_reply_is_always_sent(project):
    drafter = project.drafters.get()
    sent = []
    for parameters in (
        {},
        {"max_tokens": 50},
        {"max_tokens": 10**9, "top_p": 1},
        {"max_completion_tokens": None, "max_tokens": 3},
    ):
        drafter.parameters = parameters
        sent.append(budget.sent_parameters(drafter))
    assert sent == [
        {"max_tokens": 2000},
        {"max_tokens": 50},
        {"max_tokens": 2000, "top_p": 1},
        {"max_completion_tokens": 2000},
    ]


def test_a_cap_that_is_raised_lets_a_batch_go_on_and_a_lower_one_ends_it(
    project, admin, settings
):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    batch = order(
        project, admin, *(f"话题{n}" for n in range(4)), budget=Decimal("0.01")
    )

    batches.set_cap(batch, budget=Decimal(2), token_budget=None, by=admin)
    batches.pause_batch(batch, by=admin)
    batches.set_cap(batch, budget=None, token_budget=1, by=admin)
    batches.resume_batch(batch, by=admin)
    draft_runs.run_batch(batch)

    assert outcomes(batch) == {"cancelled": 4}
    assert not batch.calls.exists()
    assert list(batch.events.filter(verb="set cap").values_list("data", flat=True)) == [
        {
            "before": {"budget": "0.01", "token_budget": None},
            "after": {"budget": "2", "token_budget": None},
        },
        {
            "before": {"budget": "2", "token_budget": None},
            "after": {"budget": None, "token_budget": 1},
        },
    ]
