"""Ordering drafts: which topics, which words, and what is refused."""

from collections import Counter
from decimal import Decimal

import pytest
from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues import tasks
from dialogues.builtin.templates import template
from dialogues.domain import batches, choosing, drafting, prompting
from dialogues.history import Refused
from dialogues.models import Draft, DraftBatch, Drafter, Topic
from tests.factories import (
    make_batch,
    make_draft,
    make_drafted,
    make_member,
    make_project,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def messages():
    """The ids in the worker's queue, which is empty afterwards."""
    found = []
    with current_app.connection_for_read() as connection:
        queue = connection.SimpleQueue("default")
        while True:
            try:
                message = queue.get(block=False)
            except queue.Empty:
                return found
            found.append(message.payload[0][0])
            message.ack()


def test_an_order_is_stored_with_its_history_and_then_sent(
    project,
    admin,
    django_capture_on_commit_callbacks,
):
    topics = [make_topic(project, theme="家庭", emotion="悲伤") for _n in range(3)]
    messages()
    with django_capture_on_commit_callbacks(execute=True):
        batch = drafting.order_batch(project, count=3, budget=Decimal(2), by=admin)

    batch = DraftBatch.objects.get(pk=batch.pk)
    assert (batch.status, batch.ordered_by, batch.budget) == ("queued", admin, 2)
    assert batch.prompt == project.prompts.get()
    assert list(batch.shares.values_list("drafter", "share")) == [
        (project.drafters.get().pk, 1),
    ]
    assert list(batch.events.values_list("verb", "to_status", "by", "data")) == [
        ("order", "queued", admin.pk, {"count": 3}),
    ]
    drafts = list(batch.drafts.all())
    assert {draft.topic for draft in drafts} == set(topics)
    for draft in drafts:
        assert (draft.status, draft.project, draft.emotion, draft.drafter) == (
            "queued",
            project,
            "悲伤",
            project.drafters.get(),
        )
        assert draft.prompt_text == f"请以“{draft.topic.text}”为题写一段对话。"
        assert list(draft.events.values_list("verb", "to_status", "by")) == [
            ("order", "queued", admin.pk),
        ]
    assert messages() == [str(batch.pk)]


def test_topics_with_the_fewest_dialogues_and_drafts_come_first(project, admin):
    written, drafted, cancelled, failed, new = (make_topic(project) for _n in range(5))
    make_drafted(project, topic=written)
    before = make_batch(project, by=admin)
    make_draft(before, topic=drafted)
    make_draft(before, topic=cancelled, status=Draft.Status.CANCELLED)
    make_draft(before, topic=failed, status=Draft.Status.FAILED)
    written.dialogues.update(origin="written")

    first = drafting.order_batch(project, count=3, by=admin)
    assert {draft.topic for draft in first.drafts.all()} == {cancelled, failed, new}
    drafting.order_batch(project, count=7, by=admin)

    made = choosing.topics_by_drafts(project).values_list("made", flat=True)
    assert sorted(made) == [2, 2, 2, 3, 3]


def test_only_the_named_topics_are_drafted_on(project, admin):
    wanted = [make_topic(project), make_topic(project)]
    make_topic(project)

    batch = drafting.order_batch(project, count=4, topics=wanted, by=admin)

    assert Counter(draft.topic for draft in batch.drafts.all()) == dict.fromkeys(
        wanted,
        2,
    )


def test_a_feeling_is_drawn_only_where_the_prompt_asks_for_one(project, admin):
    make_topic(project, theme="", emotion="")
    without = drafting.order_batch(project, count=2, by=admin)
    assert [draft.emotion for draft in without.drafts.all()] == ["", ""]

    prompt = prompting.revise_prompt(
        project,
        name="talk",
        text="题目：{topic}\n主题：{theme}\n心情：{emotion}",
        by=admin,
    )
    batch = drafting.order_batch(project, count=30, by=admin)

    feelings = {
        feeling["name"]["zh-hans"]
        for feeling in template("child-companion")["emotions"]
    }
    drawn = [draft.emotion for draft in batch.drafts.all()]
    assert batch.prompt == prompt
    assert set(drawn) <= feelings
    assert len(set(drawn)) > 5
    draft = batch.drafts.first()
    assert draft.prompt_text == f"题目：{draft.topic.text}\n心情：{draft.emotion}"


@pytest.mark.parametrize(
    ("order", "field"),
    [({"count": 0}, "count"), ({"count": drafting.MOST_DRAFTS + 1}, "count"),
     ({"count": 1, "budget": Decimal(0)}, "budget")],
)  # fmt: skip
def test_a_senseless_order_is_refused(project, admin, order, field):
    make_topic(project)

    with pytest.raises(ValidationError) as error:
        drafting.order_batch(project, **order, by=admin)

    assert list(error.value.message_dict) == [field]
    assert not DraftBatch.objects.exists()


def test_an_order_without_topics_or_drafter_says_what_is_missing(project, admin):
    with pytest.raises(Refused) as no_topics:
        drafting.order_batch(project, count=1, by=admin)
    make_topic(project)
    project.drafters.all().delete()
    with pytest.raises(Refused) as no_drafter:
        drafting.order_batch(project, count=1, by=admin)

    assert (no_topics.value.code, no_drafter.value.code) == ("no_topics", "no_drafter")
    assert not DraftBatch.objects.exists()


def test_texts_of_another_project_are_refused(project, admin):
    make_topic(project)
    other = make_project()
    drafter = Drafter.objects.get(project=other)

    for order in ({"prompt": other.prompts.get()}, {"drafters": [(drafter, 1)]}):
        with pytest.raises(ValidationError):
            drafting.order_batch(project, count=1, **order, by=admin)
    with pytest.raises(Refused):
        drafting.order_batch(project, count=1, topics=[make_topic(other)], by=admin)
    assert not DraftBatch.objects.exists()
    assert Topic.objects.count() == 2


def test_only_admins_order_and_cancel(project, admin):
    make_topic(project)
    expert = make_member(project, "expert", "volunteer")

    with pytest.raises(PermissionDenied):
        drafting.order_batch(project, count=1, by=expert)
    assert not DraftBatch.objects.exists()
    batch = drafting.order_batch(project, count=1, by=admin)
    with pytest.raises(PermissionDenied):
        batches.cancel_batch(batch, by=expert)
    batch.refresh_from_db()
    assert (batch.status, batch.drafts.get().status) == ("queued", "queued")


def test_cancelling_cancels_what_waits_and_no_more(
    project,
    admin,
    django_capture_on_commit_callbacks,
):
    make_topic(project)
    batch = drafting.order_batch(project, count=3, by=admin)
    calling = batch.drafts.first()
    with calling.change("call", by=None):
        pass

    messages()
    with django_capture_on_commit_callbacks(execute=True):
        batches.cancel_batch(batch, by=admin)
    assert messages() == [str(batch.pk)]
    tasks.cancel_waiting(str(batch.pk))

    assert Counter(batch.drafts.values_list("status", flat=True)) == {
        "cancelled": 2,
        "calling": 1,
    }
    assert list(batch.events.values_list("verb", "by")) == [
        ("order", admin.pk),
        ("cancel", admin.pk),
    ]
    with pytest.raises(Refused):
        batches.cancel_batch(batch, by=admin)
