"""A drafter's limits: calls and tokens a minute, rests that it asks for, attempts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dialogues import generate
from dialogues.domain import batches, calls, draft_runs
from dialogues.models import Call, Drafter
from dialogues.sample_endpoint import server as sample_server
from dialogues.sample_endpoint.answers import stored_dialogues
from tests.dialogues.endpoints import endpoint
from tests.dialogues.orders import order, outcomes
from tests.factories import make_batch, make_draft, make_member, make_project

pytestmark = pytest.mark.django_db

TOPICS = [one.topic for one in stored_dialogues()]


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def batch(project, admin):
    return make_batch(project, by=admin)


def reserve(batch, many, **fields):
    """What of ``many`` new drafts may be called just now."""
    topic = batch.project.topics.first()
    drafts = [make_draft(batch, topic=topic, **fields) for _number in range(many)]
    return calls.reserve(batch, [calls.pick_up(draft, []) for draft in drafts])


def pass_time(**past):
    Call.objects.update(started_at=timezone.now() - timedelta(**past))


def test_no_more_calls_a_minute_than_the_drafter_bears(project, batch):
    project.drafters.update(concurrency=100, requests_per_minute=3)
    drafter = project.drafters.get().pk

    first, second = reserve(batch, 2), reserve(batch, 2)
    assert (len(first.calls), len(second.calls)) == (2, 1)
    assert second.waits == {drafter: calls.BUSY_SECONDS}
    pass_time(seconds=61)
    assert len(reserve(batch, 5).calls) == 3


def test_no_more_tokens_a_minute_than_the_drafter_bears(project, batch):
    project.drafters.update(concurrency=100, tokens_per_minute=1000, longest_reply=400)

    assert len(reserve(batch, 5, prompt_text="怕").calls) == 2
    assert len(reserve(batch, 1, prompt_text="怕").calls) == 0
    pass_time(seconds=61)
    # One that is larger than a whole minute goes out by itself.
    assert len(reserve(batch, 2, prompt_text="怕" * 900).calls) == 1


def test_two_batches_share_the_calls_at_once_of_a_drafter(project, admin, batch):
    project.drafters.update(concurrency=3)
    other = make_batch(project, by=admin)

    assert len(reserve(batch, 2).calls) == 2
    assert len(reserve(other, 2).calls) == 1
    calls.lose(Call.objects.filter(batch=batch))
    assert len(reserve(other, 3).calls) == 2


def test_one_429_slows_all_calls_of_its_drafter(project, admin, script, monkeypatch):
    monkeypatch.setattr(sample_server, "RETRY_AFTER_SECONDS", 1)
    project.drafters.update(concurrency=4)
    second = project.drafters.create(name="second", model="m")
    script.by_topic = {TOPICS[0]: ["429"]}
    first = project.drafters.get(name="sample")
    batch = order(project, admin, *TOPICS[:8], drafters=[(first, 1)])

    draft_runs.run_batch(batch)

    assert outcomes(batch) == {"drafted": 8}
    refused = batch.calls.get(outcome="failed")
    asked_for = refused.ended_at + timedelta(seconds=0.9)
    later = batch.calls.filter(started_at__gt=refused.ended_at)
    assert later.exists()
    assert not later.filter(started_at__lt=asked_for).exists()
    rested = Drafter.objects.get(pk=first.pk)
    assert rested.resting_until >= asked_for
    second.refresh_from_db()
    assert second.resting_until is None


def test_a_resting_drafter_holds_up_no_other(project, admin, script):
    first = project.drafters.get()
    second = project.drafters.create(name="second", model="m")
    calls.rest(first.pk, 1.0)
    batch = order(project, admin, *TOPICS[:6], drafters=[(first, 1), (second, 1)])

    draft_runs.run_batch(batch)

    assert outcomes(batch) == {"drafted": 6}
    by_first = batch.calls.filter(drafter=first).earliest("started_at").started_at
    by_second = batch.calls.filter(drafter=second).latest("started_at").ended_at
    assert by_second < by_first


def test_a_prompt_that_never_satisfies_is_called_no_more_than_the_cap(
    project, admin, settings, monkeypatch
):
    """QiaoBan's and PICA's loops went on for ever on a reply that would not parse."""
    monkeypatch.setattr(generate, "FIRST_WAIT_SECONDS", 0.01)
    asked = []

    def answer(request):
        asked.append(request)
        return "这里没有对话。"

    batch = order(project, admin, "吵架", count=2)
    with endpoint(answer) as settings.OPENAI_BASE_URL:
        draft_runs.run_batch(batch)

    assert (outcomes(batch), len(asked)) == ({"unusable": 2}, 2)
    assert all(draft.answer.reply == "这里没有对话。" for draft in batch.drafts.all())


def test_an_endpoint_that_always_fails_is_called_no_more_than_the_cap(
    project, admin, script
):
    script.by_topic = {TOPICS[0]: ["500"] * 100}
    batch = order(project, admin, TOPICS[0])

    draft_runs.run_batch(batch)
    batches.sweep_batches()

    assert (outcomes(batch), len(script.calls)) == ({"failed": 1}, calls.ATTEMPTS)
