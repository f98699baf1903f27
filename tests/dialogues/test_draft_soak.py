"""Many drafts with faults and replies in any order: each ends, on its own row."""

import random
import re
import threading

import pytest

from dialogues.domain import draft_runs
from dialogues.sample_endpoint import answers
from dialogues.sample_endpoint.faults import Faults
from dialogues.sample_endpoint.server import SampleServer
from tests.dialogues.endpoints import served
from tests.dialogues.orders import called, order, outcomes
from tests.factories import make_member, make_project, make_topic

pytestmark = pytest.mark.django_db


def naming_its_topic(messages):
    """A dialogue about the very topic that was asked for, sooner or later."""
    topic = re.search(r"第\d+号话题", answers.last_words(messages))[0]
    threading.Event().wait(random.random() * 0.02)
    return f"孩子：我想说说{topic}。\n智能助手：我在听，{topic}怎么啦？"


@pytest.fixture
def drafted(settings, monkeypatch):
    monkeypatch.setattr("dialogues.generate.FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr("dialogues.sample_endpoint.server.RETRY_AFTER_SECONDS", 0)
    monkeypatch.setattr(answers, "answer_for", naming_its_topic)

    def draft(many):
        project = make_project()
        project.drafters.update(concurrency=32)
        for number in range(many):
            make_topic(project, f"第{number}号话题")
        batch = order(
            project,
            make_member(project, "admin"),
            *project.topics.values_list("text", flat=True),
        )
        server = SampleServer(wrong=Faults(0.2, seed=7), hang=0)
        with served(server) as settings.OPENAI_BASE_URL:
            draft_runs.run_batch(batch)
        return batch

    return draft


def check(batch, many):
    ended = outcomes(batch)
    assert ended.total() == many
    assert set(ended) <= {"drafted", "unusable", "failed"}
    assert ended["drafted"] > many * 0.8
    assert ended["unusable"] > 0
    assert set(called(batch)) == {"answered", "failed"}
    assert batch.calls.filter(outcome="failed").count() > many * 0.05
    for draft in batch.drafts.select_related("topic", "answer").iterator(500):
        said = re.findall(r"第\d+号话题", draft.answer.reply if draft.answer else "")
        assert set(said) <= {draft.topic.text}
        assert draft.calls.count() <= 5
        if draft.status == "drafted":
            assert said
            [dialogue] = draft.dialogues.all()
            assert dialogue.topic == draft.topic
            assert all(draft.topic.text in turn["text"] for turn in dialogue.head.turns)


def test_shuffled_completion_never_pairs_a_reply_with_another_row(drafted):
    check(drafted(300), 300)


@pytest.mark.soak
def test_five_thousand_drafts_with_faults_are_all_accounted_for(drafted):
    check(drafted(5000), 5000)
