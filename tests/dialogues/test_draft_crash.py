"""Workers that are killed and databases that go away in the middle of a batch."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter

import pytest
from django.conf import settings as live
from django.db import connection

from dialogues.domain import batches, draft_runs, reconnecting
from dialogues.models import DraftBatch
from dialogues.sample_endpoint.server import SampleServer
from tests.dialogues.endpoints import Script, served
from tests.dialogues.orders import called, fall_silent, order, outcomes
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db(transaction=True)

TOPICS = [f"第{number:02}个愿望" for number in range(40)]
WORKER = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from dialogues.domain import draft_runs
from dialogues.models import DraftBatch
draft_runs.run_batch(DraftBatch.objects.get(pk=sys.argv[2]))
"""


class Killer(Script):
    """Kills the worker at one of its calls, while others are on their way."""

    def __init__(self, at):
        super().__init__()
        self.at, self.worker = at, None

    def next(self, prompt, asked):
        fault = super().next(prompt, asked)
        if len(self.calls) == self.at and self.worker:
            os.kill(self.worker.pid, signal.SIGKILL)
        return fault


def calls_by_topic(script):
    return Counter(
        next(topic for topic in TOPICS if topic in prompt) for prompt in script.calls
    )


def test_nothing_is_lost_or_asked_twice_when_a_worker_is_killed(settings):
    project = make_project()
    project.drafters.update(concurrency=4)
    batch = order(project, make_member(project, "admin"), *TOPICS)
    script = Killer(at=20)
    with served(SampleServer(wrong=script, delay=0.05)) as address:
        environment = {**os.environ, "OPENAI_BASE_URL": address}
        script.worker = subprocess.Popen(
            [
                sys.executable,
                "-c",
                WORKER,
                connection.settings_dict["NAME"],
                str(batch.pk),
            ],
            env=environment,
            cwd=live.BASE_DIR,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert script.worker.wait(60) == -signal.SIGKILL
        answered = set(
            batch.calls.filter(outcome="answered").values_list("draft", flat=True),
        )
        assert 0 < len(answered) < 20
        fall_silent(batch)
        batches.sweep_batches()
        settings.OPENAI_BASE_URL = address
        draft_runs.run_batch(DraftBatch.objects.get(pk=batch.pk))

    assert outcomes(batch) == {"drafted": 40}
    ended = called(batch)
    assert (ended["answered"], 1 <= ended["lost"] <= 4, ended["calling"]) == (
        40,
        True,
        0,
    )
    asked = calls_by_topic(script)
    for draft in batch.drafts.all():
        rows = draft.calls.count()
        # The endpoint was asked once for each row, or not at all for one that was lost.
        lost = draft.calls.filter(outcome="lost").count()
        assert rows - lost <= asked[draft.topic.text] <= rows
        assert lost <= 1
        if draft.pk in answered:
            assert asked[draft.topic.text] == 1
    assert not batch.calls.filter(outcome="lost").exclude(cost=None).exists()


def test_a_database_that_goes_away_for_a_moment_costs_no_reply(monkeypatch, script):
    monkeypatch.setattr(reconnecting, "FIRST_WAIT_SECONDS", 0.01)
    project = make_project()
    batch = order(project, make_member(project, "admin"), *TOPICS[:12])
    recorded = []

    def cut():
        recorded.append(1)
        if len(recorded) == 3:
            cut_connection()

    draft_runs.run_batch(batch, watch=cut)

    assert (batch.status, outcomes(batch)) == ("done", {"drafted": 12})
    assert called(batch)["answered"] == 12
    assert max(calls_by_topic(script).values()) <= 2
    assert batch.project.dialogues.count() == 12


def cut_connection():
    """End this thread's connection from the server's side, as a restart does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()

    def terminate():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.close()

    other = threading.Thread(target=terminate)
    other.start()
    other.join()
